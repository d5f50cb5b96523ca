import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Testing } from "cdktf";
import type { Construct } from "constructs";
import { Alarm, type AlarmProps } from "../../../modules/monitoring/alarm";
import type { AlarmDefinition } from "../../../modules/monitoring/alarm-definition";
import { synthIn } from "../../support/synth";

const TOPIC = "arn:aws:sns:us-east-1:123456789012:alerts";

const CPU: AlarmDefinition = {
  id: "high_cpu",
  runbook: "service-high-cpu",
  severity: "alert",
  description: "Tasks are busy.",
  measured: {
    namespace: "AWS/ECS",
    metricName: "CPUUtilization",
    dimensions: { ClusterName: "test" },
    stat: "Average",
  },
  comparison: "GreaterThanThreshold",
  threshold: 80,
  periodSeconds: 60,
  evaluationPeriods: 5,
  datapointsToAlarm: 3,
  missingData: "breaching",
};

function addAlarm(scope: Construct, id: string, changes: Partial<AlarmProps> = {}): void {
  new Alarm(scope, id, {
    definition: CPU,
    prefix: "test",
    topics: [{ arn: TOPIC }],
    runbookUrl: "https://example.com/runbook.md",
    ...changes,
  });
}

test("it is as it was defined, leads to the runbook, and tells of its end too", () => {
  const stack = Testing.synthScope((scope) => addAlarm(scope, "high_cpu"));
  expect(stack).toHaveResourceWithProperties(CloudwatchMetricAlarm, {
    alarm_name: "test-high-cpu",
    alarm_description: "Tasks are busy. https://example.com/runbook.md#service-high-cpu",
    namespace: "AWS/ECS",
    metric_name: "CPUUtilization",
    dimensions: { ClusterName: "test" },
    statistic: "Average",
    period: 60,
    comparison_operator: "GreaterThanThreshold",
    threshold: 80,
    evaluation_periods: 5,
    datapoints_to_alarm: 3,
    treat_missing_data: "breaching",
    alarm_actions: [TOPIC],
    ok_actions: [TOPIC],
  });
});

test("a percentile is no statistic to CloudWatch", () => {
  const measured = { ...CPU.measured, stat: "p95" } as AlarmDefinition["measured"];
  const synth = synthIn((stack) => addAlarm(stack, "slow", { definition: { ...CPU, measured } }));
  const alarm = synth.at("aws_cloudwatch_metric_alarm.slow");
  expect(alarm.extended_statistic).toBe("p95");
  expect(alarm).not.toHaveProperty("statistic");
});

test("one definition makes two alarms in one stack, and any argument can be set", () => {
  const synth = synthIn((stack) => {
    addAlarm(stack, "high_cpu");
    addAlarm(stack, "other", { prefix: "other", overrides: { alarm: { dimensions: { ServiceName: "s" } } } });
  });
  expect(synth.at("aws_cloudwatch_metric_alarm.high_cpu").dimensions).toEqual({ ClusterName: "test" });
  expect(synth.at("aws_cloudwatch_metric_alarm.other")).toMatchObject({
    alarm_name: "other-high-cpu",
    dimensions: { ClusterName: "test", ServiceName: "s" },
  });
});
