import {
  CloudwatchDashboard,
  type CloudwatchDashboardConfig,
} from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { Construct } from "constructs";
import { type Override, overridden } from "../override";
import type { Metric } from "./alarm-definition";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const DASHBOARD_COLUMNS = 24;
const METRIC_HEIGHT = 6;
const TEXT_HEIGHT = 2;
const MAX_WIDGETS_ABREAST = 4;

/** A line of a widget: a metric, or an expression over others. */
export type Line =
  | (Metric & { readonly label?: string; readonly id?: string; readonly isHidden?: boolean })
  | { readonly expression: string; readonly label: string };

export interface MetricWidget {
  readonly title: string;
  readonly lines: readonly Line[];
  /** @default 300 */
  readonly periodSeconds?: number;
  /** What the values are, for people: "Percent", "Seconds". */
  readonly unit?: string;
  /** Where an alarm begins. */
  readonly threshold?: number;
}

export interface DashboardRow {
  /** What the row answers, in Markdown; above it. @default nothing */
  readonly text?: string;
  /** Side by side, each as wide as the others; more than four go on below, evenly. */
  readonly widgets: readonly MetricWidget[];
}

export interface DashboardProps {
  readonly name: string;
  readonly region: string;
  /** From the top down. */
  readonly rows: readonly DashboardRow[];
  readonly overrides?: { readonly dashboard?: Override<CloudwatchDashboardConfig> };
}

/** A page of CloudWatch that answers one question. 3 USD a month, the first three are free of charge. Guide: lines 746–781. */
export class Dashboard extends Construct {
  readonly dashboard: CloudwatchDashboard;

  constructor(scope: Construct, id: string, { name, region, rows, overrides }: DashboardProps) {
    super(scope, id);
    const config: CloudwatchDashboardConfig = {
      dashboardName: name,
      dashboardBody: JSON.stringify({ widgets: place(rows, region) }),
    };
    this.dashboard = new CloudwatchDashboard(this, id, overridden(config, overrides?.dashboard));
  }
}

/** Row below row, each over the whole width. */
function place(rows: readonly DashboardRow[], region: string): object[] {
  const placed: object[] = [];
  let y = 0;
  for (const { text, widgets } of rows) {
    if (text !== undefined) {
      placed.push({
        type: "text",
        x: 0,
        y,
        width: DASHBOARD_COLUMNS,
        height: TEXT_HEIGHT,
        properties: { markdown: text },
      });
      y += TEXT_HEIGHT;
    }
    for (const abreast of evenly(widgets)) {
      const width = DASHBOARD_COLUMNS / abreast.length;
      for (const [index, widget] of abreast.entries()) {
        const position = { x: index * width, y, width, height: METRIC_HEIGHT };
        placed.push({ type: "metric", ...position, properties: properties(widget, region) });
      }
      y += METRIC_HEIGHT;
    }
  }
  return placed;
}

/** Five are shown as three and two: otherwise the fifth would be as wide as the page. */
function evenly(widgets: readonly MetricWidget[]): MetricWidget[][] {
  const lines = Math.ceil(widgets.length / MAX_WIDGETS_ABREAST);
  const abreast = Math.ceil(widgets.length / lines);
  return Array.from({ length: lines }, (_, line) => widgets.slice(line * abreast, (line + 1) * abreast));
}

function properties({ title, lines, periodSeconds = 300, unit, threshold }: MetricWidget, region: string) {
  return {
    title,
    region,
    view: "timeSeries",
    period: periodSeconds,
    metrics: lines.map(line),
    ...(unit === undefined ? {} : { yAxis: { left: { label: unit, min: 0, showUnits: false } } }),
    ...(threshold === undefined
      ? {}
      : { annotations: { horizontal: [{ label: "alarm", value: threshold }] } }),
  };
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html#CloudWatch-Dashboard-Properties-Metrics-Array-Format */
function line(of: Line): unknown[] {
  if ("expression" in of) return [{ expression: of.expression, label: of.label }];
  const { namespace, metricName, dimensions, stat, label, id, isHidden } = of;
  const options = {
    stat,
    ...(label === undefined ? {} : { label }),
    ...(id === undefined ? {} : { id }),
    ...(isHidden ? { visible: false } : {}),
  };
  return [namespace, metricName, ...Object.entries(dimensions).flat(), options];
}
