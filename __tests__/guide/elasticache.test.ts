/** Guide, "3. ElastiCache Redis Setup": lines 229–261, with the errata to lines 234–248. */
import { type Block, productionLayer, type Synthesized } from "../support/synth";

let data: Synthesized;
let group: Block;

beforeAll(() => {
  data = productionLayer("data");
  group = data.at("aws_elasticache_replication_group.mcp_redis");
});

test.each([
  ["replication_group_id", "mcp-production-redis"],
  ["description", "MCP Production Redis Cluster"],
  ["engine", "redis"],
  ["engine_version", "7.1"],
  ["node_type", "cache.r7g.large"],
  ["num_cache_clusters", 2],
  ["parameter_group_name", "${aws_elasticache_parameter_group.redis.name}"],
  ["subnet_group_name", "${aws_elasticache_subnet_group.main.name}"],
  ["security_group_ids", ["${aws_security_group.redis.id}"]],
  ["at_rest_encryption_enabled", "true"],
  ["transit_encryption_enabled", true],
  ["auth_token", "${random_password.redis_auth_token.result}"],
  ["automatic_failover_enabled", true],
  ["multi_az_enabled", true],
  ["snapshot_retention_limit", 7],
  ["snapshot_window", "03:00-05:00"],
])("%s = %j", (argument, value) => {
  expect(group[argument]).toEqual(value);
});

test.each(["replication_group_description", "number_cache_clusters", "auth_token_enabled"])(
  "errata: there is no %s, which no provider knows",
  (argument) => {
    expect(group).not.toHaveProperty(argument);
  },
);

test('tags Name = "mcp-production-redis", Environment = "production"', () => {
  expect(group.tags).toMatchObject({ Name: "mcp-production-redis" });
  expect(data.provider.default_tags).toMatchObject([{ tags: { Environment: "production" } }]);
});

test("errata to lines 241–247: the subnet group and the security group exist, in the VPC", () => {
  const network = "${data.terraform_remote_state.mcp-production-network.outputs";
  expect(data.at("aws_elasticache_subnet_group.main").subnet_ids).toEqual([
    `${network}.aws_subnet_database_us_east_1a_id}`,
    `${network}.aws_subnet_database_us_east_1b_id}`,
  ]);
  expect(data.at("aws_security_group.redis").vpc_id).toBe(`${network}.aws_vpc_vpc_id}`);
});

test("errata to line 248: a token of 16 to 128 characters that ElastiCache and URLs take", () => {
  expect(data.at("random_password.redis_auth_token")).toMatchObject({ length: 64, override_special: "-" });
});
