import { createHash } from "node:crypto";
import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { SnsTopic, type SnsTopicConfig } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Construct } from "constructs";
import type { EncryptionKey } from "../encryption/encryption-key";
import { denyInsecureTransport } from "../iam/deny-insecure-transport";
import { ofThisAccount } from "../iam/of-this-account";
import { part } from "../part";

/** Hexadecimal digits that tell a few addresses apart. */
const HASH_LENGTH = 8;

export const EVENTBRIDGE = "events.amazonaws.com";

/** Who publishes what alarms of CloudWatch's, rules of EventBridge's, budgets and cost anomalies say. */
export const PUBLISHERS = [
  "cloudwatch.amazonaws.com",
  EVENTBRIDGE,
  "budgets.amazonaws.com",
  "costalerts.amazonaws.com",
];

export interface TopicProps {
  /** At most 256 letters, digits, _ and -. */
  readonly name: string;
  /** Its policy has to let the publishers (`topicEncryption`). */
  readonly key: EncryptionKey;
  /** Addresses that are written to, once they have confirmed it. */
  readonly emails: readonly string[];
  /** URLs that are called, beginning with https://, once they have confirmed it. */
  readonly urls: readonly string[];
  readonly overrides?: { readonly topic?: Partial<SnsTopicConfig> };
}

/** Tells people. Encrypted, reached by TLS only; nothing but AWS's own services of this account may publish. Guide: line 802. */
export class Topic extends Construct {
  readonly topic: SnsTopic;

  constructor(
    scope: Construct,
    private readonly id: string,
    props: TopicProps,
  ) {
    super(scope, id);
    this.topic = new SnsTopic(part(this, "topic"), id, {
      name: props.name,
      kmsMasterKeyId: props.key.key.arn,
      ...props.overrides?.topic,
    });
    this.allowPublishing();
    this.subscribe("email", props.emails);
    this.subscribe("https", props.urls);
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
        denyInsecureTransport("sns", [this.topic.arn], "Publish"),
      ],
    });
    new SnsTopicPolicy(part(this, "policy"), this.id, { arn: this.topic.arn, policy: document.json });
  }

  private subscribe(protocol: "email" | "https", endpoints: readonly string[]): void {
    for (const endpoint of endpoints) {
      // Named after itself: who else is told, and in which order, makes no other subscription of it, to be confirmed again.
      const hash = createHash("sha256").update(endpoint).digest("hex").slice(0, HASH_LENGTH);
      new SnsTopicSubscription(part(this, "subscriptions"), `${this.id}_${protocol}_${hash}`, {
        topicArn: this.topic.arn,
        protocol,
        endpoint,
      });
    }
  }
}
