/** Guide, "1. CloudWatch Dashboards": lines 746–781, with the errata to lines 755, 768 and 774; metrics of lines 846–884. */
import { productionInOne } from "../support/synth";

interface Widget {
  readonly properties: {
    readonly title: string;
    readonly metrics: unknown[][];
    readonly period: number;
    readonly region: string;
  };
}

const stack = productionInOne();
const widgets = (id: string): Widget[] =>
  JSON.parse(stack.at(`aws_cloudwatch_dashboard.${id}`).dashboard_body as string).widgets;
const lines = (id: string) => widgets(id).flatMap(({ properties }) => properties.metrics ?? []);

const SERVICE = ["ServiceName", "mcp-server", "ClusterName", "mcp-production"];
const LOAD_BALANCER = ["LoadBalancer", "${aws_lb.main.arn_suffix}"];

test("the guide's two widgets come first: region, period, titles", () => {
  expect(
    widgets("main").map(({ properties: { title, period, region } }) => ({ title, period, region })),
  ).toEqual([
    { title: "ECS Service Metrics", period: 300, region: "us-east-1" },
    { title: "ALB Metrics", period: 300, region: "us-east-1" },
  ]);
});

test.each(["CPUUtilization", "MemoryUtilization"])(
  "ECS Service Metrics: %s, of the cluster too",
  (metric) => {
    expect(lines("main")).toContainEqual(["AWS/ECS", metric, ...SERVICE, { stat: "Average" }]);
  },
);

test.each([
  ["TargetResponseTime", "Average"],
  ["TargetResponseTime", "p95"],
  ["TargetResponseTime", "p99"],
  ["RequestCount", "Sum"],
  ["HTTPCode_Target_4XX_Count", "Sum"],
  ["HTTPCode_Target_5XX_Count", "Sum"],
])("ALB Metrics: %s, %s, by the ARN's suffix", (metric, stat) => {
  expect(lines("main")).toContainEqual(["AWS/ApplicationELB", metric, ...LOAD_BALANCER, { stat }]);
});

test.each([
  ["TasksProcessed", ["Environment", "production"]],
  ["ActiveAgents", []],
])("the application's %s, with its dimensions", (metric, dimensions) => {
  expect(lines("users")).toContainEqual(["MCP/Production", metric, ...dimensions, expect.anything()]);
});
