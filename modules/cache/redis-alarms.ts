import type { AlarmDefinition, Calculation, Metric } from "../monitoring/alarm-definition";
import { overAll } from "../monitoring/over-all";
import { nodeMetric } from "./node-metric";
import type { RedisThresholds } from "./redis-thresholds";

/**
 * What ElastiCache knows of a cache. Each alarm is of all nodes, whichever of them is the primary.
 *
 * @param nodeIds primary and replicas, one to ten
 */
export function redisAlarms(nodeIds: readonly string[], thresholds: RedisThresholds): AlarmDefinition[] {
  const { engineCpuPercent, memoryPercent, evictions, authenticationFailures } = thresholds;
  return [
    {
      id: "redis_engine_cpu",
      runbook: "redis-engine-cpu",
      severity: "alert",
      description: `Redis uses more than ${engineCpuPercent}% of its thread, or no node says anything: it is down. Look at the cache's status, then at its slow log.`,
      measured: largest(nodeIds, "EngineCPUUtilization"),
      comparison: "GreaterThanThreshold",
      threshold: engineCpuPercent,
      periodSeconds: 60,
      evaluationPeriods: 5,
      missingData: "breaching",
    },
    {
      id: "redis_memory",
      runbook: "redis-memory",
      severity: "alert",
      description: `Redis has more than ${memoryPercent}% of its memory in use, and soon drops keys. Look whether it is more keys or larger ones, and whether they expire.`,
      measured: largest(nodeIds, "DatabaseMemoryUsagePercentage"),
      comparison: "GreaterThanThreshold",
      threshold: memoryPercent,
      periodSeconds: 300,
      evaluationPeriods: 3,
      missingData: "missing",
    },
    {
      id: "redis_evictions",
      runbook: "redis-evictions",
      severity: "alert",
      description: `Redis has dropped more than ${evictions} keys in five minutes, since its memory is full. Look at its memory, and at the time that keys live.`,
      measured: total(nodeIds, "Evictions"),
      comparison: "GreaterThanThreshold",
      threshold: evictions,
      periodSeconds: 300,
      evaluationPeriods: 3,
      missingData: "notBreaching",
    },
    ...replicationAlarms(nodeIds, thresholds),
    {
      id: "redis_authentication_failures",
      runbook: "redis-authentication-failures",
      severity: "alert",
      description: `More than ${authenticationFailures} logins to Redis failed in five minutes. Look whether the token was changed, and who else reaches the cache.`,
      measured: total(nodeIds, "AuthenticationFailures"),
      comparison: "GreaterThanThreshold",
      threshold: authenticationFailures,
      periodSeconds: 300,
      evaluationPeriods: 1,
      missingData: "notBreaching",
    },
  ];
}

/** A single node replicates nothing, and replicas alone report this. */
function replicationAlarms(
  nodeIds: readonly string[],
  { replicationLagSeconds }: RedisThresholds,
): AlarmDefinition[] {
  if (nodeIds.length < 2) return [];
  return [
    {
      id: "redis_replication_lag",
      runbook: "redis-replication-lag",
      severity: "alert",
      description: `A replica of Redis is more than ${replicationLagSeconds} seconds behind: a failover would lose that much. Look at how much is written, and at the nodes' network.`,
      measured: largest(nodeIds, "ReplicationLag"),
      comparison: "GreaterThanThreshold",
      threshold: replicationLagSeconds,
      periodSeconds: 60,
      evaluationPeriods: 5,
      missingData: "missing",
    },
  ];
}

function largest(nodeIds: readonly string[], metricName: string): Metric | Calculation {
  return overAll(
    "MAX",
    "largest",
    `${metricName}, largest of all nodes`,
    nodes(nodeIds, metricName, "Average"),
  );
}

function total(nodeIds: readonly string[], metricName: string): Metric | Calculation {
  return overAll("SUM", "total", `${metricName}, all nodes`, nodes(nodeIds, metricName, "Sum"));
}

function nodes(nodeIds: readonly string[], metricName: string, stat: string): Metric[] {
  return nodeIds.map((nodeId) => nodeMetric(metricName, nodeId, stat));
}
