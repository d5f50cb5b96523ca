import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
} from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import { requestShare } from "../load-balancer/request-metrics";
import { measurement } from "../monitoring/measurement";
import { part } from "../part";

/** Minutes in a row in which a version has to fail: one may be a single client's. */
const EVALUATION_PERIODS = 2;
const PERIOD_SECONDS = 60;

export interface DeploymentAlarmProps {
  /** At most 255 characters. */
  readonly name: string;
  /** The part of an ARN that CloudWatch knows each by. */
  readonly loadBalancerSuffix: string;
  readonly targetGroupSuffix: string;
  /** Percent of requests that may end in an error of the server's. Guide: line 809. */
  readonly errorPercent: number;
  readonly overrides?: { readonly alarm?: Partial<CloudwatchMetricAlarmConfig> };
}

/**
 * Tells ECS within two minutes that a version it deploys answers with errors, though its tasks say they are well. 0.20 USD a
 * month.
 */
export class DeploymentAlarm extends Construct {
  readonly alarm: CloudwatchMetricAlarm;

  constructor(scope: Construct, id: string, props: DeploymentAlarmProps) {
    super(scope, id);
    this.alarm = new CloudwatchMetricAlarm(part(this, "alarm"), id, {
      alarmName: props.name,
      alarmDescription: "Rolls a deployment back: too many of its answers are errors of the server (5XX)",
      comparisonOperator: "GreaterThanThreshold",
      threshold: props.errorPercent,
      evaluationPeriods: EVALUATION_PERIODS,
      treatMissingData: "notBreaching",
      ...measurement(
        requestShare("error_rate", "Error rate", "HTTPCode_Target_5XX_Count", {
          LoadBalancer: props.loadBalancerSuffix,
          TargetGroup: props.targetGroupSuffix,
        }),
        PERIOD_SECONDS,
      ),
      ...props.overrides?.alarm,
    });
  }
}
