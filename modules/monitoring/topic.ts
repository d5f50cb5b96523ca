import { createHash } from "node:crypto";
import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
} from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { SnsTopic, type SnsTopicConfig } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy, type SnsTopicPolicyConfig } from "@cdktf/provider-aws/lib/sns-topic-policy";
import {
  SnsTopicSubscription,
  type SnsTopicSubscriptionConfig,
} from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Construct } from "constructs";
import { denyInsecureTransport } from "../iam/deny-insecure-transport";
import { ofThisAccount } from "../iam/of-this-account";
import { type Override, overridden } from "../override";
import { part } from "../part";
import type { HasArn } from "../reference";

/** Hexadecimal digits that tell a few addresses apart. */
const HASH_LENGTH = 8;

/**
 * Publishes what rules match. It takes no condition in a topic's policy: with one on aws:SourceAccount or aws:SourceArn, every
 * message is dropped, and none says so.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
 */
export const EVENTBRIDGE = "events.amazonaws.com";

/** Who publishes what alarms of CloudWatch's, budgets and cost anomalies say, each for an account that it names. */
export const PUBLISHERS = ["cloudwatch.amazonaws.com", "budgets.amazonaws.com", "costalerts.amazonaws.com"];

export interface TopicProps {
  /** At most 256 letters, digits, _ and -. */
  readonly name: string;
  /** Its policy has to let the publishers (`topicEncryption`). */
  readonly key: HasArn;
  /** Addresses that are written to, once they have confirmed it. */
  readonly emails: readonly string[];
  /** URLs that are called, beginning with https://, once they have confirmed it. */
  readonly urls: readonly string[];
  /** Rules of EventBridge publish to it: any account's, since no condition can say whose. @default false */
  readonly takesEvents?: boolean;
  readonly overrides?: {
    readonly topic?: Override<SnsTopicConfig>;
    readonly policy?: Override<SnsTopicPolicyConfig>;
    /** Each of the subscriptions. */
    readonly subscription?: Override<SnsTopicSubscriptionConfig>;
  };
}

/** Tells people. Encrypted, reached by TLS only; nothing but AWS's own services of this account may publish. Guide: line 802. */
export class Topic extends Construct {
  readonly topic: SnsTopic;

  constructor(
    scope: Construct,
    private readonly id: string,
    private readonly props: TopicProps,
  ) {
    super(scope, id);
    const config: SnsTopicConfig = { name: props.name, kmsMasterKeyId: props.key.arn };
    this.topic = new SnsTopic(part(this, "topic"), id, overridden(config, props.overrides?.topic));
    this.allowPublishing();
    this.subscribe("email", props.emails);
    this.subscribe("https", props.urls);
  }

  get arn(): string {
    return this.topic.arn;
  }

  private allowPublishing(): void {
    const document = new DataAwsIamPolicyDocument(part(this, "documents"), `${this.id}_topic`, {
      statement: [
        {
          sid: "AllowPublishing",
          principals: [{ type: "Service", identifiers: PUBLISHERS }],
          actions: ["sns:Publish"],
          resources: [this.topic.arn],
          condition: [ofThisAccount(this)],
        },
        ...(this.props.takesEvents ? [this.eventsStatement()] : []),
        denyInsecureTransport("sns", [this.topic.arn], "Publish"),
      ],
    });
    const config: SnsTopicPolicyConfig = { arn: this.topic.arn, policy: document.json };
    new SnsTopicPolicy(part(this, "policy"), this.id, overridden(config, this.props.overrides?.policy));
  }

  private eventsStatement(): DataAwsIamPolicyDocumentStatement {
    return {
      sid: "AllowEvents",
      principals: [{ type: "Service", identifiers: [EVENTBRIDGE] }],
      actions: ["sns:Publish"],
      resources: [this.topic.arn],
    };
  }

  private subscribe(protocol: "email" | "https", endpoints: readonly string[]): void {
    for (const endpoint of endpoints) {
      // Named after itself: who else is told, and in which order, makes no other subscription of it, to be confirmed again.
      const hash = createHash("sha256").update(endpoint).digest("hex").slice(0, HASH_LENGTH);
      const config: SnsTopicSubscriptionConfig = { topicArn: this.topic.arn, protocol, endpoint };
      new SnsTopicSubscription(
        part(this, "subscriptions"),
        `${this.id}_${protocol}_${hash}`,
        overridden(config, this.props.overrides?.subscription),
      );
    }
  }
}
