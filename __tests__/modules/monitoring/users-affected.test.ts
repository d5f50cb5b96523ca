import { CloudwatchCompositeAlarm } from "@cdktf/provider-aws/lib/cloudwatch-composite-alarm";
import { Testing } from "cdktf";
import type { Construct } from "constructs";
import { UsersAffected, type UsersAffectedProps } from "../../../modules/monitoring/users-affected";
import { synthIn } from "../../support/synth";

const TOPIC = "arn:aws:sns:us-east-1:123456789012:pages";

function addAlarm(scope: Construct, id: string, changes: Partial<UsersAffectedProps> = {}): void {
  new UsersAffected(scope, id, {
    name: `test-${id}`,
    description: "Users of the server are affected",
    alarms: [{ alarmName: "errors" }, { alarmName: "latency" }, { alarmName: "no-tasks" }],
    topics: [{ arn: TOPIC }],
    ...changes,
  });
}

test("any one of its alarms wakes somebody, who is told when it is over", () => {
  const stack = Testing.synthScope((scope) => addAlarm(scope, "server"));
  expect(stack).toHaveResourceWithProperties(CloudwatchCompositeAlarm, {
    alarm_name: "test-server",
    alarm_description: "Users of the server are affected",
    alarm_rule: 'ALARM("errors") OR ALARM("latency") OR ALARM("no-tasks")',
    alarm_actions: [TOPIC],
    ok_actions: [TOPIC],
  });
});

test("two of them stand in one stack, and any argument can be set", () => {
  const synth = synthIn((stack) => {
    addAlarm(stack, "server");
    addAlarm(stack, "worker", {
      overrides: {
        alarm: (config) => ({ ...config, alarmRule: `(${config.alarmRule}) AND NOT ALARM("maintenance")` }),
      },
    });
  });
  expect(synth.at("aws_cloudwatch_composite_alarm.server").alarm_name).toBe("test-server");
  expect(synth.at("aws_cloudwatch_composite_alarm.worker")).toMatchObject({
    alarm_name: "test-worker",
    alarm_rule: '(ALARM("errors") OR ALARM("latency") OR ALARM("no-tasks")) AND NOT ALARM("maintenance")',
  });
});
