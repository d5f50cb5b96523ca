import { z } from "zod";
import type { Filled } from "./filled";
import { RETENTION_DAYS } from "./network";
import type { Problem } from "./problem";
import { wholeNumber } from "./whole-number";
import { dailyWindow, weeklyWindow, weeklyWindowBeside, windowsOverlap } from "./windows";

/**
 * Families, generations and sizes that new clusters of Redis can have, but those with data tiering (`r6gd`).
 * https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html, "node-type specific parameters"
 */
const NODE_TYPE =
  /^cache\.(t[2-9]g?\.(micro|small|medium)|[mrc][4-9](g|gn)?\.(large|(2|4|8|10|12|16|24)?xlarge))$/;

/** Data tiering has to be on with these nodes and off with others, and only a new replication group can turn it on. */
const DATA_TIERING = /^(cache\.r\dg)d(\.\w+)$/;

/** A primary and five replicas. https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html */
const MAX_NODES = 6;

/** AWS refuses shorter ones. https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/maintenance-window.html */
const MIN_WINDOW_MINUTES = 60;

/**
 * What new clusters can have, the newest first; Redis' later versions are Valkey's.
 * https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/supported-engine-versions.html
 */
export const ENGINE_VERSIONS = {
  redis: ["7.1", "7.0", "6.2"],
  valkey: ["9.0", "8.2", "8.1", "8.0", "7.2"],
} as const;

const ENGINE_NAMES = { redis: "Redis", valkey: "Valkey" } as const;

/** https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ModifyReplicationGroup.html */
const MAX_DESCRIPTION = 255;

/** Redis keeps these parameters in an int of C. */
const MAX_INT = 2 ** 31 - 1;

/** ElastiCache allows 0, or 20 and more. https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html */
const MIN_TIMEOUT_SECONDS = 20;

const nodeType = z
  .string()
  .superRefine((text, context) => {
    const [tiering, family, size] = DATA_TIERING.exec(text) ?? [];
    if (tiering !== undefined) {
      const message = "needs data tiering, which only a new replication group can turn on";
      context.addIssue({ code: "custom", message, params: { use: `"${family}${size}"` } });
    } else if (!NODE_TYPE.test(text)) {
      context.addIssue({ code: "custom", message: "is not a node type of ElastiCache for Redis" });
    }
  })
  .meta({ example: "cache.r7g.large" });

const seconds = z.int().min(0, "must be 0 or more").max(MAX_INT, `Redis allows ${MAX_INT}`);

export const redisSchema = z.strictObject({
  /** What AWS shows beside the name, at most 255 characters. @default "Redis of the MCP platform" */
  description: z
    .string()
    .min(1, "must not be empty")
    .max(MAX_DESCRIPTION, `AWS allows ${MAX_DESCRIPTION} characters`)
    .default("Redis of the MCP platform")
    .meta({ example: "Redis of the MCP platform" }),
  /**
   * Redis, or Valkey, which clients of Redis speak with and which costs a fifth less. AWS upgrades a Redis to Valkey in place, under
   * the same address; the way back replaces the cache. @default "redis"
   */
  engine: z.enum(["redis", "valkey"]).default("redis"),
  /** The engine's version. AWS upgrades in place; a lower one replaces the cache. @default "7.1", of Redis */
  engineVersion: z.enum([...ENGINE_VERSIONS.redis, ...ENGINE_VERSIONS.valkey]).default("7.1"),
  /**
   * The nodes' type; a change is made in place. cache.r7g.large has 13 GiB and costs about 160 USD a month, each; with Valkey,
   * about 128.
   */
  nodeType,
  /** Primary and replicas, 1–6; a change is made in place. @default 2 */
  numCacheClusters: z
    .int()
    .min(1, "must be 1 or more")
    .max(MAX_NODES, `AWS allows ${MAX_NODES}: a primary and ${MAX_NODES - 1} replicas`)
    .default(2),
  /** A replica becomes the primary when that fails. Needs two nodes. @default true */
  automaticFailoverEnabled: z.boolean().default(true),
  /** The nodes are in several zones. Needs automatic failover. @default true */
  multiAzEnabled: z.boolean().default(true),
  /** Days that daily snapshots are kept, 0–35; 0 is none at all. @default 7 */
  snapshotRetentionDays: wholeNumber(0, 35, "days").default(7),
  /** When the daily snapshot begins, UTC, 60 minutes and more. @default "03:00-05:00" */
  snapshotWindow: dailyWindow(MIN_WINDOW_MINUTES).default("03:00-05:00"),
  /**
   * When AWS may work on the nodes, every week, UTC, 60 minutes and more, outside of the snapshot window. Set it
   * before you change the snapshot window: AWS refuses a snapshot window that overlaps with what it chose. @default chosen by AWS
   */
  maintenanceWindow: weeklyWindow(MIN_WINDOW_MINUTES).optional(),
  /** Days CloudWatch keeps the slow log and the engine's log, one of its own steps. @default 365 */
  logRetentionDays: z.literal(RETENTION_DAYS).default(365),
  /** Redis' own parameters. @default {} */
  parameters: z
    .strictObject({
      /** Which keys are evicted when memory is full: `allkeys-…` any, `volatile-…` those that expire. @default "allkeys-lru" */
      maxmemoryPolicy: z
        .enum([
          "allkeys-lru",
          "allkeys-lfu",
          "allkeys-random",
          "volatile-lru",
          "volatile-lfu",
          "volatile-random",
          "volatile-ttl",
          "noeviction",
        ])
        .default("allkeys-lru"),
      /** Seconds after which an idle client is disconnected, 20 and more; 0 is never. @default 300 */
      timeoutSeconds: seconds
        .refine(
          (value) => value === 0 || value >= MIN_TIMEOUT_SECONDS,
          `ElastiCache allows 0 (never), or ${MIN_TIMEOUT_SECONDS} and more`,
        )
        .default(300),
      /** TCP keepalive: seconds between two probes of a client; 0 is none. @default 60 */
      tcpKeepaliveSeconds: seconds.default(60),
    })
    .prefault({}),
  /**
   * Whether clients have to use TLS and log in with a token, or may do without either: for images whose clients disagree. The
   * security group still lets only the services in. Of a cache that exists, a change takes steps: see docs/operations.md.
   * @default "required"
   */
  transitEncryptionMode: z.enum(["required", "preferred"]).default("required"),
  /** Another number makes another token at the next apply, where there is one: not with `"preferred"`. @default 1 */
  authTokenVersion: z.int().min(1, "must be 1 or more").default(1).meta({ example: 2 }),
  /** Takes a snapshot before the cache is destroyed; false is for caches that may be lost. @default true */
  finalSnapshot: z.boolean().default(true),
});

