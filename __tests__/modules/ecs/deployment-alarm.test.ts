import { DeploymentAlarm, type DeploymentAlarmProps } from "../../../modules/ecs/deployment-alarm";
import { type Block, synthIn } from "../../support/synth";

function synthAlarm(changes: Partial<DeploymentAlarmProps> = {}): Block {
  const synth = synthIn((stack) => {
    new DeploymentAlarm(stack, "server", {
      name: "test-server-deployment",
      loadBalancerSuffix: "app/test/1",
      targetGroupSuffix: "targetgroup/test/2",
      errorPercent: 10,
      ...changes,
    });
  });
  return synth.at("aws_cloudwatch_metric_alarm.server");
}

test("it goes off when more than so many percent of the answers are errors, two minutes in a row", () => {
  expect(synthAlarm({ errorPercent: 25 })).toMatchObject({
    alarm_name: "test-server-deployment",
    comparison_operator: "GreaterThanThreshold",
    threshold: 25,
    evaluation_periods: 2,
  });
});

test("nobody's requests are no errors", () => {
  expect(synthAlarm().treat_missing_data).toBe("notBreaching");
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

test("any argument can be set", () => {
  expect(synthAlarm({ overrides: { alarm: { evaluationPeriods: 5 } } }).evaluation_periods).toBe(5);
});
