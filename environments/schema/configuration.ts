import { z } from "zod";
import type { Filled } from "./filled";
import { isModel, likelyModel } from "./models";
import type { Problem } from "./problem";
import { regionSchema } from "./regions";
import { wholeNumber } from "./whole-number";

/** Limits that no service of AWS sets: they catch slips. */
const OURS = "must be";

/** Parts of a USD: smaller ones would be written as 1e-7. */
const USD_PARTS = 10_000;

const usd = z
  .number()
  .min(0, "must be 0 or more")
  .max(1_000_000, "must be 1000000 or less")
  .refine(
    (value) => Math.abs(value * USD_PARTS - Math.round(value * USD_PARTS)) < 1e-3,
    "must have four digits behind the point at most",
  );

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const MAX_PARAMETER_CHARACTERS = 4096;

/** What a role's policies have room for is 10240 characters; the others take up to 4000. */
const MAX_MODELS_IN_REGIONS = 60;

const model = z
  .string()
  .superRefine((text, context) => {
    if (isModel(text)) return;
    context.addIssue({
      code: "custom",
      message: "is not the id of a Bedrock model that is known here; name another one by its ARN",
      params: { use: `"${likelyModel(text)}"` },
    });
  })
  .meta({ example: "amazon.titan-embed-text-v1" });

/** What the services read from their environment. Guide: lines 477–547. */
export const configurationSchema = z.strictObject({
  /** @default "info" */
  logLevel: z.enum(["info", "debug", "warn", "error"]).default("info"),
  /** @default "json" */
  logFormat: z.enum(["json", "text"]).default("json"),
  /** Whether the services publish metrics. @default true */
  metricsEnabled: z.boolean().default(true),
  /** Models of Amazon Bedrock. */
  bedrock: z
    .strictObject({
      /** @default true */
      enabled: z.boolean().default(true),
      /** The models that the services may invoke, by their ids or ARNs. */
      models: z
        .array(model)
        .min(1, "name at least one model, also where enabled is false")
        .max(MAX_MODELS_IN_REGIONS, `must be ${MAX_MODELS_IN_REGIONS} at most: a role has no room for more`)
        .refine((models) => models.join(",").length <= MAX_PARAMETER_CHARACTERS, {
          error: `together, their names have more than the ${MAX_PARAMETER_CHARACTERS} characters of a parameter`,
        })
        .default(["amazon.titan-embed-text-v1", "cohere.embed-english-v3"])
        .meta({ example: ["amazon.titan-embed-text-v1"] }),
      /** The regions in which they may. @default the environment's own */
      regions: z
        .array(regionSchema)
        .min(1, "name at least one region, or leave it out")
        .max(MAX_MODELS_IN_REGIONS, `must be ${MAX_MODELS_IN_REGIONS} at most: a role has no room for more`)
        .optional()
        .meta({ example: ["us-east-1", "us-west-2"] }),
      /** USD that one session may cost. @default 1 */
      sessionLimitUsd: usd.default(1),
    })
    .prefault({}),
  /** USD that all sessions together may cost. @default 100 */
  globalCostLimitUsd: usd.default(100),
  /** Connections that a service takes at a time, 1 and more. @default 1000 */
  maxConnections: wholeNumber(1, 1_000_000, "connections", OURS).default(1000),
  /** Seconds until an attempt to connect is given up, 1–300. @default 30 */
  connectionTimeoutSeconds: wholeNumber(1, 300, "seconds", OURS).default(30),
  /**
   * Seconds that a request may take, 1–3600 (guide: line 504). A worker's message has to stay hidden, and the load balancer to wait, for longer.
   * @default 300
   */
  requestTimeoutSeconds: wholeNumber(1, 3600, "seconds", OURS).default(300),
  /** Tasks that a worker works on at a time, 1–1000. @default 10 */
  workerConcurrency: wholeNumber(1, 1000, "tasks", OURS).default(10),
});

/** What the configuration lacks when each setting is right by itself. Takes the settings that are. */
export function configurationProblems({
  bedrock,
  globalCostLimitUsd,
}: Filled<typeof configurationSchema>): Problem[] {
  // Without regions it is the environment's own.
  const { sessionLimitUsd, models, regions = [] } = bedrock;
  const path = "configuration.bedrock";
  const overdrawn = {
    path: `${path}.sessionLimitUsd`,
    value: sessionLimitUsd,
    reason: `one session could cost more than all together, ${globalCostLimitUsd} (configuration.globalCostLimitUsd)`,
    use: `${globalCostLimitUsd}`,
  };
  const tooMany = {
    path: `${path}.regions`,
    value: regions,
    reason: `${models.length} models in ${regions.length} regions are more than IAM has room for in a role`,
    use: JSON.stringify(regions.slice(0, Math.max(1, Math.floor(MAX_MODELS_IN_REGIONS / models.length)))),
  };
  return [
    ...(sessionLimitUsd > globalCostLimitUsd ? [overdrawn] : []),
    ...(regions.length > 1 && models.length * regions.length > MAX_MODELS_IN_REGIONS ? [tooMany] : []),
  ];
}
