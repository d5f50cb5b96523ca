import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { TerraformOutput } from "cdktf";
import { Redis, type RedisProps } from "../../../modules/cache/redis";
import { EncryptionKey } from "../../../modules/encryption/encryption-key";
import { part } from "../../../modules/part";
import { Password } from "../../../modules/secrets/password";
import { type Synthesized, synthIn } from "../../support/synth";

interface Changes extends Partial<RedisProps> {
  readonly tokenOutsideState?: boolean;
  readonly logsEncrypted?: boolean;
}

function synthRedis({
  tokenOutsideState = false,
  logsEncrypted = false,
  ...changes
}: Changes = {}): Synthesized {
  return synthIn((stack) => {
    const key = new EncryptionKey(stack, "secrets", { alias: "alias/test", description: "test" });
    const authToken = new Password(part(stack, "passwords"), "redis_auth_token", {
      length: 64,
      specialCharacters: "-",
      version: 1,
      outsideState: tokenOutsideState ? { parameterName: "/test/token", key } : undefined,
    });
    const redis = new Redis(stack, "mcp_redis", {
      name: "test-redis",
      description: "a test",
      engineVersion: "7.1",
      nodeType: "cache.t4g.small",
      numCacheClusters: 2,
      automaticFailoverEnabled: true,
      multiAzEnabled: true,
      snapshotRetentionDays: 7,
      snapshotWindow: "03:00-05:00",
      logRetentionDays: 14,
      logKey: logsEncrypted ? key : undefined,
      vpcId: "vpc-1",
      subnetIds: ["subnet-1", "subnet-2"],
      parameters: {},
      authToken,
      ...changes,
    });
    const client = new SecurityGroup(stack, "client", { vpcId: "vpc-1" });
    redis.access.allowFrom(client);
    new TerraformOutput(stack, "url", { value: `rediss://${redis.host}:${redis.port}` });
  });
}

const group = (synth: Synthesized) => synth.at("aws_elasticache_replication_group.mcp_redis");
const parameterGroup = (synth: Synthesized) => synth.at("aws_elasticache_parameter_group.redis");

test("all that it consists of, under its addresses", () => {
  const addresses = synthRedis().addresses();
  expect(addresses).toEqual([
    "aws_cloudwatch_log_group.redis_engine_log",
    "aws_cloudwatch_log_group.redis_slow_log",
    "aws_elasticache_parameter_group.redis",
    "aws_elasticache_replication_group.mcp_redis",
    "aws_elasticache_subnet_group.main",
    "aws_kms_alias.secrets",
    "aws_kms_key.secrets",
    "aws_security_group.client",
    "aws_security_group.redis",
    "aws_vpc_security_group_egress_rule.client_to_redis",
    "aws_vpc_security_group_ingress_rule.redis_from_client",
    "random_id.redis_final_snapshot",
    "random_password.redis_auth_token",
  ]);
});

test("the replication group has what was asked for, in its own networks and at once", () => {
  expect(group(synthRedis({ maintenanceWindow: "sun:05:00-sun:06:00" }))).toMatchObject({
    replication_group_id: "test-redis",
    description: "a test",
    engine: "redis",
    engine_version: "7.1",
    node_type: "cache.t4g.small",
    num_cache_clusters: 2,
    port: 6379,
    parameter_group_name: "${aws_elasticache_parameter_group.redis.name}",
    subnet_group_name: "${aws_elasticache_subnet_group.main.name}",
    security_group_ids: ["${aws_security_group.redis.id}"],
    automatic_failover_enabled: true,
    multi_az_enabled: true,
    snapshot_retention_limit: 7,
    snapshot_window: "03:00-05:00",
    maintenance_window: "sun:05:00-sun:06:00",
    apply_immediately: true,
    tags: { Name: "test-redis" },
  });
});

test("AWS chooses when it works on the nodes unless told", () => {
  expect(group(synthRedis()).maintenance_window).toBeUndefined();
});

test("it is encrypted at rest and in transit, and asks for a token", () => {
  expect(group(synthRedis())).toMatchObject({
    at_rest_encryption_enabled: "true",
    transit_encryption_enabled: true,
    auth_token: "${random_password.redis_auth_token.result}",
  });
});

test("a new token leaves the one before valid, and replaces nothing", () => {
  const { auth_token_update_strategy, lifecycle } = group(synthRedis());
  expect(auth_token_update_strategy).toBe("ROTATE");
  expect(lifecycle).toBeUndefined();
});

test("a token outside of the state is no argument, and what set it is left alone", () => {
  const synth = synthRedis({ tokenOutsideState: true });
  const { auth_token, auth_token_update_strategy, lifecycle } = group(synth);
  expect([auth_token, auth_token_update_strategy]).toEqual([undefined, undefined]);
  expect(lifecycle).toEqual({ ignore_changes: ["auth_token", "auth_token_update_strategy"] });
  expect(JSON.stringify(synth.resources("aws_elasticache_replication_group"))).not.toContain("ephemeral");
});

