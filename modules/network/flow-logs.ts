import {
  CloudwatchLogGroup,
  type CloudwatchLogGroupConfig,
} from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { FlowLog, type FlowLogConfig } from "@cdktf/provider-aws/lib/flow-log";
import type { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Construct } from "constructs";
import type { EncryptionKey } from "../encryption/encryption-key";
import { ServiceRole } from "../iam/service-role";
import { part } from "../part";

export interface FlowLogsProps {
  readonly vpc: Vpc;
  /** The VPC's name, part of the log group's: `/aws/vpc/<name>/flow-logs`. */
  readonly name: string;
  /** Name of the role that writes, at most 64 characters. */
  readonly roleName: string;
  /** Everything, or what security groups let pass or refused. @default "ALL" */
  readonly trafficType?: "ALL" | "ACCEPT" | "REJECT";
  /** Days CloudWatch keeps the records, one of its own steps: 1, 3, 5, 7, 14, 30 … 3653. */
  readonly retentionDays: number;
  /** Encrypts the records; its policy has to let CloudWatch Logs (`logEncryption`). @default a key of CloudWatch's own */
  readonly logKey?: EncryptionKey;
  readonly overrides?: {
    readonly flowLog?: Partial<FlowLogConfig>;
    readonly logGroup?: Partial<CloudwatchLogGroupConfig>;
  };
}

/** Records who talked to whom in a VPC, ten minutes late, in CloudWatch Logs. About 0.50 USD a gigabyte. */
export class FlowLogs extends Construct {
  readonly logGroup: CloudwatchLogGroup;

  constructor(scope: Construct, id: string, props: FlowLogsProps) {
    super(scope, id);
    const { vpc, name, retentionDays, logKey, overrides } = props;
    this.logGroup = new CloudwatchLogGroup(part(this, "log_group"), "vpc_flow_logs", {
      name: `/aws/vpc/${name}/flow-logs`,
      retentionInDays: retentionDays,
      kmsKeyId: logKey?.key.arn,
      ...overrides?.logGroup,
    });
    const { role, policy } = this.createRole(props.roleName);
    new FlowLog(part(this, "flow_log"), "vpc", {
      vpcId: vpc.id,
      trafficType: props.trafficType ?? "ALL",
      logDestination: this.logGroup.arn,
      logDestinationType: "cloud-watch-logs",
      iamRoleArn: role.arn,
      tags: { Name: name },
      dependsOn: policy && [policy],
      ...overrides?.flowLog,
    });
  }

  /** https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html, for this log group only */
  private createRole(name: string): ServiceRole {
    const role = new ServiceRole(part(this, "role"), "vpc_flow_logs", {
      name,
      service: "vpc-flow-logs.amazonaws.com",
      policyName: "write",
    });
    role.allow({
      actions: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
      resources: [`${this.logGroup.arn}:*`],
    });
    return role;
  }
}
