import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
} from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import { part } from "../part";
import type { AlarmDefinition } from "./alarm-definition";
import { measurement } from "./measurement";

export interface AlarmProps {
  readonly definition: AlarmDefinition;
  /** The beginning of its name. */
  readonly prefix: string;
  /** ARNs of those who are told, of the alarm and of its end. */
  readonly topicArns: readonly string[];
  /** Where docs/runbook.md is read: the alarm's entry is behind it. */
  readonly runbookUrl: string;
  readonly overrides?: { readonly alarm?: Partial<CloudwatchMetricAlarmConfig> };
}

/** An alarm of CloudWatch's, told with its entry in the runbook. Bears its definition's id. 0.10 USD a month and metric. */
export class Alarm extends Construct {
  readonly alarm: CloudwatchMetricAlarm;

  constructor(
    scope: Construct,
    id: string,
    { definition, prefix, topicArns, runbookUrl, overrides }: AlarmProps,
  ) {
    super(scope, id);
    const anchor = definition.id.replaceAll("_", "-");
    this.alarm = new CloudwatchMetricAlarm(part(this, "alarm"), definition.id, {
      alarmName: `${prefix}-${anchor}`,
      alarmDescription: `${definition.description} ${runbookUrl}#${anchor}`,
      comparisonOperator: definition.comparison,
      threshold: definition.threshold,
      evaluationPeriods: definition.evaluationPeriods,
      datapointsToAlarm: definition.datapointsToAlarm,
      treatMissingData: definition.missingData,
      ...measurement(definition.measured, definition.periodSeconds),
      alarmActions: [...topicArns],
      okActions: [...topicArns],
      ...overrides?.alarm,
    });
  }
}
