import { z } from "zod";
import type { Filled } from "./filled";
import type { Problem } from "./problem";
import { wholeNumber } from "./whole-number";

const VISIBILITY_TIMEOUT_SECONDS = 1800;
/** Room for a task that waits for requests one after the other. */
const VISIBILITY_FACTOR = 6;

/** 14 days, as long as SQS keeps anything. */
const MAX_RETENTION_SECONDS = 1_209_600;

/** 256 KiB. SQS has 1 MiB since August 2025, which the AWS provider 5.100 does not know. */
const MAX_MESSAGE_BYTES = 262_144;

/**
 * SQS' own key, or a key by its ARN. An alias or an id is not enough: who uses the queue has to be granted the key, and IAM
 * grants keys by their ARN.
 */
const KMS_KEY = /^(alias\/aws\/sqs|arn:aws[\w-]*:kms:[a-z]{2}(-[a-z]+)+-\d:\d{12}:key\/[\w-]+)$/;

/** Limits: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
export const taskQueueSchema = z.strictObject({
  /** Seconds a received message stays hidden from other workers, up to 43200. Above the longest task. @default 1800 */
  visibilityTimeoutSeconds: wholeNumber(0, 43_200, "seconds").default(VISIBILITY_TIMEOUT_SECONDS),
  /** Seconds until a new message can be received, 0–900. @default 0 */
  delaySeconds: wholeNumber(0, 900, "seconds").default(0),
  /** Bytes a message may have, 1024–262144. @default 262144 */
  maxMessageSizeBytes: wholeNumber(1024, MAX_MESSAGE_BYTES, "bytes").default(MAX_MESSAGE_BYTES),
  /** Seconds until a message that nobody deletes is lost, 60–1209600. @default 1209600, 14 days */
  messageRetentionSeconds: wholeNumber(60, MAX_RETENTION_SECONDS, "seconds").default(MAX_RETENTION_SECONDS),
  /** Seconds from its first sending until a message in the dead-letter queue is lost, 60–1209600. @default 1209600, 14 days */
  deadLetterRetentionSeconds: wholeNumber(60, MAX_RETENTION_SECONDS, "seconds").default(
    MAX_RETENTION_SECONDS,
  ),
  /** Seconds a receiver waits for a message, 0–20. Long polling costs less than many empty answers. @default 20 */
  receiveWaitTimeSeconds: wholeNumber(0, 20, "seconds").default(20),
  /** How often a message is tried before it goes to the dead-letter queue, 1–1000. @default 3 */
  maxReceiveCount: wholeNumber(1, 1000, "times").default(3),
  /** The KMS key of both queues: `alias/aws/sqs`, free of charge, or another key's ARN. @default "alias/aws/sqs" */
  kmsMasterKeyId: z
    .string()
    .regex(KMS_KEY, 'must be "alias/aws/sqs" or the ARN of a key: roles are granted a key by its ARN')
    .optional()
    .meta({ example: "alias/aws/sqs" }),
  /**
   * Makes a key of our own, 1 USD a month: SNS and EventBridge cannot publish to a queue with SQS' key. In place of
   * `kmsMasterKeyId`. @default false
   */
  customerKey: z.boolean().default(false).meta({ example: true }),
});

/**
 * What a queue's settings lack when each is right by itself. Takes the settings that are.
 *
 * @param path where they stand: `data.taskQueue`
 * @param requestTimeoutSeconds the longest that a request may take: its message has to stay hidden for longer
 */
export function taskQueueProblems(
  path: string,
  queue: Filled<typeof taskQueueSchema>,
  requestTimeoutSeconds: number,
): Problem[] {
  const {
    visibilityTimeoutSeconds: visibility,
    messageRetentionSeconds: retention,
    deadLetterRetentionSeconds: deadLetterRetention,
    kmsMasterKeyId,
    customerKey,
  } = queue;
  const rules: [broken: boolean, Problem][] = [
    [
      visibility <= requestTimeoutSeconds,
      {
        path: "visibilityTimeoutSeconds",
        value: visibility,
        reason: `a request may take ${requestTimeoutSeconds} seconds; a second worker would get a task that the first still works on`,
        use: String(Math.max(VISIBILITY_TIMEOUT_SECONDS, requestTimeoutSeconds * VISIBILITY_FACTOR)),
      },
    ],
    [
      retention <= visibility,
      {
        path: "messageRetentionSeconds",
        value: retention,
        reason: `a message would be lost before it can be tried again, after ${visibility} seconds`,
        use: String(MAX_RETENTION_SECONDS),
      },
    ],
    [
      deadLetterRetention < retention,
      {
        path: "deadLetterRetentionSeconds",
        value: deadLetterRetention,
        reason: `a message keeps its age when it is moved, which may be ${retention} seconds: it would be lost at once`,
        use: String(MAX_RETENTION_SECONDS),
      },
    ],
    [
      customerKey && kmsMasterKeyId !== undefined,
      {
        path: "kmsMasterKeyId",
        value: kmsMasterKeyId,
        reason: "customerKey makes another key, and a queue has one",
        use: "leave it out, or set customerKey to false",
      },
    ],
  ];
  return rules.flatMap(([broken, problem]) =>
    broken ? [{ ...problem, path: `${path}.${problem.path}` }] : [],
  );
}
