import {
  CloudwatchLogGroup,
  type CloudwatchLogGroupConfig,
} from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { FlowLog, type FlowLogConfig } from "@cdktf/provider-aws/lib/flow-log";
import { Construct } from "constructs";
import { ServiceRole, type ServiceRoleOverrides } from "../iam/service-role";
import { type InnerIds, innerIds } from "../inner-ids";
import { type Override, overridden } from "../override";
import { part } from "../part";
import type { HasArn, HasId } from "../reference";

export interface FlowLogsProps extends InnerIds {
  readonly vpc: HasId;
  /** The VPC's name, part of the log group's: `/aws/vpc/<name>/flow-logs`. */
  readonly name: string;
  /** Name of the role that writes, at most 64 characters. */
  readonly roleName: string;
  /** Everything, or what security groups let pass or refused. @default "ALL" */
  readonly trafficType?: "ALL" | "ACCEPT" | "REJECT";
  /** Days CloudWatch keeps the records, one of its own steps: 1, 3, 5, 7, 14, 30 … 3653. */
  readonly retentionDays: number;
  /** Encrypts the records; its policy has to let CloudWatch Logs (`logEncryption`). @default a key of CloudWatch's own */
  readonly logKey?: HasArn;
  readonly overrides?: {
    readonly flowLog?: Override<FlowLogConfig>;
    readonly logGroup?: Override<CloudwatchLogGroupConfig>;
    readonly role?: ServiceRoleOverrides;
  };
}

/** Records who talked to whom in a VPC, ten minutes late, in CloudWatch Logs. About 0.50 USD a gigabyte. */
export class FlowLogs extends Construct {
  readonly logGroup: CloudwatchLogGroup;

  constructor(scope: Construct, id: string, props: FlowLogsProps) {
    super(scope, id);
    const { vpc, name, retentionDays, logKey, overrides } = props;
    const inner = innerIds(id, props);
    const logGroup: CloudwatchLogGroupConfig = {
      name: `/aws/vpc/${name}/flow-logs`,
      retentionInDays: retentionDays,
      kmsKeyId: logKey?.arn,
    };
    this.logGroup = new CloudwatchLogGroup(
      part(this, "log_group"),
      inner("vpc_flow_logs"),
      overridden(logGroup, overrides?.logGroup),
    );
    const role = this.createRole(inner("vpc_flow_logs"), props);
    const flowLog: FlowLogConfig = {
      vpcId: vpc.id,
      trafficType: props.trafficType ?? "ALL",
      logDestination: this.logGroup.arn,
      logDestinationType: "cloud-watch-logs",
      iamRoleArn: role.arn,
      tags: { Name: name },
      dependsOn: role.policy && [role.policy],
    };
    new FlowLog(part(this, "flow_log"), inner("vpc"), overridden(flowLog, overrides?.flowLog));
  }

  /** https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html, for this log group only */
  private createRole(id: string, { roleName: name, overrides }: FlowLogsProps): ServiceRole {
    const role = new ServiceRole(part(this, "role"), id, {
      name,
      service: "vpc-flow-logs.amazonaws.com",
      policyName: "write",
      overrides: overrides?.role,
    });
    role.allow({
      actions: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
      resources: [`${this.logGroup.arn}:*`],
    });
    return role;
  }
}
