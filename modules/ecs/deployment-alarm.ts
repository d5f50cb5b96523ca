import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
} from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import { requestShare } from "../load-balancer/request-metrics";
import { measurement } from "../monitoring/measurement";
import { type Override, overridden } from "../override";
import { part } from "../part";

/** Minutes in a row in which a version has to fail: one may be a single client's. */
const EVALUATION_PERIODS = 2;
const PERIOD_SECONDS = 60;

export interface DeploymentAlarmProps {
  /** At most 255 characters. */
  readonly name: string;
  readonly loadBalancer: { readonly arnSuffix: string };
  readonly targetGroup: { readonly arnSuffix: string };
  /** Percent of requests that may end in an error of the server's. Guide: line 809. */
  readonly errorPercent: number;
  readonly overrides?: { readonly alarm?: Override<CloudwatchMetricAlarmConfig> };
}

/**
 * Tells ECS within two minutes that a version it deploys answers with errors, though its tasks are healthy. 0.20 USD a
 * month.
 */
export class DeploymentAlarm extends Construct {
  readonly alarm: CloudwatchMetricAlarm;

  constructor(scope: Construct, id: string, props: DeploymentAlarmProps) {
    super(scope, id);
    const config: CloudwatchMetricAlarmConfig = {
      alarmName: props.name,
      alarmDescription: "Rolls a deployment back: too many of its answers are errors of the server (5XX)",
      comparisonOperator: "GreaterThanThreshold",
      threshold: props.errorPercent,
      evaluationPeriods: EVALUATION_PERIODS,
      treatMissingData: "notBreaching",
      ...measurement(
        requestShare("error_rate", "Error rate", "HTTPCode_Target_5XX_Count", {
          LoadBalancer: props.loadBalancer.arnSuffix,
          TargetGroup: props.targetGroup.arnSuffix,
        }),
        PERIOD_SECONDS,
      ),
    };
    this.alarm = new CloudwatchMetricAlarm(
      part(this, "alarm"),
      id,
      overridden(config, props.overrides?.alarm),
    );
  }
}
