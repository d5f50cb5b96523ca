import { Redis } from "../../../modules/cache/redis";
import { DEFAULT_REDIS_THRESHOLDS, type RedisThresholds } from "../../../modules/cache/redis-thresholds";
import { synthAlarms } from "../../support/alarms";
import { knownMetric, metricsOf, unknownMetrics } from "../../support/metrics";

function alarms(numCacheClusters = 2, thresholds?: Partial<RedisThresholds>) {
  return synthAlarms((stack) =>
    new Redis(stack, "mcp_redis", {
      idPrefix: "",
      name: "test-redis",
      description: "a test",
      engineVersion: "7.1",
      nodeType: "cache.t4g.small",
      numCacheClusters,
      automaticFailoverEnabled: numCacheClusters > 1,
      multiAzEnabled: numCacheClusters > 1,
      snapshotRetentionDays: 7,
      snapshotWindow: "03:00-05:00",
      logRetentionDays: 14,
      vpc: { id: "vpc-1" },
      subnets: [{ id: "subnet-1" }, { id: "subnet-2" }],
      parameters: {},
    }).alarms(thresholds && { ...DEFAULT_REDIS_THRESHOLDS, ...thresholds }),
  );
}

const IDS = [
  "redis_engine_cpu",
  "redis_memory",
  "redis_evictions",
  "redis_replication_lag",
  "redis_authentication_failures",
];

test.each([2, 6])("the same alarms for %i nodes", (nodes) => {
  expect(alarms(nodes).ids).toEqual(IDS);
});

test("a single node replicates nothing", () => {
  expect(alarms(1).ids).toEqual(IDS.filter((id) => id !== "redis_replication_lag"));
});

test.each([1, 2, 6])("ElastiCache publishes what they look at, with %i nodes", (nodes) => {
  expect(unknownMetrics(alarms(nodes).definitions)).toEqual([]);
});

test.each([1, 2, 6])("each looks at all of %i nodes", (nodes) => {
  const { ids, dimensions } = alarms(nodes);
  const all = Array.from({ length: nodes }, (_, index) => ({
    CacheClusterId: `\${aws_elasticache_replication_group.mcp_redis.replication_group_id}-00${index + 1}`,
    CacheNodeId: "0001",
  }));
  for (const id of ids) expect([id, dimensions(id)]).toEqual([id, all]);
});

test.each([
  ["redis_engine_cpu", "MAX", "Average"],
  ["redis_memory", "MAX", "Average"],
  ["redis_evictions", "SUM", "Sum"],
  ["redis_replication_lag", "MAX", "Average"],
  ["redis_authentication_failures", "SUM", "Sum"],
])("%s is the nodes' %s", (id, operation, stat) => {
  const { measured } = alarms(3).definition(id);
  expect(measured).toMatchObject({ expression: `${operation}([m1, m2, m3])` });
  expect(metricsOf({ measured }).map((metric) => metric.stat)).toEqual([stat, stat, stat]);
});

test("one result alone is watched", () => {
  const queries = alarms().alarm("redis_memory").metric_query as { return_data?: boolean }[];
  expect(queries.map(({ return_data }) => return_data)).toEqual([true, undefined, undefined]);
});

test("a single node's metric is watched as it is", () => {
  expect(alarms(1).alarm("redis_memory")).toMatchObject({
    namespace: "AWS/ElastiCache",
    metric_name: "DatabaseMemoryUsagePercentage",
    statistic: "Average",
  });
});

test.each<[string, Partial<RedisThresholds>, number, string]>([
  ["redis_engine_cpu", { engineCpuPercent: 70 }, 70, "Percent"],
  ["redis_memory", { memoryPercent: 60 }, 60, "Percent"],
  ["redis_evictions", { evictions: 10 }, 10, "Count"],
  ["redis_replication_lag", { replicationLagSeconds: 3 }, 3, "Seconds"],
  ["redis_authentication_failures", { authenticationFailures: 0 }, 0, "Count"],
])("%s is told from %j on", (id, changed, threshold, unit) => {
  const before = alarms().alarm(id);
  const after = alarms(2, changed);
  expect(after.alarm(id).threshold).toBe(threshold);
  expect(before.threshold).not.toBe(threshold);
  expect(after.alarm(id).alarm_description).not.toBe(before.alarm_description);
  expect(new Set(metricsOf(after.definition(id)).map((metric) => knownMetric(metric)?.unit))).toEqual(
    new Set([unit]),
  );
});

test("one alarm says that Redis is down", () => {
  const { definitions } = alarms();
  const breaching = definitions.filter(({ missingData }) => missingData === "breaching");
  expect(breaching.map(({ id }) => id)).toEqual(["redis_engine_cpu"]);
});

test("nobody is woken by a cache, but by the services that notice it", () => {
  for (const { id, severity } of alarms().definitions) expect([id, severity]).toEqual([id, "alert"]);
});
