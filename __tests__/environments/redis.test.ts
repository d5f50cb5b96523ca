import { z } from "zod";
import { filled } from "../../environments/schema/filled";
import type { Problem } from "../../environments/schema/problem";
import { redisProblems, redisSchema } from "../../environments/schema/redis";
import { problemsOf, withoutFaults } from "../../environments/schema/zod-problems";

type Redis = z.input<typeof redisSchema>;

const settings = z.object({ data: z.object({ redis: redisSchema }) });

function problems(changes: object): Problem[] {
  const value = { data: { redis: { nodeType: "cache.t4g.micro", ...changes } } };
  const { error } = settings.safeParse(value);
  const sound = filled(settings, withoutFaults(value, error));
  return [...(error ? problemsOf(error, settings, value) : []), ...redisProblems(sound.data.redis)];
}

test("a node type is enough; all else is safe by default", () => {
  expect(problems({})).toEqual([]);
  expect(redisSchema.parse({ nodeType: "cache.t4g.micro" })).toEqual({
    description: "Redis of the MCP platform",
    engine: "redis",
    engineVersion: "7.1",
    nodeType: "cache.t4g.micro",
    numCacheClusters: 2,
    automaticFailoverEnabled: true,
    multiAzEnabled: true,
    snapshotRetentionDays: 7,
    snapshotWindow: "03:00-05:00",
    logRetentionDays: 365,
    parameters: { maxmemoryPolicy: "allkeys-lru", timeoutSeconds: 300, tcpKeepaliveSeconds: 60 },
    authTokenVersion: 1,
    finalSnapshot: true,
    transitEncryptionMode: "required",
  });
});

test.each<[string, Partial<Redis>]>([
  ["one node", { numCacheClusters: 1, automaticFailoverEnabled: false, multiAzEnabled: false }],
  ["failover in one zone", { multiAzEnabled: false }],
  ["two nodes, none of which takes over", { automaticFailoverEnabled: false, multiAzEnabled: false }],
  ["as many nodes as AWS has", { numCacheClusters: 6 }],
  ["no snapshots", { snapshotRetentionDays: 0, finalSnapshot: false }],
  ["windows that touch", { maintenanceWindow: "sun:05:00-sun:06:00" }],
  ["a window past midnight", { snapshotWindow: "23:30-00:30", maintenanceWindow: "sun:00:30-sun:01:30" }],
  ["Valkey", { engine: "valkey", engineVersion: "8.1" }],
  [
    "Valkey for clients without TLS",
    { engine: "valkey", engineVersion: "7.2", transitEncryptionMode: "preferred" },
  ],
  ["clients that stay connected", { parameters: { timeoutSeconds: 0, tcpKeepaliveSeconds: 0 } }],
])("%s is right", (_what, changes) => {
  expect(problems(changes)).toEqual([]);
});

test.each([
  "cache.t2.micro",
  "cache.t3.medium",
  "cache.t4g.small",
  "cache.m5.24xlarge",
  "cache.m6g.12xlarge",
  "cache.r7g.large",
  "cache.r7g.xlarge",
  "cache.r6g.16xlarge",
  "cache.c7gn.4xlarge",
])("%s is a node type", (nodeType) => {
  expect(problems({ nodeType })).toEqual([]);
});

