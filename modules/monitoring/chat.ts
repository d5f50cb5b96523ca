import {
  ChatbotSlackChannelConfiguration,
  type ChatbotSlackChannelConfigurationConfig,
} from "@cdktf/provider-aws/lib/chatbot-slack-channel-configuration";
import { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import { ServiceRole } from "../iam/service-role";
import { part } from "../part";
import type { Topic } from "./topic";

export interface ChatProps {
  /** Name of the configuration and of its role, at most 64 characters. */
  readonly name: string;
  /** Slack's id of the workspace, which somebody has let AWS Chatbot into in the console, and of the channel. */
  readonly workspaceId: string;
  readonly channelId: string;
  readonly topics: readonly Topic[];
  readonly overrides?: { readonly channel?: Partial<ChatbotSlackChannelConfigurationConfig> };
}

/** Tells a channel of Slack, by AWS Chatbot. Its role may nothing: nobody runs commands from there. Free of charge. */
export class Chat extends Construct {
  constructor(scope: Construct, id: string, props: ChatProps) {
    super(scope, id);
    const role = new ServiceRole(part(this, "role"), id, {
      name: props.name,
      service: "chatbot.amazonaws.com",
    });
    new ChatbotSlackChannelConfiguration(part(this, "channel"), id, {
      configurationName: props.name,
      slackTeamId: props.workspaceId,
      slackChannelId: props.channelId,
      iamRoleArn: role.role.arn,
      snsTopicArns: props.topics.map(({ topic }) => topic.arn),
      // Without it, AWS lets the channel do everything that the role may, whatever that will be.
      guardrailPolicyArns: [`arn:${awsAccount(this).partition}:iam::aws:policy/CloudWatchReadOnlyAccess`],
      ...props.overrides?.channel,
    });
  }
}
