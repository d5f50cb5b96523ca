import { BYTES_IN_GIB } from "../bytes-in-gib";
import type { MetricWidget } from "../monitoring/dashboard";
import { instanceMetric } from "./instance-metric";
import type { PostgresThresholds } from "./postgres-thresholds";

/** An instance and what its line is called. */
export interface DrawnInstance {
  readonly label: string;
  readonly identifier: string;
}

/** What a database and its replicas have left. */
export function postgresWidgets(
  instances: readonly DrawnInstance[],
  { cpuPercent, connections, freeStorageGib, freeMemoryGib }: PostgresThresholds,
): MetricWidget[] {
  const lines = (metricName: string) =>
    instances.map(({ label, identifier }) => ({
      ...instanceMetric(metricName, identifier, "Average"),
      label,
    }));
  return [
    { title: "Database: CPU", unit: "percent", threshold: cpuPercent, lines: lines("CPUUtilization") },
    {
      title: "Database: connections",
      unit: "connections",
      threshold: connections,
      lines: lines("DatabaseConnections"),
    },
    {
      title: "Database: free storage",
      unit: "bytes",
      threshold: freeStorageGib * BYTES_IN_GIB,
      lines: lines("FreeStorageSpace"),
    },
    {
      title: "Database: free memory",
      unit: "bytes",
      threshold: freeMemoryGib * BYTES_IN_GIB,
      lines: lines("FreeableMemory"),
    },
  ];
}