/** What is set, where the problem is seen, why, and what the message offers instead. */
const wrong: [string, object, string, string, string][] = [
  ["no node type", { nodeType: undefined }, "nodeType", "is missing", '"cache.r7g.large"'],
  ...[
    "cache.r7q.large",
    "cache.r7g.larg",
    "cache.r7g",
    "r7g.large",
    "db.r7g.large",
    "cache.r7g.3xlarge",
    "cache.t4g.xlarge",
    "cache.r7g.micro",
    "cache.x2g.large",
    "cache.t1.micro",
    "cache.R7g.large",
  ].map((nodeType): [string, object, string, string, string] => [
    `the node type ${nodeType}`,
    { nodeType },
    "nodeType",
    "is not a node type of ElastiCache for Redis",
    '"cache.r7g.large"',
  ]),
  [
    "a node type with data tiering",
    { nodeType: "cache.r6gd.2xlarge" },
    "nodeType",
    "needs data tiering, which only a new replication group can turn on",
    '"cache.r6g.2xlarge"',
  ],
  [
    "a version that ElastiCache has not",
    { engineVersion: "5.0.6" },
    "engineVersion",
    'must be one of "7.1", "7.0", "6.2", "9.0"',
    '"7.0"',
  ],
  [
    "Valkey's version of Redis",
    { engineVersion: "7.2" },
    "engineVersion",
    "is no version of Redis, which data.redis.engine asks for: it has 7.1, 7.0, 6.2",
    '"7.1"',
  ],
  [
    "Redis' version of Valkey, by default",
    { engine: "valkey" },
    "engineVersion",
    "is no version of Valkey, which data.redis.engine asks for: it has 9.0, 8.2, 8.1, 8.0, 7.2",
    '"9.0"',
  ],
  [
    "version 6 for clients without TLS",
    { engineVersion: "6.2", transitEncryptionMode: "preferred" },
    "transitEncryptionMode",
    "Redis 6.2 has connections with TLS or without, not both",
    '"required"',
  ],
  ["an empty description", { description: "" }, "description", "must not be empty", '"Redis'],
  ["no nodes", { numCacheClusters: 0 }, "numCacheClusters", "must be 1 or more", "2"],
  [
    "too many nodes",
    { numCacheClusters: 7 },
    "numCacheClusters",
    "AWS allows 6: a primary and 5 replicas",
    "2",
  ],
  ["half a node", { numCacheClusters: 2.5 }, "numCacheClusters", "whole number", "2"],
  [
    "failover with one node, by default",
    { numCacheClusters: 1 },
    "numCacheClusters",
    "failover and multi-AZ need a second node; with one, set automaticFailoverEnabled and multiAzEnabled to false",
    "2",
  ],
  [
    "failover with one node",
    { numCacheClusters: 1, automaticFailoverEnabled: true, multiAzEnabled: false },
    "numCacheClusters",
    "failover needs a second node; with one, set automaticFailoverEnabled to false",
    "2",
  ],
  [
    "multi-AZ without failover",
    { automaticFailoverEnabled: false },
    "multiAzEnabled",
    "nodes in several zones need automatic failover, which is off",
    "false",
  ],
  [
    "multi-AZ with one node",
    { numCacheClusters: 1, automaticFailoverEnabled: false, multiAzEnabled: true },
    "multiAzEnabled",
    "nodes in several zones need automatic failover",
    "false",
  ],
  [
    "snapshots kept too long",
    { snapshotRetentionDays: 36 },
    "snapshotRetentionDays",
    "AWS allows 0 to 35 days",
    "7",
  ],
  [
    "fewer than no snapshots",
    { snapshotRetentionDays: -1 },
    "snapshotRetentionDays",
    "AWS allows 0 to 35 days",
    "7",
  ],
  [
    "a snapshot window that is none",
    { snapshotWindow: "3am-5am" },
    "snapshotWindow",
    "is not a window such as 03:00-05:00",
    '"03:00-05:00"',
  ],
  [
    "a snapshot window too short",
    { snapshotWindow: "03:00-03:30" },
    "snapshotWindow",
    "is 30 minutes long, AWS wants 60 and more",
    '"03:00-04:00"',
  ],
  [
    "a maintenance window too short",
    { maintenanceWindow: "sun:05:00-sun:05:30" },
    "maintenanceWindow",
    "is 30 minutes long, AWS wants 60 and more",
    '"sun:05:00-sun:06:00"',
  ],
  [
    "maintenance in the snapshot window",
    { snapshotWindow: "04:00-06:00", maintenanceWindow: "sun:05:00-sun:07:00" },
    "maintenanceWindow",
    "overlaps with the snapshot window, 04:00-06:00",
    '"sun:06:00-sun:08:00"',
  ],
  [
    "maintenance in the snapshot window of no snapshots, which AWS refuses as well",
    { snapshotRetentionDays: 0, maintenanceWindow: "sun:04:00-sun:05:00" },
    "maintenanceWindow",
    "overlaps with the snapshot window, 03:00-05:00",
    '"sun:05:00-sun:06:00"',
  ],
  [
    "a retention that CloudWatch has not",
    { logRetentionDays: 31 },
    "logRetentionDays",
    "must be one of 1, 3, 5",
    "30",
  ],
  [
    "a policy that Redis has not",
    { parameters: { maxmemoryPolicy: "lru" } },
    "parameters.maxmemoryPolicy",
    'must be one of "allkeys-lru"',
    '"allkeys-lru"',
  ],
  [
    "a timeout that ElastiCache has not",
    { parameters: { timeoutSeconds: 19 } },
    "parameters.timeoutSeconds",
    "ElastiCache allows 0 (never), or 20 and more",
    "300",
  ],
  [
    "a timeout below nothing",
    { parameters: { timeoutSeconds: -1 } },
    "parameters.timeoutSeconds",
    "must be 0 or more",
    "300",
  ],
  [
    "a keepalive that Redis cannot hold",
    { parameters: { tcpKeepaliveSeconds: 2 ** 31 } },
    "parameters.tcpKeepaliveSeconds",
    "Redis allows 2147483647",
    "60",
  ],
  [
    "another token where there is none",
    { transitEncryptionMode: "preferred", authTokenVersion: 2 },
    "authTokenVersion",
    'there is no token to replace: data.redis.transitEncryptionMode is "preferred"',
    "1",
  ],
  ["a token's version of 0", { authTokenVersion: 0 }, "authTokenVersion", "must be 1 or more", "2"],
];

test.each(wrong)("%s", (_what, changes, name, reason, use) => {
  const path = `data.redis.${name}`;
  const found = problems(changes);
  expect(found.map((problem) => problem.path)).toContain(path);
  const problem = found.find((each) => each.path === path);
  expect(problem?.reason).toContain(reason);
  expect(problem?.use).toContain(use);
  expect(problems(corrected(changes, name.split("."), JSON.parse(problem?.use ?? "")))).toEqual([]);
});

test("where no day has room for maintenance, the snapshot window has to give way", () => {
  const [problem] = problems({ snapshotWindow: "00:00-23:30", maintenanceWindow: "sun:04:00-sun:05:00" });
  expect(problem).toMatchObject({ path: "data.redis.maintenanceWindow", use: "a shorter snapshotWindow" });
});

/** The settings with what a problem offers. */
function corrected(value: object, [key = "", ...rest]: string[], use: unknown): object {
  const inner = Reflect.get(value, key) ?? {};
  return { ...value, [key]: rest.length > 0 ? corrected(inner, rest, use) : use };
}
