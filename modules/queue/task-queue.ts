import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
} from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { SqsQueue, type SqsQueueConfig } from "@cdktf/provider-aws/lib/sqs-queue";
import { SqsQueuePolicy, type SqsQueuePolicyConfig } from "@cdktf/provider-aws/lib/sqs-queue-policy";
import {
  SqsQueueRedriveAllowPolicy,
  type SqsQueueRedriveAllowPolicyConfig,
} from "@cdktf/provider-aws/lib/sqs-queue-redrive-allow-policy";
import { Construct } from "constructs";
import { publisherEncryption } from "../encryption/publisher-encryption";
import { denyInsecureTransport } from "../iam/deny-insecure-transport";
import type { Grantee } from "../iam/grantee";
import { ofThisAccount } from "../iam/of-this-account";
import { type InnerIds, innerIds } from "../inner-ids";
import type { AlarmDefinition } from "../monitoring/alarm-definition";
import type { MetricWidget } from "../monitoring/dashboard";
import { type Override, overridden } from "../override";
import { part } from "../part";
import type { HasArn } from "../reference";
import { waive } from "../waiver";
import { taskQueueAlarms } from "./task-queue-alarms";
import { DEFAULT_TASK_QUEUE_THRESHOLDS } from "./task-queue-thresholds";
import { taskQueueWidgets } from "./task-queue-widgets";

/** As long as SQS keeps anything: 14 days. */
const MAX_RETENTION_SECONDS = 1_209_600;

/** The limits are SQS' own: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
export interface TaskQueueProps extends InnerIds {
  /** The queue's name, at most 76 letters, digits and `-_`; its dead-letter queue is `<name>-dlq`. */
  readonly name: string;
  /** Seconds a received message stays hidden from other workers, 0–43200. Above the longest task. @default 1800 */
  readonly visibilityTimeoutSeconds?: number;
  /** Seconds until a new message can be received, 0–900. @default 0 */
  readonly delaySeconds?: number;
  /** Bytes a message may have, 1024–262144. @default 262144 */
  readonly maxMessageSizeBytes?: number;
  /** Seconds until a message that nobody deletes is lost, 60–1209600. @default 1209600, 14 days */
  readonly messageRetentionSeconds?: number;
  /**
   * Seconds until a message in the dead-letter queue is lost, 60–1209600, from its first sending: its age moves with it.
   * @default 1209600, 14 days
   */
  readonly deadLetterRetentionSeconds?: number;
  /** Seconds a receiver waits for a message, 0–20. Long polling costs less than many empty answers. @default 20 */
  readonly receiveWaitTimeSeconds?: number;
  /** How often a message is tried before it goes to the dead-letter queue, 1–1000. @default 3 */
  readonly maxReceiveCount?: number;
  /**
   * The KMS key of both queues: SQS' own, which all roles of the account can use through SQS, and other services cannot, or
   * another key's ARN. @default "alias/aws/sqs"
   */
  readonly kmsMasterKeyId?: string;
  /** A key of our own, in place of `kmsMasterKeyId`. @default none */
  readonly key?: HasArn;
  /** Tags of the queue. @default none but the provider's */
  readonly tags?: Record<string, string>;
  /** Tags of the dead-letter queue. @default none but the provider's */
  readonly deadLetterTags?: Record<string, string>;
  readonly overrides?: {
    readonly queue?: Override<SqsQueueConfig>;
    readonly queuePolicy?: Override<SqsQueuePolicyConfig>;
    readonly deadLetterQueue?: Override<SqsQueueConfig>;
    readonly deadLetterQueuePolicy?: Override<SqsQueuePolicyConfig>;
    readonly redriveAllowPolicy?: Override<SqsQueueRedriveAllowPolicyConfig>;
  };
}

/**
 * A queue of tasks, and the dead-letter queue `<id>_dlq` for those that fail again and again. Both are encrypted and reached
 * by TLS only. The queue's resources bear the construct's id. 0.40 USD a million requests. Guide: lines 313–347.
 */
export class TaskQueue extends Construct {
  readonly queue: SqsQueue;
  readonly deadLetterQueue: SqsQueue;
  private readonly kmsMasterKeyId: string;
  private readonly deadLetterQueueId: string;

  constructor(
    scope: Construct,
    private readonly id: string,
    private readonly props: TaskQueueProps,
  ) {
    super(scope, id);
    this.kmsMasterKeyId = props.key?.arn ?? props.kmsMasterKeyId ?? "alias/aws/sqs";
    this.deadLetterQueueId = innerIds(id, props)("dlq");
    this.deadLetterQueue = this.createDeadLetterQueue();
    this.queue = this.createQueue();
    this.allowRedrive();
    for (const queue of [this.queue, this.deadLetterQueue]) this.waiveOwnKey(queue);
    this.requireTls(this.queue, this.id, props.overrides?.queuePolicy);
    this.requireTls(this.deadLetterQueue, this.deadLetterQueueId, props.overrides?.deadLetterQueuePolicy);
  }

  get arn(): string {
    return this.queue.arn;
  }

  get name(): string {
    return this.queue.name;
  }

  /** What clients call. */
  get url(): string {
    return this.queue.url;
  }

