import type { MetricWidget } from "../monitoring/dashboard";
import { nodeMetric } from "./node-metric";
import type { RedisThresholds } from "./redis-thresholds";

/** How full and how busy the nodes of a cache are. */
export function redisWidgets(
  nodeIds: readonly string[],
  { engineCpuPercent, memoryPercent }: RedisThresholds,
): MetricWidget[] {
  const lines = (metricName: string) =>
    nodeIds.map((nodeId, index) => ({
      ...nodeMetric(metricName, nodeId, "Average"),
      label: `node ${index + 1}`,
    }));
  return [
    {
      title: "Redis: CPU of the engine",
      unit: "percent",
      threshold: engineCpuPercent,
      lines: lines("EngineCPUUtilization"),
    },
    {
      title: "Redis: memory",
      unit: "percent",
      threshold: memoryPercent,
      lines: lines("DatabaseMemoryUsagePercentage"),
    },
    // Without the alarm's threshold: that is of all nodes together, and of sums.
    { title: "Redis: evictions", unit: "keys", lines: lines("Evictions") },
  ];
}
