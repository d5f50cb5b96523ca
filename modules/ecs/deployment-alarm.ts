import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
  type CloudwatchMetricAlarmMetricQuery,
} from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
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

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DeploymentAlarmProps,
  ) {
    super(scope, id);
    this.alarm = new CloudwatchMetricAlarm(part(this, "alarm"), id, {
      alarmName: props.name,
      alarmDescription: "Rolls a deployment back: too many of its answers are errors of the server (5XX)",
      comparisonOperator: "GreaterThanThreshold",
      threshold: props.errorPercent,
      evaluationPeriods: EVALUATION_PERIODS,
      treatMissingData: "notBreaching",
      metricQuery: [
        {
          id: "error_rate",
          expression: "IF(m2 > 0, FILL(m1, 0) / m2 * 100, 0)",
          label: "Error rate",
          returnData: true,
        },
        this.metric("m1", "HTTPCode_Target_5XX_Count"),
        this.metric("m2", "RequestCount"),
      ],
      ...props.overrides?.alarm,
    });
  }

  private metric(id: string, metricName: string): CloudwatchMetricAlarmMetricQuery {
    return {
      id,
      metric: {
        metricName,
        namespace: "AWS/ApplicationELB",
        period: PERIOD_SECONDS,
        stat: "Sum",
        dimensions: {
          LoadBalancer: this.props.loadBalancerSuffix,
          TargetGroup: this.props.targetGroupSuffix,
        },
      },
    };
  }
}
