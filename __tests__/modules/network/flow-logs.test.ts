import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { FlowLog } from "@cdktf/provider-aws/lib/flow-log";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { type TerraformStack, Testing } from "cdktf";
import { EncryptionKey } from "../../../modules/encryption/encryption-key";
import { FlowLogs, type FlowLogsProps } from "../../../modules/network/flow-logs";
import { type Synthesized, synthIn } from "../../support/synth";

function synthFlowLogs(changes: (stack: TerraformStack) => Partial<FlowLogsProps> = () => ({})): Synthesized {
  return synthIn((stack) => {
    const vpc = new Vpc(stack, "vpc", { cidrBlock: "10.0.0.0/16" });
    new FlowLogs(stack, "flow_logs", {
      idPrefix: "",
      vpc,
      name: "test-vpc",
      roleName: "test-vpc-flow-logs",
      retentionDays: 30,
      ...changes(stack),
    });
  });
}

let synth: Synthesized;

beforeAll(() => {
  synth = synthFlowLogs();
});

test("all traffic of the VPC is recorded in a log group of set retention, by a role of its own", () => {
  const scope = Testing.synthScope((stack) => {
    const props = { name: "test-vpc", roleName: "test-vpc-flow-logs", retentionDays: 30 };
    new FlowLogs(stack, "flow_logs", { vpc: { id: "vpc-1" }, ...props });
  });
  expect(scope).toHaveResourceWithProperties(FlowLog, {
    vpc_id: "vpc-1",
    traffic_type: "ALL",
    log_destination_type: "cloud-watch-logs",
  });
  expect(scope).toHaveResourceWithProperties(CloudwatchLogGroup, {
    name: "/aws/vpc/test-vpc/flow-logs",
    retention_in_days: 30,
  });
  expect(scope).toHaveResourceWithProperties(IamRole, { name: "test-vpc-flow-logs" });
});

test("they go where they belong", () => {
  expect(synth.at("aws_flow_log.vpc")).toMatchObject({
    vpc_id: "${aws_vpc.vpc.id}",
    log_destination: "${aws_cloudwatch_log_group.vpc_flow_logs.arn}",
    iam_role_arn: "${aws_iam_role.vpc_flow_logs.arn}",
  });
});

test("traffic can be what security groups refused, and any argument can be set", () => {
  const changed = synthFlowLogs(() => ({
    trafficType: "REJECT",
    overrides: {
      flowLog: { tags: { Team: "mcp" }, maxAggregationInterval: 60 },
      logGroup: { skipDestroy: true },
      role: { role: { path: "/logs/" } },
    },
  }));
  expect(changed.at("aws_flow_log.vpc")).toMatchObject({
    traffic_type: "REJECT",
    max_aggregation_interval: 60,
    tags: { Name: "test-vpc", Team: "mcp" },
  });
  expect(changed.at("aws_cloudwatch_log_group.vpc_flow_logs").skip_destroy).toBe(true);
  expect(changed.at("aws_iam_role.vpc_flow_logs").path).toBe("/logs/");
});

test("CloudWatch's key encrypts the records, or one's own", () => {
  const logGroup = "aws_cloudwatch_log_group.vpc_flow_logs";
  expect(synth.at(logGroup)).not.toHaveProperty("kms_key_id");
  const encrypted = synthFlowLogs((stack) => ({
    logKey: new EncryptionKey(stack, "logs", { alias: "alias/logs", description: "test" }),
  }));
  expect(encrypted.at(logGroup).kms_key_id).toBe("${aws_kms_key.logs.arn}");
});

test("nothing is recorded before the role may write it", () => {
  expect(synth.at("aws_flow_log.vpc").depends_on).toEqual(["aws_iam_role_policy.vpc_flow_logs"]);
});

test("the role may write to this log group only, and only the flow logs may be it", () => {
  expect(synth.at("data.aws_iam_policy_document.vpc_flow_logs").statement).toEqual([
    {
      actions: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
      resources: ["${aws_cloudwatch_log_group.vpc_flow_logs.arn}:*"],
    },
  ]);
  expect(synth.at("data.aws_iam_policy_document.vpc_flow_logs_trust").statement).toEqual([
    {
      actions: ["sts:AssumeRole"],
      principals: [{ type: "Service", identifiers: ["vpc-flow-logs.amazonaws.com"] }],
      condition: [expect.objectContaining({ variable: "aws:SourceAccount" })],
    },
  ]);
});
