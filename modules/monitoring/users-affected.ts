import {
  CloudwatchCompositeAlarm,
  type CloudwatchCompositeAlarmConfig,
} from "@cdktf/provider-aws/lib/cloudwatch-composite-alarm";
import { Construct } from "constructs";
import { type Override, overridden } from "../override";
import { part } from "../part";
import type { HasArn } from "../reference";

export interface UsersAffectedProps {
  /** At most 255 characters. */
  readonly name: string;
  readonly description: string;
  /** Any of these means that users are affected; at least one. */
  readonly alarms: readonly { readonly alarmName: string }[];
  /** Who is woken, and told when it is over. */
  readonly topics: readonly HasArn[];
  readonly overrides?: { readonly alarm?: Override<CloudwatchCompositeAlarmConfig> };
}

/** The one alarm of a service that wakes somebody: its users notice. 0.50 USD a month. */
export class UsersAffected extends Construct {
  readonly alarm: CloudwatchCompositeAlarm;

  constructor(scope: Construct, id: string, props: UsersAffectedProps) {
    super(scope, id);
    const topicArns = props.topics.map(({ arn }) => arn);
    const config: CloudwatchCompositeAlarmConfig = {
      alarmName: props.name,
      alarmDescription: props.description,
      alarmRule: props.alarms.map((alarm) => `ALARM("${alarm.alarmName}")`).join(" OR "),
      alarmActions: topicArns,
      okActions: topicArns,
    };
    this.alarm = new CloudwatchCompositeAlarm(
      part(this, "alarm"),
      id,
      overridden(config, props.overrides?.alarm),
    );
  }
}
