import { z } from "zod";
import type { Problem } from "./problem";
import { bucketName } from "./state";

/**
 * Days an object stays in S3 Standard before Standard-IA takes it, and in Standard-IA before Glacier takes it.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
 */
const STANDARD_IA_DAYS = 30;

const days = (min: number, example: number) =>
  z.int("must be a whole number of days").min(min, `must be ${min} or more`).meta({ example });

export const dataSchema = z.strictObject({
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
});

/** What the data layer's settings lack when each is right by itself. */
export function dataProblems({ contexts }: Partial<z.input<typeof dataSchema>>): Problem[] {
  const { standardIaAfterDays: warm, glacierAfterDays: cold } = contexts ?? {};
  if (warm === undefined || cold === undefined || cold >= warm + STANDARD_IA_DAYS) return [];
  const reason = `S3 keeps an object ${STANDARD_IA_DAYS} days in Standard-IA first, which it enters after ${warm}`;
  return [
    { path: "data.contexts.glacierAfterDays", value: cold, reason, use: String(warm + STANDARD_IA_DAYS) },
  ];
}
