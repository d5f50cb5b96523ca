import { ChatbotSlackChannelConfiguration } from "@cdktf/provider-aws/lib/chatbot-slack-channel-configuration";
import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { Testing } from "cdktf";
import type { Construct } from "constructs";
import { Chat, type ChatProps } from "../../../modules/monitoring/chat";
import { synthIn } from "../../support/synth";

const TOPIC = "arn:aws:sns:us-east-1:123456789012:alerts";

function addChat(scope: Construct, id: string, changes: Partial<ChatProps> = {}): void {
  new Chat(scope, id, {
    name: `test-${id}`,
    workspaceId: "T0123ABCD",
    channelId: "C0123ABCD",
    topics: [{ arn: TOPIC }],
    ...changes,
  });
}

test("a channel is told, by AWS Chatbot's own role", () => {
  const stack = Testing.synthScope((scope) => addChat(scope, "slack"));
  expect(stack).toHaveResourceWithProperties(ChatbotSlackChannelConfiguration, {
    configuration_name: "test-slack",
    slack_team_id: "T0123ABCD",
    slack_channel_id: "C0123ABCD",
    sns_topic_arns: [TOPIC],
  });
  expect(stack).toHaveResourceWithProperties(IamRole, { name: "test-slack" });
  expect(stack).toHaveDataSourceWithProperties(DataAwsIamPolicyDocument, {
    statement: [
      {
        actions: ["sts:AssumeRole"],
        principals: [{ type: "Service", identifiers: ["chatbot.amazonaws.com"] }],
      },
    ],
  });
});

test("whatever its role may one day, the channel only reads: this one guardrail, and no permission now", () => {
  const synth = synthIn((stack) => addChat(stack, "slack"));
  expect(synth.at("aws_chatbot_slack_channel_configuration.slack").guardrail_policy_arns).toEqual([
    "arn:${data.aws_partition.current.partition}:iam::aws:policy/CloudWatchReadOnlyAccess",
  ]);
  expect(synth.addresses()).toEqual(["aws_chatbot_slack_channel_configuration.slack", "aws_iam_role.slack"]);
});

test("two of them stand in one stack, and any argument of any resource can be set", () => {
  const synth = synthIn((stack) => {
    addChat(stack, "slack");
    addChat(stack, "other", {
      overrides: {
        channel: { loggingLevel: "ERROR", timeouts: { create: "5m" } },
        role: { role: { maxSessionDuration: 7200 } },
      },
    });
  });
  expect(synth.at("aws_chatbot_slack_channel_configuration.slack")).not.toHaveProperty("logging_level");
  expect(synth.at("aws_chatbot_slack_channel_configuration.other")).toMatchObject({
    configuration_name: "test-other",
    logging_level: "ERROR",
    timeouts: { create: "5m" },
  });
  expect(synth.at("aws_iam_role.other").max_session_duration).toBe(7200);
});
