import { z } from "zod";
import type { Filled } from "./filled";
import { BUCKET_NAME, DATABASE_NAME, type NameRule, nameFault, QUEUE_NAME } from "./names";
import type { networkSchema } from "./network";
import { postgresProblems, postgresSchema } from "./postgres";
import type { Problem } from "./problem";
import { redisProblems, redisSchema } from "./redis";
import { asEntryName, ENTRY_NAME, ENTRY_NAME_RULE, MAX_SECRET_NAME, SECRETS } from "./service";
import { bucketName } from "./state";
import { taskQueueProblems, taskQueueSchema } from "./task-queue";

/**
 * Days an object stays in S3 Standard before Standard-IA takes it, and in Standard-IA before Glacier takes it.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
 */
const STANDARD_IA_DAYS = 30;

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html */
const RECOVERY_DAYS = "must be 0, or 7 to 30";

const days = (min: number, example: number) =>
  z.int("must be a whole number of days").min(min, `must be ${min} or more`).meta({ example });

/**
 * The guide's own, which have settings of their own; and what other buckets and queues of this environment are called. `task`
 * would be Terraform's `task_queue`, as the guide's is.
 */
const TAKEN_QUEUES = ["tasks", "task"];
const TAKEN_BUCKETS = ["contexts", "alb-logs", "terraform-state"];

/** Of the environment's secrets, this one is made where a service names it. */
const ALWAYS_THERE: readonly string[] = SECRETS.filter((name) => name !== "redis-auth-token");

const newName = (taken: readonly string[], example: string) =>
  z
    .string()
    .regex(ENTRY_NAME, ENTRY_NAME_RULE)
    .refine((name) => !taken.includes(name), "is the name of one that this environment has already")
    .meta({ example, offer: asEntryName });

/** A bucket that is private, encrypted and versioned. */
const bucketSchema = z.strictObject({
  /** Bucket names are global. @default "<namePrefix>-<name>-<the bucket's name here>" */
  bucket: bucketName.optional(),
  /** Days after which an object of 128 KiB and more moves to Standard-IA, 30 and more. @default never */
  standardIaAfterDays: days(STANDARD_IA_DAYS, 30).optional(),
  /** Days after which such an object moves to Glacier, at least 30 after Standard-IA. @default never */
  glacierAfterDays: days(1, 90).optional(),
  /** Days after which an object is deleted, 1 and more. @default never */
  expireDays: days(1, 365).optional(),
  /** Days an overwritten or deleted object can still be had back, 1 and more. @default 90 */
  oldVersionsExpireDays: days(1, 90).default(90),
});

export const dataSchema = z.strictObject({
  /** The database. */
  postgres: postgresSchema.meta({
    example: { engineVersion: "17", instanceClass: "db.r6g.xlarge", allocatedStorage: 100 },
  }),
  /** The cache. */
  redis: redisSchema.meta({ example: { nodeType: "cache.r7g.large" } }),
  /** The bucket of the agents' contexts. */
  contexts: z.strictObject({
    /** Bucket names are global. @default "<namePrefix>-<name>-contexts" */
    bucket: bucketName.optional(),
    /** Days after which an object of 128 KiB and more moves to Standard-IA, 30 and more. */
    standardIaAfterDays: days(STANDARD_IA_DAYS, 30),
    /** Days after which such an object moves to Glacier, at least 30 after Standard-IA. */
    glacierAfterDays: days(STANDARD_IA_DAYS * 2, 90),
    /** Days an overwritten or deleted object can still be had back, 1 and more. @default 90 */
    oldVersionsExpireDays: days(1, 90).default(90),
  }),
  /** The queue of the workers' tasks, and its dead-letter queue. @default {} */
  taskQueue: taskQueueSchema.prefault({}),
  /**
   * Further queues, each with a dead-letter queue, by their names: services name them in `sendTo` and `receiveFrom`. @default {}
   */
  queues: z
    .record(
      newName(TAKEN_QUEUES, "emails").refine(
        (name) => !name.endsWith("-dlq"),
        "ends as the names of dead-letter queues do",
      ),
      taskQueueSchema.meta({ example: {} }),
    )
    .default({})
    .meta({ example: { emails: {} } }),
  /** Further buckets by their names: services name them in `buckets`. @default {} */
  buckets: z
    .record(
      newName(TAKEN_BUCKETS, "reports").refine(
        (name) => !/(^|-)(queue|dlq)$/.test(name),
        "ends as the names of queues do in Terraform",
      ),
      bucketSchema.meta({ example: {} }),
    )
    .default({})
    .meta({ example: { reports: { expireDays: 365 } } }),
  /** Secrets in AWS Secrets Manager. @default {} */
  secrets: z
    .strictObject({
      /** Days in which a deleted secret can be had back: 7–30, or 0 for none, which frees its name at once. @default 30 */
      recoveryWindowDays: z
        .union([z.literal(0), z.int().min(7, RECOVERY_DAYS).max(30, RECOVERY_DAYS)], { error: RECOVERY_DAYS })
        .default(30),
      /**
       * Secrets that are made for the services that name them, and are to stay although none does any more: a service's own, or
       * `redis-auth-token`. All others are always there. @default []
       */
      kept: z
        .array(
          z
            .string()
            .regex(ENTRY_NAME, ENTRY_NAME_RULE)
            .max(...MAX_SECRET_NAME)
            .refine((name) => !ALWAYS_THERE.includes(name), "is always there")
            .meta({ example: "stripe-key", offer: asEntryName }),
        )
        .refine((each) => new Set(each).size === each.length, "names a secret twice")
        .default([])
        .meta({ example: ["stripe-key"] }),
    })
    .prefault({}),
});

