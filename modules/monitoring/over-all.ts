import type { Calculation, Metric } from "./alarm-definition";

/**
 * One value over metrics of the same kind, at each moment: an alarm on it is one, however many nodes or gateways there are.
 * CloudWatch takes at most ten. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-limits.html
 *
 * Of a single metric, MAX and SUM would be one number over all of time, which no alarm can watch: that is left as it is.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 *
 * @param metrics at least one
 */
export function overAll(
  operation: "MAX" | "SUM",
  id: string,
  label: string,
  metrics: readonly Metric[],
): Metric | Calculation {
  const [first, ...others] = metrics;
  if (!first) throw new RangeError(`${label}: there is no metric`);
  if (others.length === 0) return first;
  const named = Object.fromEntries(metrics.map((metric, index) => [`m${index + 1}`, metric]));
  return { id, label, expression: `${operation}([${Object.keys(named).join(", ")}])`, metrics: named };
}