  /** Lets somebody put tasks into the queue. */
  grantSend(grantee: Grantee): void {
    grantee.allow({ actions: ["sqs:SendMessage"], resources: [this.queue.arn] });
    this.grantKey(grantee, ["kms:Decrypt", "kms:GenerateDataKey"]);
  }

  /** Lets somebody take tasks out of the queue. */
  grantConsume(grantee: Grantee): void {
    grantee.allow({
      actions: [
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:ChangeMessageVisibility",
        "sqs:GetQueueAttributes",
      ],
      resources: [this.queue.arn],
    });
    this.grantKey(grantee, ["kms:Decrypt"]);
  }

  widgets(thresholds = DEFAULT_TASK_QUEUE_THRESHOLDS): MetricWidget[] {
    return taskQueueWidgets(this.measured, thresholds);
  }

  /**
   * @param known the name by which services receive from it (@default the queue's own), and what the alarms' ids begin with
   * (@default nothing)
   */
  alarms(
    thresholds = DEFAULT_TASK_QUEUE_THRESHOLDS,
    { name = this.props.name, idPrefix = "" }: { name?: string; idPrefix?: string } = {},
  ): AlarmDefinition[] {
    return taskQueueAlarms({ ...this.measured, name, idPrefix }, thresholds);
  }

  private get measured() {
    return { queueName: this.queue.name, deadLetterQueueName: this.deadLetterQueue.name };
  }

  private waiveOwnKey(queue: SqsQueue): void {
    if (this.kmsMasterKeyId !== "alias/aws/sqs") return;
    waive(queue, "CKV2_AWS_73", "SQS' own key, as the guide has it; a key of one's own is a setting");
  }

  /** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html */
  private grantKey(grantee: Grantee, actions: string[]): void {
    // SQS' own key lets everybody of the account use it who may use the queue.
    if (this.kmsMasterKeyId === "alias/aws/sqs") return;
    grantee.allow({ actions, resources: [this.kmsMasterKeyId] });
  }

  private createDeadLetterQueue(): SqsQueue {
    const { name, deadLetterRetentionSeconds, deadLetterTags, overrides } = this.props;
    const config: SqsQueueConfig = {
      name: `${name}-dlq`,
      messageRetentionSeconds: deadLetterRetentionSeconds ?? MAX_RETENTION_SECONDS,
      kmsMasterKeyId: this.kmsMasterKeyId,
      tags: deadLetterTags,
    };
    return new SqsQueue(
      part(this, "queue"),
      this.deadLetterQueueId,
      overridden(config, overrides?.deadLetterQueue),
    );
  }

  private createQueue(): SqsQueue {
    const { props } = this;
    const config: SqsQueueConfig = {
      name: props.name,
      visibilityTimeoutSeconds: props.visibilityTimeoutSeconds ?? 1800,
      delaySeconds: props.delaySeconds ?? 0,
      maxMessageSize: props.maxMessageSizeBytes ?? 262_144,
      messageRetentionSeconds: props.messageRetentionSeconds ?? MAX_RETENTION_SECONDS,
      receiveWaitTimeSeconds: props.receiveWaitTimeSeconds ?? 20,
      redrivePolicy: JSON.stringify({
        deadLetterTargetArn: this.deadLetterQueue.arn,
        maxReceiveCount: props.maxReceiveCount ?? 3,
      }),
      kmsMasterKeyId: this.kmsMasterKeyId,
      tags: props.tags,
    };
    return new SqsQueue(part(this, "queue"), this.id, overridden(config, props.overrides?.queue));
  }

  /** No other queue may leave its messages here. In a resource of its own, since the queues name each other. */
  private allowRedrive(): void {
    const config: SqsQueueRedriveAllowPolicyConfig = {
      queueUrl: this.deadLetterQueue.url,
      redriveAllowPolicy: JSON.stringify({
        redrivePermission: "byQueue",
        sourceQueueArns: [this.queue.arn],
      }),
    };
    new SqsQueueRedriveAllowPolicy(
      part(this, "redrive_allow_policy"),
      this.deadLetterQueueId,
      overridden(config, this.props.overrides?.redriveAllowPolicy),
    );
  }

  private requireTls(queue: SqsQueue, id: string, override?: Override<SqsQueuePolicyConfig>): void {
    const document = new DataAwsIamPolicyDocument(part(this, "policy_document"), `${id}_tls_only`, {
      statement: [denyInsecureTransport("sqs", [queue.arn])],
    });
    const config: SqsQueuePolicyConfig = { queueUrl: queue.url, policy: document.json };
    new SqsQueuePolicy(part(this, "policy"), id, overridden(config, override));
  }
}

/**
 * What the policy of a queue's key says so that SNS and EventBridge of this account can publish to the queue: the
 * `serviceStatements` of an `EncryptionKey`. The queue's own policy has to let them, too.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html#compatibility-with-aws-services
 *
 * @param scope anything in the key's stack
 */
export function allowPublishing(scope: Construct): DataAwsIamPolicyDocumentStatement[] {
  return [
    { ...publisherEncryption("AllowPublishing", ["sns.amazonaws.com"]), condition: [ofThisAccount(scope)] },
    // As for a topic's key: EventBridge is not known to say there whose its requests are, and drops in silence what is refused.
    publisherEncryption("AllowEvents", ["events.amazonaws.com"]),
  ];
}
