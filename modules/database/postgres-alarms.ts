import { BYTES_IN_GIB } from "../bytes-in-gib";
import type { AlarmDefinition } from "../monitoring/alarm-definition";
import { instanceMetric } from "./instance-metric";
import type { PostgresThresholds } from "./postgres-thresholds";

/** An instance as CloudWatch and its alarms know it. */
export interface AlarmedInstance {
  readonly identifier: string;
}

export interface AlarmedPostgres extends AlarmedInstance {
  /** By what the ids of their alarms end in: `read_1` for `database_cpu_read_1`. */
  readonly replicas: Readonly<Record<string, AlarmedInstance>>;
}

/**
 * Alarms on the metrics of a database and its replicas. An instance without data is down: one alarm of each treats missing data
 * as breaching, so that one failure does not send five messages.
 *
 * None of BurstBalance: gp2 alone has such credits, and gp3 and io2 are what `Postgres` takes. EBSByteBalance% and EBSIOBalance%
 * are of some sizes of instances only. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html
 */
export function postgresAlarms(
  { identifier, replicas }: AlarmedPostgres,
  thresholds: PostgresThresholds,
): AlarmDefinition[] {
  return [
    ...instanceAlarms("database", "The database", "", identifier, thresholds),
    transactionIds(identifier, thresholds),
    ...Object.entries(replicas).flatMap(([id, replica]) => {
      const name = `The replica ${id.replaceAll("_", "-")}`;
      return [
        ...instanceAlarms("replica", name, `_${id}`, replica.identifier, thresholds),
        replicaLag(name, `_${id}`, replica.identifier, thresholds),
      ];
    }),
  ];
}

function instanceAlarms(
  kind: "database" | "replica",
  name: string,
  suffix: string,
  identifier: string,
  { cpuPercent, freeMemoryGib, freeStorageGib, connections }: PostgresThresholds,
): AlarmDefinition[] {
  return [
    {
      id: `database_cpu${suffix}`,
      runbook: `${kind}-cpu`,
      severity: "alert",
      description: `${name} uses more than ${cpuPercent}% of its CPU, or says nothing: it is down. Look at its status, then at its top statements in Performance Insights.`,
      measured: instanceMetric("CPUUtilization", identifier, "Average"),
      comparison: "GreaterThanThreshold",
      threshold: cpuPercent,
      periodSeconds: 60,
      evaluationPeriods: 10,
      missingData: "breaching",
    },
    {
      id: `database_memory${suffix}`,
      runbook: `${kind}-memory`,
      severity: "alert",
      description: `${name} has less than ${freeMemoryGib} GiB of memory left. Look at the number of connections, then for statements with large sorts.`,
      measured: instanceMetric("FreeableMemory", identifier, "Average"),
      comparison: "LessThanThreshold",
      threshold: freeMemoryGib * BYTES_IN_GIB,
      periodSeconds: 300,
      evaluationPeriods: 3,
      missingData: "missing",
    },
    {
      id: `database_storage${suffix}`,
      runbook: `${kind}-storage`,
      severity: "alert",
      description: `${name} has less than ${freeStorageGib} GiB of storage left, and stops when there is none. Look whether tables or transaction logs have grown.`,
      measured: instanceMetric("FreeStorageSpace", identifier, "Minimum"),
      comparison: "LessThanThreshold",
      threshold: freeStorageGib * BYTES_IN_GIB,
      periodSeconds: 300,
      evaluationPeriods: 2,
      missingData: "missing",
    },
    {
      id: `database_connections${suffix}`,
      runbook: `${kind}-connections`,
      severity: "alert",
      description: `${name} has more than ${connections} connections. Look which user holds them, and whether they are idle.`,
      measured: instanceMetric("DatabaseConnections", identifier, "Average"),
      comparison: "GreaterThanThreshold",
      threshold: connections,
      periodSeconds: 60,
      evaluationPeriods: 5,
      missingData: "missing",
    },
  ];
}

/** Of the source alone: replicas have its transactions. */
function transactionIds(
  identifier: string,
  { transactionIds: threshold }: PostgresThresholds,
): AlarmDefinition {
  return {
    id: "database_transaction_ids",
    runbook: "database-transaction-ids",
    severity: "alert",
    description: `The database has not frozen its last ${threshold / 1e6} million transactions, and stops writing at 2147 million. Look what keeps autovacuum from it: old transactions, replication slots.`,
    measured: instanceMetric("MaximumUsedTransactionIDs", identifier, "Maximum"),
    comparison: "GreaterThanThreshold",
    threshold,
    periodSeconds: 300,
    evaluationPeriods: 3,
    missingData: "missing",
  };
}

function replicaLag(
  name: string,
  suffix: string,
  identifier: string,
  { replicaLagSeconds }: PostgresThresholds,
): AlarmDefinition {
  return {
    id: `database_replica_lag${suffix}`,
    runbook: "replica-lag",
    severity: "alert",
    description: `${name} is more than ${replicaLagSeconds} seconds behind, or replicates no more: who reads there sees old data. Look at its replication state, then for long statements on it.`,
    measured: instanceMetric("ReplicaLag", identifier, "Average"),
    comparison: "GreaterThanThreshold",
    threshold: replicaLagSeconds,
    periodSeconds: 60,
    evaluationPeriods: 5,
    missingData: "breaching",
  };
}
