import type { Metric } from "../monitoring/alarm-definition";

/**
 * Engine metrics are of nodes, not of the group. Each node is a cluster of its own, whose only node is 0001.
 * https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.Redis.html
 *
 * @param nodeId one of `Redis.nodeIds`
 */
export function nodeMetric(metricName: string, nodeId: string, stat: string): Metric {
  const dimensions = { CacheClusterId: nodeId, CacheNodeId: "0001" };
  return { namespace: "AWS/ElastiCache", metricName, dimensions, stat };
}
