/** Guide, "2. CloudWatch Alarms": lines 783–844, with the errata to lines 805 and 813. */
import { productionInOne, type Synthesized } from "../support/synth";

let stack: Synthesized;

beforeAll(() => {
  stack = productionInOne();
});

test.each([
  ["alarm_name", "mcp-production-high-cpu"],
  ["comparison_operator", "GreaterThanThreshold"],
  ["evaluation_periods", 2],
  ["metric_name", "CPUUtilization"],
  ["namespace", "AWS/ECS"],
  ["period", 300],
  ["statistic", "Average"],
  ["threshold", 80],
  ["alarm_description", expect.stringContaining("Triggers when CPU utilization is above 80%")],
  ["dimensions", { ServiceName: "mcp-server", ClusterName: "mcp-production" }],
  ["alarm_actions", ["${aws_sns_topic.alerts.arn}"]],
])("high_cpu: %s", (argument, value) => {
  expect(stack.at("aws_cloudwatch_metric_alarm.high_cpu")[argument]).toEqual(value);
});

test.each(["rest_api", "worker"])("the same for %s", (id) => {
  expect(stack.at(`aws_cloudwatch_metric_alarm.${id}_high_cpu`)).toMatchObject({
    threshold: 80,
    period: 300,
    dimensions: { ServiceName: id.replace("_", "-"), ClusterName: "mcp-production" },
  });
});

test.each([
  ["alarm_name", "mcp-production-high-error-rate"],
  ["comparison_operator", "GreaterThanThreshold"],
  ["evaluation_periods", 2],
  ["threshold", 10],
])("high_error_rate: %s", (argument, value) => {
  expect(stack.at("aws_cloudwatch_metric_alarm.high_error_rate")[argument]).toEqual(value);
});

test("high_error_rate: 5XX of all requests, by the load balancer; errata to line 813: no division by zero", () => {
  const metric = (id: string, metric_name: string) => ({
    id,
    metric: {
      metric_name,
      namespace: "AWS/ApplicationELB",
      period: 300,
      stat: "Sum",
      dimensions: { LoadBalancer: "${aws_lb.main.arn_suffix}" },
    },
  });
  expect(stack.at("aws_cloudwatch_metric_alarm.high_error_rate").metric_query).toEqual([
    {
      id: "error_rate",
      expression: "IF(m2 > 0, FILL(m1, 0) / m2 * 100, 0)",
      label: "Error Rate",
      return_data: true,
    },
    metric("m1", "HTTPCode_Target_5XX_Count"),
    metric("m2", "RequestCount"),
  ]);
  expect(stack.at("aws_cloudwatch_metric_alarm.high_error_rate").treat_missing_data).toBe("notBreaching");
});

test("errata to line 805: the topic gets the alarm and its end", () => {
  expect(stack.at("aws_cloudwatch_metric_alarm.high_error_rate")).toMatchObject({
    alarm_actions: ["${aws_sns_topic.alerts.arn}"],
    ok_actions: ["${aws_sns_topic.alerts.arn}"],
  });
});
