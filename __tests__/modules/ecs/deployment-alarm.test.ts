import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Testing } from "cdktf";
import type { Construct } from "constructs";
import { DeploymentAlarm, type DeploymentAlarmProps } from "../../../modules/ecs/deployment-alarm";
import { type Block, synthIn } from "../../support/synth";

function addAlarm(scope: Construct, id: string, changes: Partial<DeploymentAlarmProps> = {}): void {
  new DeploymentAlarm(scope, id, {
    name: "test-server-deployment",
    loadBalancer: { arnSuffix: "app/test/1" },
    targetGroup: { arnSuffix: "targetgroup/test/2" },
    errorPercent: 25,
    ...changes,
  });
}

function synthAlarm(changes?: Partial<DeploymentAlarmProps>): Block {
  return synthIn((stack) => addAlarm(stack, "server", changes)).at("aws_cloudwatch_metric_alarm.server");
}

test("it goes off when more than so many percent of the answers are errors, two minutes in a row; none are no errors", () => {
  const stack = Testing.synthScope((scope) => addAlarm(scope, "server"));
  expect(stack).toHaveResourceWithProperties(CloudwatchMetricAlarm, {
    alarm_name: "test-server-deployment",
    comparison_operator: "GreaterThanThreshold",
    threshold: 25,
    evaluation_periods: 2,
    treat_missing_data: "notBreaching",
  });
});

test("nobody is told of it but ECS", () => {
  expect(synthAlarm()).not.toHaveProperty("alarm_actions");
});

test("it divides the errors of this target group by its requests, and watches only the quotient", () => {
  const sum = (id: string, metric_name: string) => ({
    id,
    metric: {
      namespace: "AWS/ApplicationELB",
      metric_name,
      period: 60,
      stat: "Sum",
      dimensions: { LoadBalancer: "app/test/1", TargetGroup: "targetgroup/test/2" },
    },
  });
  expect(synthAlarm().metric_query).toEqual([
    {
      id: "error_rate",
      expression: "IF(m2 > 0, FILL(m1, 0) / m2 * 100, 0)",
      label: "Error rate",
      return_data: true,
    },
    sum("m1", "HTTPCode_Target_5XX_Count"),
    sum("m2", "RequestCount"),
  ]);
});

test("any argument can be set; what is not named stays", () => {
  expect(synthAlarm({ overrides: { alarm: { evaluationPeriods: 5 } } })).toMatchObject({
    evaluation_periods: 5,
    threshold: 25,
  });
});
