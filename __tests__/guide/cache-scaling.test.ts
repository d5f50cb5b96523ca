/** Guide, "3. Cache Scaling": lines 967–981, with the errata to line 971. */
import { type Block, productionLayer, settings } from "../support/synth";

function group(changes: object): Block {
  const { data } = settings();
  const stack = productionLayer("data", { data: { ...data, redis: { ...data.redis, ...changes } } });
  return stack.at("aws_elasticache_replication_group.mcp_redis");
}

test("--cache-node-type cache.r7g.xlarge --apply-immediately", () => {
  expect(group({ nodeType: "cache.r7g.xlarge" })).toEqual({
    ...group({}),
    node_type: "cache.r7g.xlarge",
  });
  expect(group({}).apply_immediately).toBe(true);
});

test("--new-replica-count 3: a primary and three replicas", () => {
  expect(group({ numCacheClusters: 4 })).toEqual({ ...group({}), num_cache_clusters: 4 });
});
