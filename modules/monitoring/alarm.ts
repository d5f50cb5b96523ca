import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
} from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import { type Override, overridden } from "../override";
import { part } from "../part";
import type { HasArn } from "../reference";
import type { AlarmDefinition } from "./alarm-definition";
import { measurement } from "./measurement";

export interface AlarmProps {
  readonly definition: AlarmDefinition;
  /** The beginning of its name. */
  readonly prefix: string;
  /** Who is told, of the alarm and of its end. */
  readonly topics: readonly HasArn[];
  /** Where docs/runbook.md is read: the anchor of the definition's entry is added. */
  readonly runbookUrl: string;
  readonly overrides?: { readonly alarm?: Override<CloudwatchMetricAlarmConfig> };
}

/** An alarm of CloudWatch's, told with its entry in the runbook. Bears the construct's id. 0.10 USD a month and metric. */
export class Alarm extends Construct {
  readonly alarm: CloudwatchMetricAlarm;
  readonly definition: AlarmDefinition;

  constructor(
    scope: Construct,
    id: string,
    { definition, prefix, topics, runbookUrl, overrides }: AlarmProps,
  ) {
    super(scope, id);
    this.definition = definition;
    const topicArns = topics.map(({ arn }) => arn);
    const config: CloudwatchMetricAlarmConfig = {
      alarmName: `${prefix}-${definition.id.replaceAll("_", "-")}`,
      alarmDescription: `${definition.description} ${runbookUrl}#${definition.runbook}`,
      comparisonOperator: definition.comparison,
      threshold: definition.threshold,
      evaluationPeriods: definition.evaluationPeriods,
      datapointsToAlarm: definition.datapointsToAlarm,
      treatMissingData: definition.missingData,
      ...measurement(definition.measured, definition.periodSeconds),
      alarmActions: topicArns,
      okActions: topicArns,
    };
    this.alarm = new CloudwatchMetricAlarm(part(this, "alarm"), id, overridden(config, overrides?.alarm));
  }
}
