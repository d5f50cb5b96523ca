import {
  CloudwatchCompositeAlarm,
  type CloudwatchCompositeAlarmConfig,
} from "@cdktf/provider-aws/lib/cloudwatch-composite-alarm";
import type { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import { part } from "../part";

export interface UsersAffectedProps {
  /** At most 255 characters. */
  readonly name: string;
  readonly description: string;
  /** Any of these means that users are affected; at least one. */
  readonly alarms: readonly CloudwatchMetricAlarm[];
  /** ARNs of those who are woken, and told when it is over. */
  readonly topicArns: readonly string[];
  readonly overrides?: { readonly alarm?: Partial<CloudwatchCompositeAlarmConfig> };
}

/** The one alarm of a service that wakes somebody: its users notice. 0.50 USD a month. */
export class UsersAffected extends Construct {
  readonly alarm: CloudwatchCompositeAlarm;

  constructor(scope: Construct, id: string, props: UsersAffectedProps) {
    super(scope, id);
    this.alarm = new CloudwatchCompositeAlarm(part(this, "alarm"), id, {
      alarmName: props.name,
      alarmDescription: props.description,
      alarmRule: props.alarms.map((alarm) => `ALARM("${alarm.alarmName}")`).join(" OR "),
      alarmActions: [...props.topicArns],
      okActions: [...props.topicArns],
      ...props.overrides?.alarm,
    });
  }
}
