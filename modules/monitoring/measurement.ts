import type { CloudwatchMetricAlarmConfig } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import type { Calculation, Metric } from "./alarm-definition";

/** What an alarm looks at, in Terraform's form. */
export function measurement(
  measured: Metric | Calculation,
  period: number,
): Partial<CloudwatchMetricAlarmConfig> {
  if (!("expression" in measured)) {
    const { namespace, metricName, dimensions, stat } = measured;
    return {
      namespace,
      metricName,
      dimensions: { ...dimensions },
      period,
      ...(stat.startsWith("p") ? { extendedStatistic: stat } : { statistic: stat }),
    };
  }
  return {
    metricQuery: [
      { id: measured.id, expression: measured.expression, label: measured.label, returnData: true },
      ...Object.entries(measured.metrics).map(([id, { dimensions, ...metric }]) => ({
        id,
        metric: { ...metric, dimensions: { ...dimensions }, period },
      })),
    ],
  };
}