type FilledData = Filled<typeof dataSchema>;

/**
 * What the data layer's settings lack when each is right by itself. Takes the settings that are.
 *
 * @param prefix `<namePrefix>-<name>`, if it is right
 */
export function dataProblems(
  data: FilledData,
  network: Filled<typeof networkSchema>,
  requestTimeoutSeconds: number,
  prefix: string | undefined,
): Problem[] {
  return [
    ...postgresProblems(data.postgres, network),
    ...Object.keys(data.postgres.readReplicas ?? {}).flatMap((name) =>
      nameProblems(`data.postgres.readReplicas.${name}`, prefix, name, DATABASE_NAME),
    ),
    ...redisProblems(data.redis),
    ...lifecycleProblems("data.contexts", data.contexts),
    ...taskQueueProblems("data.taskQueue", data.taskQueue, requestTimeoutSeconds),
    ...Object.entries(data.queues).flatMap(([name, queue]) => [
      ...taskQueueProblems(`data.queues.${name}`, queue, requestTimeoutSeconds),
      ...nameProblems(`data.queues.${name}`, prefix, `${name}-dlq`, QUEUE_NAME),
    ]),
    ...Object.entries(data.buckets).flatMap(([name, bucket]) => [
      ...lifecycleProblems(`data.buckets.${name}`, bucket),
      ...(bucket.bucket === undefined ? nameProblems(`data.buckets.${name}`, prefix, name, BUCKET_NAME) : []),
    ]),
  ];
}

/** The environment's own names are looked at elsewhere: this one is too long or its letters are not right. */
function nameProblems(path: string, prefix: string | undefined, end: string, rule: NameRule): Problem[] {
  const reason = prefix === undefined ? undefined : nameFault(`${prefix}-${end}`, rule);
  return reason === undefined ? [] : [{ path, value: end, reason, use: "a shorter name" }];
}

/** What says when objects move on. */
interface Lifecycle {
  readonly standardIaAfterDays?: number;
  readonly glacierAfterDays?: number;
  readonly expireDays?: number;
}

function lifecycleProblems(
  path: string,
  { standardIaAfterDays: warm, glacierAfterDays: cold, expireDays }: Lifecycle,
): Problem[] {
  const last = cold ?? warm;
  const isEarly = warm !== undefined && cold !== undefined && cold < warm + STANDARD_IA_DAYS;
  return [
    ...(isEarly
      ? [
          {
            path: `${path}.glacierAfterDays`,
            value: cold,
            reason: `S3 keeps an object ${STANDARD_IA_DAYS} days in Standard-IA first, which it enters after ${warm}`,
            use: String(warm + STANDARD_IA_DAYS),
          },
        ]
      : []),
    ...(expireDays !== undefined && last !== undefined && expireDays <= last
      ? [
          {
            path: `${path}.expireDays`,
            value: expireDays,
            reason: `an object moves on after ${last} days, and has to be there still`,
            use: String(last + STANDARD_IA_DAYS),
          },
        ]
      : []),
  ];
}

/**
 * The queues with their names, the guide's first. Its names in Terraform are its own; others' are made of theirs.
 *
 * @param prefix `<namePrefix>-<name>`
 */
export function resolveQueues({ taskQueue, queues }: z.output<typeof dataSchema>, prefix: string) {
  const guides = {
    ...taskQueue,
    /** What services know it by. */
    key: "tasks",
    /** The Terraform name of the queue. */
    id: "task_queue",
    /** The beginning of the Terraform names of its dead-letter queue and of its alarms. */
    idPrefix: "",
    keyId: "tasks",
    queueName: `${prefix}-tasks`,
    keyAlias: `alias/${prefix}-tasks`,
    /** The tags Name. */
    tagName: `${prefix}-task-queue`,
    deadLetterTagName: `${prefix}-dlq`,
  };
  const others = Object.entries(queues).map(([name, settings]) => {
    const id = name.replaceAll("-", "_");
    return {
      ...settings,
      key: name,
      id: `${id}_queue`,
      idPrefix: `${id}_`,
      keyId: `${id}_queue`,
      queueName: `${prefix}-${name}`,
      keyAlias: `alias/${prefix}-${name}-queue`,
      tagName: `${prefix}-${name}`,
      deadLetterTagName: `${prefix}-${name}-dlq`,
    };
  });
  return [guides, ...others];
}

/** The buckets with their names, the guide's first. */
export function resolveBuckets({ contexts, buckets }: z.output<typeof dataSchema>, prefix: string) {
  const guides = {
    ...contexts,
    expireDays: undefined,
    /** What services know it by. */
    key: "contexts",
    /** Where its name is set. */
    path: "data.contexts.bucket",
    /** Its Terraform name. */
    id: "contexts",
    bucket: contexts.bucket ?? `${prefix}-contexts`,
    ruleId: "archive-old-contexts",
    /** The tag Name. */
    tagName: "MCP Context Storage",
  };
  const others = Object.entries(buckets).map(([name, settings]) => {
    const bucket = settings.bucket ?? `${prefix}-${name}`;
    return {
      ...settings,
      key: name,
      path: `data.buckets.${name}.bucket`,
      id: name.replaceAll("-", "_"),
      bucket,
      ruleId: `keep-${name}`,
      tagName: bucket,
    };
  });
  return [guides, ...others];
}
