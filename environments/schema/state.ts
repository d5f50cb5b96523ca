import { z } from "zod";
import type { Filled } from "./filled";
import { BUCKET_NAME, nameFault, TABLE_NAME } from "./names";
import type { Problem } from "./problem";

export const bucketName = z
  .string()
  .superRefine((name, context) => {
    const fault = nameFault(name, BUCKET_NAME);
    if (fault) context.addIssue({ code: "custom", message: fault });
  })
  .meta({ example: "acme-mcp-production" });

export const stateSchema = z.strictObject({
  /** The bucket that holds Terraform's state; its name is global. @default "<namePrefix>-<name>-terraform-state" */
  bucket: bucketName.optional(),
  /** False if the bucket (and the lock table) exist already and belong to somebody else. @default true */
  create: z.boolean().default(true),
  /** KMS key of a bucket that exists already: an ARN, an id or an alias. @default the alias of our own key */
  kmsKeyId: z
    .string()
    .regex(/^(arn:aws[\w-]*:kms:|alias\/|[0-9a-f]{8}-|mrk-)/, "is not the ARN, id or alias of a KMS key")
    .optional()
    .meta({ example: "alias/acme-terraform-state" }),
  /**
   * How two runs are kept apart: by a lock file beside the state (Terraform 1.10 and later), or by a DynamoDB table
   * (Terraform 1.5 to 1.9, but for 1.6.0, which refuses the alias of a key). @default "s3"
   */
  lock: z.enum(["s3", "dynamodb"]).default("s3"),
  /** The DynamoDB table, if `lock` is "dynamodb". @default "<namePrefix>-<name>-terraform-locks" */
  lockTable: z
    .string()
    .superRefine((name, context) => {
      const fault = nameFault(name, TABLE_NAME);
      if (fault) context.addIssue({ code: "custom", message: fault });
    })
    .optional()
    .meta({ example: "acme-terraform-locks" }),
  /** Days an old version of the state is kept, 1 and more. @default 365 */
  oldVersionsExpireDays: z.int().min(1, "must be 1 or more").default(365),
});

/** What the state's settings lack when each is right by itself. */
export function stateProblems({ lock, lockTable }: Filled<typeof stateSchema>): Problem[] {
  if (lockTable === undefined || lock === "dynamodb") return [];
  const reason = `is not used: state.lock is "${lock}", which needs no table`;
  return [
    { path: "state.lockTable", value: lockTable, reason, use: 'leave it out, or set lock to "dynamodb"' },
  ];
}
