import {
  ChatbotSlackChannelConfiguration,
  type ChatbotSlackChannelConfigurationConfig,
} from "@cdktf/provider-aws/lib/chatbot-slack-channel-configuration";
import { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import { ServiceRole, type ServiceRoleOverrides } from "../iam/service-role";
import { type Override, overridden } from "../override";
import { part } from "../part";
import type { HasArn } from "../reference";

export interface ChatProps {
  /** Name of the configuration and of its role, at most 64 characters. */
  readonly name: string;
  /** Slack's id of the workspace, which somebody has let AWS Chatbot into in the console, and of the channel. */
  readonly workspaceId: string;
  readonly channelId: string;
  /** Topics of SNS, of what it tells. */
  readonly topics: readonly HasArn[];
  readonly overrides?: {
    readonly channel?: Override<ChatbotSlackChannelConfigurationConfig>;
    readonly role?: ServiceRoleOverrides;
  };
}

/** Tells a channel of Slack, by AWS Chatbot. Its role has no permissions: nobody runs commands from there. Free of charge. */
export class Chat extends Construct {
  constructor(scope: Construct, id: string, props: ChatProps) {
    super(scope, id);
    const role = new ServiceRole(part(this, "role"), id, {
      name: props.name,
      service: "chatbot.amazonaws.com",
      // Nothing says that AWS Chatbot would, and the role has no permissions.
      namesAccount: false,
      overrides: props.overrides?.role,
    });
    const config: ChatbotSlackChannelConfigurationConfig = {
      configurationName: props.name,
      slackTeamId: props.workspaceId,
      slackChannelId: props.channelId,
      iamRoleArn: role.arn,
      snsTopicArns: props.topics.map(({ arn }) => arn),
      // Without it, AWS lets the channel do everything that the role may, whatever that will be.
      guardrailPolicyArns: [`arn:${awsAccount(this).partition}:iam::aws:policy/CloudWatchReadOnlyAccess`],
    };
    new ChatbotSlackChannelConfiguration(
      part(this, "channel"),
      id,
      overridden(config, props.overrides?.channel),
    );
  }
}
