import type { Line, MetricWidget } from "../monitoring/dashboard";
import type { RequestThresholds } from "./load-balancer-alarms";
import {
  type MeasuredLoadBalancer,
  type MeasuredTarget,
  percentOf,
  requestMetric,
  targetDimensions,
} from "./request-metrics";

type Dimensions = Readonly<Record<string, string>>;

/** How many requests each service has, and what share of them ends in an error. */
export function requestWidgets(
  targets: readonly MeasuredTarget[],
  { errorPercent, clientErrorPercent }: RequestThresholds,
): MetricWidget[] {
  const shares = (metricName: string) =>
    targets.flatMap((target, index) =>
      share(`${index}`, target.serviceName, metricName, targetDimensions(target)),
    );
  return [
    {
      title: "Requests",
      unit: "a minute",
      periodSeconds: 60,
      lines: targets.map((target) => ({
        ...requestMetric("RequestCount", targetDimensions(target), "Sum"),
        label: target.serviceName,
      })),
    },
    {
      title: "Errors of the server",
      unit: "percent",
      threshold: errorPercent,
      lines: shares("HTTPCode_Target_5XX_Count"),
    },
    {
      title: "Errors of the client",
      unit: "percent",
      threshold: clientErrorPercent,
      lines: shares("HTTPCode_Target_4XX_Count"),
    },
  ];
}

/** How fast a service answers. */
export function latencyWidget(
  target: MeasuredTarget,
  { latencyP99Seconds }: RequestThresholds,
): MetricWidget {
  return {
    title: `Time to answer: ${target.serviceName}`,
    unit: "seconds",
    threshold: latencyP99Seconds,
    lines: ["p50", "p95", "p99"].map((stat) => ({
      ...requestMetric("TargetResponseTime", targetDimensions(target), stat),
      label: stat,
    })),
  };
}

/** Guide: lines 746–781, with the errata to lines 768 and 774. */
export function loadBalancerWidget({ arnSuffix }: MeasuredLoadBalancer): MetricWidget {
  const of = (metricName: string, stat: string) =>
    requestMetric(metricName, { LoadBalancer: arnSuffix }, stat);
  return {
    title: "ALB Metrics",
    lines: [
      of("TargetResponseTime", "Average"),
      of("TargetResponseTime", "p95"),
      of("TargetResponseTime", "p99"),
      of("RequestCount", "Sum"),
      of("HTTPCode_Target_4XX_Count", "Sum"),
      of("HTTPCode_Target_5XX_Count", "Sum"),
    ],
  };
}

/** What a load balancer's traffic costs. */
export function capacityWidget({ arnSuffix }: MeasuredLoadBalancer): MetricWidget {
  return {
    title: "Load balancer: capacity units",
    unit: "LCUs",
    periodSeconds: 3600,
    lines: [requestMetric("ConsumedLCUs", { LoadBalancer: arnSuffix }, "Average")],
  };
}

/** Percent of requests, and the two metrics that it is made of. */
function share(suffix: string, label: string, metricName: string, of: Dimensions): Line[] {
  const [errors, requests] = [`e${suffix}`, `r${suffix}`];
  return [
    { expression: percentOf(errors, requests), label },
    { ...requestMetric(metricName, of, "Sum"), id: errors, isHidden: true },
    { ...requestMetric("RequestCount", of, "Sum"), id: requests, isHidden: true },
  ];
}