type FilledRedis = Filled<typeof redisSchema>;

/** What Redis' settings lack when each is right by itself. Takes the settings that are. */
export function redisProblems(redis: FilledRedis): Problem[] {
  return [
    ...versionProblems(redis),
    ...failoverProblems(redis),
    ...windowProblems(redis),
    ...encryptionProblems(redis),
    ...tokenProblems(redis),
  ].map((problem) => ({ ...problem, path: `data.redis.${problem.path}` }));
}

function versionProblems({ engine, engineVersion }: FilledRedis): Problem[] {
  const versions: readonly string[] = ENGINE_VERSIONS[engine];
  if (versions.includes(engineVersion)) return [];
  const reason = `is no version of ${ENGINE_NAMES[engine]}, which data.redis.engine asks for: it has ${versions.join(", ")}`;
  return [{ path: "engineVersion", value: engineVersion, reason, use: `"${versions[0]}"` }];
}

function failoverProblems({
  numCacheClusters,
  automaticFailoverEnabled,
  multiAzEnabled,
}: FilledRedis): Problem[] {
  if (automaticFailoverEnabled && numCacheClusters < 2) {
    const reason = multiAzEnabled
      ? "failover and multi-AZ need a second node; with one, set automaticFailoverEnabled and multiAzEnabled to false"
      : "failover needs a second node; with one, set automaticFailoverEnabled to false";
    return [{ path: "numCacheClusters", value: numCacheClusters, reason, use: "2" }];
  }
  if (multiAzEnabled && !automaticFailoverEnabled) {
    const reason = "nodes in several zones need automatic failover, which is off";
    return [{ path: "multiAzEnabled", value: multiAzEnabled, reason, use: "false" }];
  }
  return [];
}

/** AWS refuses the overlap also while snapshots are off: https://github.com/hashicorp/terraform/issues/17247 */
function windowProblems({ snapshotWindow, maintenanceWindow }: FilledRedis): Problem[] {
  if (maintenanceWindow === undefined || !windowsOverlap(snapshotWindow, maintenanceWindow)) return [];
  const free = weeklyWindowBeside(snapshotWindow, maintenanceWindow, MIN_WINDOW_MINUTES);
  const reason = `overlaps with the snapshot window, ${snapshotWindow}`;
  const use = free ? `"${free}"` : "a shorter snapshotWindow";
  return [{ path: "maintenanceWindow", value: maintenanceWindow, reason, use }];
}

/** https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html: from 7.0 on */
function encryptionProblems({ transitEncryptionMode, engineVersion }: FilledRedis): Problem[] {
  if (transitEncryptionMode !== "preferred" || engineVersion !== "6.2") return [];
  const reason = `Redis ${engineVersion} has connections with TLS or without, not both`;
  return [{ path: "transitEncryptionMode", value: transitEncryptionMode, reason, use: '"required"' }];
}

/** A number that is raised would change nothing, and nobody would be told. */
function tokenProblems({ transitEncryptionMode, authTokenVersion }: FilledRedis): Problem[] {
  if (transitEncryptionMode !== "preferred" || authTokenVersion === 1) return [];
  const reason = 'there is no token to replace: data.redis.transitEncryptionMode is "preferred"';
  return [{ path: "authTokenVersion", value: authTokenVersion, reason, use: "1" }];
}
