import type { Metric } from "../monitoring/alarm-definition";

/** A service as CloudWatch knows it. */
export interface MeasuredService {
  readonly clusterName: string;
  readonly serviceName: string;
}

/** Of all tasks together. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html */
export function serviceUtilization(
  service: MeasuredService,
  metricName: "CPUUtilization" | "MemoryUtilization",
): Metric {
  return metric("AWS/ECS", metricName, service);
}

/**
 * Counted where the cluster has Container Insights.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
 */
export function serviceTasks(
  service: MeasuredService,
  metricName: "DesiredTaskCount" | "RunningTaskCount",
): Metric {
  return metric("ECS/ContainerInsights", metricName, service);
}

function metric(
  namespace: string,
  metricName: string,
  { serviceName, clusterName }: MeasuredService,
): Metric {
  const dimensions = { ServiceName: serviceName, ClusterName: clusterName };
  return { namespace, metricName, dimensions, stat: "Average" };
}
