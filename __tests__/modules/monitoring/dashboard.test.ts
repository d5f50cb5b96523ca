import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { Testing } from "cdktf";
import type { Construct } from "constructs";
import { Dashboard, type DashboardProps } from "../../../modules/monitoring/dashboard";
import { synthIn } from "../../support/synth";

const CPU = { namespace: "AWS/ECS", metricName: "CPUUtilization", dimensions: { A: "a" }, stat: "Average" };

function addDashboard(scope: Construct, id: string, changes: Partial<DashboardProps> = {}): void {
  new Dashboard(scope, id, {
    name: `test-${id}`,
    region: "us-west-2",
    rows: [
      { text: "# Tasks", widgets: [{ title: "CPU", lines: [CPU], unit: "Percent", threshold: 80 }] },
      {
        widgets: [
          {
            title: "Share",
            lines: [
              { ...CPU, id: "m1", label: "one", isHidden: true },
              { expression: "m1 * 2", label: "two" },
            ],
            periodSeconds: 60,
          },
          { title: "CPU", lines: [CPU] },
        ],
      },
    ],
    ...changes,
  });
}

test("it has a name", () => {
  const stack = Testing.synthScope((scope) => addDashboard(scope, "main"));
  expect(stack).toHaveResourceWithProperties(CloudwatchDashboard, { dashboard_name: "test-main" });
});

test("rows are below one another, widgets of a row side by side over the whole width", () => {
  const synth = synthIn((stack) => addDashboard(stack, "main"));
  const { widgets } = JSON.parse(synth.at("aws_cloudwatch_dashboard.main").dashboard_body as string);
  const shared = { region: "us-west-2", view: "timeSeries" };
  const cpu = ["AWS/ECS", "CPUUtilization", "A", "a"];
  expect(widgets).toEqual([
    { type: "text", x: 0, y: 0, width: 24, height: 2, properties: { markdown: "# Tasks" } },
    {
      type: "metric",
      x: 0,
      y: 2,
      width: 24,
      height: 6,
      properties: {
        ...shared,
        title: "CPU",
        period: 300,
        metrics: [[...cpu, { stat: "Average" }]],
        yAxis: { left: { label: "Percent", min: 0, showUnits: false } },
        annotations: { horizontal: [{ label: "alarm", value: 80 }] },
      },
    },
    {
      type: "metric",
      x: 0,
      y: 8,
      width: 12,
      height: 6,
      properties: {
        ...shared,
        title: "Share",
        period: 60,
        metrics: [
          [...cpu, { stat: "Average", label: "one", id: "m1", visible: false }],
          [{ expression: "m1 * 2", label: "two" }],
        ],
      },
    },
    {
      type: "metric",
      x: 12,
      y: 8,
      width: 12,
      height: 6,
      properties: { ...shared, title: "CPU", period: 300, metrics: [[...cpu, { stat: "Average" }]] },
    },
  ]);
});

test("two of them stand in one stack, and any argument can be set", () => {
  const synth = synthIn((stack) => {
    addDashboard(stack, "main");
    addDashboard(stack, "other", { overrides: { dashboard: { lifecycle: { preventDestroy: true } } } });
  });
  expect(Object.keys(synth.resources("aws_cloudwatch_dashboard")).sort()).toEqual(["main", "other"]);
  expect(synth.at("aws_cloudwatch_dashboard.other").lifecycle).toEqual({ prevent_destroy: true });
});
