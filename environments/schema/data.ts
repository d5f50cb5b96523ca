import { z } from "zod";
import type { networkSchema } from "./network";
import { postgresProblems, postgresSchema } from "./postgres";
import type { Problem } from "./problem";
import { redisProblems, redisSchema } from "./redis";
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

export const dataSchema = z.strictObject({
  /** The database. */
  postgres: postgresSchema.meta({
    example: { engineVersion: "15.4", instanceClass: "db.r6g.xlarge", allocatedStorage: 100 },
  }),
  /** The cache. */
  redis: redisSchema.meta({ example: { nodeType: "cache.r7g.large" } }),
  /** The bucket of the agents' contexts. */
  contexts: z.strictObject({
    /** Bucket names are global. @default "<namePrefix>-<name>-contexts" */
    bucket: bucketName.optional(),
    /** Days after which an object moves to Standard-IA, 30 and more. */
    standardIaAfterDays: days(STANDARD_IA_DAYS, 30),
    /** Days after which an object moves to Glacier, at least 30 after Standard-IA. */
    glacierAfterDays: days(STANDARD_IA_DAYS * 2, 90),
    /** Days an overwritten or deleted object can still be had back, 1 and more. @default 90 */
    oldVersionsExpireDays: days(1, 90).default(90),
  }),
  /** The queue of the workers' tasks, and its dead-letter queue. @default {} */
  taskQueue: taskQueueSchema.prefault({}),
  /** Secrets in AWS Secrets Manager. @default {} */
  secrets: z
    .strictObject({
      /** Days in which a deleted secret can be had back: 7–30, or 0 for none, which frees its name at once. @default 30 */
      recoveryWindowDays: z
        .union([z.literal(0), z.int().min(7, RECOVERY_DAYS).max(30, RECOVERY_DAYS)], { error: RECOVERY_DAYS })
        .default(30)
        .meta({ example: 30 }),
    })
    .prefault({}),
});

type DataInput = Partial<z.input<typeof dataSchema>>;
type NetworkInput = Partial<z.input<typeof networkSchema>>;

/** What the data layer's settings lack when each is right by itself. Takes the settings that are. */
export function dataProblems(
  data: DataInput,
  network: NetworkInput,
  requestTimeoutSeconds: number,
): Problem[] {
  return [
    ...postgresProblems(data.postgres ?? {}, network),
    ...redisProblems(data.redis ?? {}),
    ...contextsProblems(data.contexts ?? {}),
    ...taskQueueProblems(data.taskQueue ?? {}, requestTimeoutSeconds),
  ];
}

function contextsProblems(contexts: Partial<NonNullable<DataInput["contexts"]>>): Problem[] {
  const { standardIaAfterDays: warm, glacierAfterDays: cold } = contexts;
  if (warm === undefined || cold === undefined || cold >= warm + STANDARD_IA_DAYS) return [];
  const reason = `S3 keeps an object ${STANDARD_IA_DAYS} days in Standard-IA first, which it enters after ${warm}`;
  return [
    { path: "data.contexts.glacierAfterDays", value: cold, reason, use: String(warm + STANDARD_IA_DAYS) },
  ];
}