test("only who is let in reaches it, at Redis' port", () => {
  const synth = synthRedis();
  expect(synth.at("aws_security_group.redis")).toMatchObject({
    name_prefix: "test-redis-",
    vpc_id: "vpc-1",
    tags: { Name: "test-redis" },
  });
  expect(synth.resources("aws_vpc_security_group_ingress_rule")).toEqual({
    redis_from_client: expect.objectContaining({ from_port: 6379, to_port: 6379, ip_protocol: "tcp" }),
  });
  expect(synth.at("aws_elasticache_subnet_group.main")).toMatchObject({
    name: "test-redis",
    subnet_ids: ["subnet-1", "subnet-2"],
  });
});

describe("the parameter group", () => {
  test("has the parameters under Redis' names, as text", () => {
    const parameters = { maxmemoryPolicy: "allkeys-lru", timeoutSeconds: 0, tcpKeepaliveSeconds: 60 };
    expect(parameterGroup(synthRedis({ parameters })).parameter).toEqual([
      { name: "maxmemory-policy", value: "allkeys-lru" },
      { name: "timeout", value: "0" },
      { name: "tcp-keepalive", value: "60" },
    ]);
  });

  test("leaves out what is not set: that has ElastiCache's default", () => {
    expect(parameterGroup(synthRedis({ parameters: { timeoutSeconds: 20 } })).parameter).toEqual([
      { name: "timeout", value: "20" },
    ]);
  });

  test.each([
    ["7.1", "redis7", "test-redis7"],
    ["7.0", "redis7", "test-redis7"],
    ["6.2", "redis6.x", "test-redis6"],
  ])("of %s is of the family %s and has a name that no other family's has: %s", (version, family, name) => {
    expect(parameterGroup(synthRedis({ engineVersion: version }))).toMatchObject({
      family,
      name,
      lifecycle: { create_before_destroy: true },
    });
  });

  test("can have a name of its own", () => {
    expect(parameterGroup(synthRedis({ parameterGroupName: "mcp-redis" })).name).toBe("mcp-redis7");
  });
});

test("both logs go to CloudWatch as JSON, and are kept as long as said", () => {
  const synth = synthRedis();
  expect(group(synth).log_delivery_configuration).toEqual(
    ["slow", "engine"].map((kind) => ({
      destination: `\${aws_cloudwatch_log_group.redis_${kind}_log.name}`,
      destination_type: "cloudwatch-logs",
      log_format: "json",
      log_type: `${kind}-log`,
    })),
  );
  for (const kind of ["slow", "engine"]) {
    expect(synth.at(`aws_cloudwatch_log_group.redis_${kind}_log`)).toMatchObject({
      name: `/aws/elasticache/test-redis/${kind}-log`,
      retention_in_days: 14,
    });
  }
});

test("CloudWatch's key encrypts both logs, or one's own", () => {
  for (const kind of ["slow", "engine"]) {
    const address = `aws_cloudwatch_log_group.redis_${kind}_log`;
    expect(synthRedis().at(address)).not.toHaveProperty("kms_key_id");
    expect(synthRedis({ logsEncrypted: true }).at(address).kms_key_id).toBe("${aws_kms_key.secrets.arn}");
  }
});

describe("the final snapshot", () => {
  test("has a name that is new with all that replaces the cache", () => {
    const synth = synthRedis();
    expect(group(synth).final_snapshot_identifier).toBe(
      "test-redis-final-${random_id.redis_final_snapshot.hex}",
    );
    expect(synth.at("random_id.redis_final_snapshot")).toMatchObject({
      byte_length: 4,
      keepers: { name: "test-redis", engineVersion: "7.1" },
    });
  });

  test("is not taken if the cache may be lost", () => {
    const synth = synthRedis({ finalSnapshot: false });
    expect(group(synth).final_snapshot_identifier).toBeUndefined();
    expect(synth.resources("random_id")).toEqual({});
  });
});

test.each<[string, Partial<RedisProps>]>([
  ["node_type", { nodeType: "cache.r7g.xlarge" }],
  ["num_cache_clusters", { numCacheClusters: 4 }],
])("another %s changes that alone, which the provider does in place", (argument, changes) => {
  const [before, after] = [group(synthRedis()), group(synthRedis(changes))];
  const changed = Object.keys(after).filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  );
  expect(changed).toEqual([argument]);
});

test("others learn where it is", () => {
  const synth = synthRedis();
  expect(synth.outputs.url?.value).toBe(
    "rediss://${aws_elasticache_replication_group.mcp_redis.primary_endpoint_address}:6379",
  );
});

test("any argument can be set", () => {
  const synth = synthRedis({
    overrides: {
      replicationGroup: { kmsKeyId: "arn:aws:kms:us-east-1:123456789012:key/k" },
      parameterGroup: { description: "mine" },
      subnetGroup: { description: "mine" },
      securityGroup: { description: "mine" },
    },
  });
  expect(group(synth).kms_key_id).toBe("arn:aws:kms:us-east-1:123456789012:key/k");
  expect(parameterGroup(synth).description).toBe("mine");
  expect(synth.at("aws_elasticache_subnet_group.main").description).toBe("mine");
  expect(synth.at("aws_security_group.redis").description).toBe("mine");
});
