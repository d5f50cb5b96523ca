import type { Metric } from "../monitoring/alarm-definition";

/** Of one instance. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html */
export function instanceMetric(metricName: string, identifier: string, stat: string): Metric {
  return { namespace: "AWS/RDS", metricName, dimensions: { DBInstanceIdentifier: identifier }, stat };
}
