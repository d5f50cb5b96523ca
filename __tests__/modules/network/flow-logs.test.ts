import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import type { TerraformStack } from "cdktf";
import { EncryptionKey } from "../../../modules/encryption/encryption-key";
import { FlowLogs, type FlowLogsProps } from "../../../modules/network/flow-logs";
import { type Synthesized, synthIn } from "../../support/synth";

function synthFlowLogs(changes: (stack: TerraformStack) => Partial<FlowLogsProps> = () => ({})): Synthesized {
  return synthIn((stack) => {
    const vpc = new Vpc(stack, "vpc", { cidrBlock: "10.0.0.0/16" });
    new FlowLogs(stack, "flow_logs", {
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

test("all traffic of the VPC goes to a log group of set retention", () => {
  expect(synth.at("aws_flow_log.vpc")).toMatchObject({
    vpc_id: "${aws_vpc.vpc.id}",
    traffic_type: "ALL",
    log_destination: "${aws_cloudwatch_log_group.vpc_flow_logs.arn}",
    iam_role_arn: "${aws_iam_role.vpc_flow_logs.arn}",
  });
  expect(synth.at("aws_cloudwatch_log_group.vpc_flow_logs")).toMatchObject({
    name: "/aws/vpc/test-vpc/flow-logs",
    retention_in_days: 30,
  });
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
  expect(synth.at("aws_iam_role.vpc_flow_logs").name).toBe("test-vpc-flow-logs");
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
    },
  ]);
});
