import type { AlarmDefinition, Metric } from "../../modules/monitoring/alarm-definition";
import type { MetricWidget } from "../../modules/monitoring/dashboard";
import { metricsOf, whyUnknown } from "./metrics";

/** The metrics that a widget draws, hidden ones too. */
export function metricsIn({ lines }: MetricWidget): Metric[] {
  return lines.flatMap((line) => ("expression" in line ? [] : [line]));
}

/** What is wrong with widgets: metrics that AWS does not publish, lines that look alike, thresholds that no alarm on them has. */
export function widgetProblems(
  widgets: readonly MetricWidget[],
  definitions: readonly AlarmDefinition[],
): string[] {
  return widgets.flatMap((widget) => [
    ...metricsIn(widget).flatMap((metric) => whyUnknown(metric) ?? []),
    ...twins(widget),
    ...strayThreshold(widget, definitions),
  ]);
}

function twins({ title, lines }: MetricWidget): string[] {
  const labels = lines.flatMap(({ label }) => label ?? []);
  return labels
    .filter((label, index) => labels.indexOf(label) !== index)
    .map((label) => `${title}: two lines are called ${label}`);
}

function strayThreshold(widget: MetricWidget, definitions: readonly AlarmDefinition[]): string[] {
  const { title, threshold } = widget;
  if (threshold === undefined) return [];
  const drawn = metricsIn(widget).map(identity);
  const isOfIt = (alarm: AlarmDefinition) =>
    alarm.threshold === threshold && metricsOf(alarm).every((metric) => drawn.includes(identity(metric)));
  return definitions.some(isOfIt) ? [] : [`${title}: no alarm on what it draws begins at ${threshold}`];
}

/** Whatever the statistic: a widget may draw averages of what an alarm takes the minimum of. */
function identity({ namespace, metricName, dimensions }: Metric): string {
  return JSON.stringify([namespace, metricName, dimensions]);
}
