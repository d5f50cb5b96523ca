import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { ElasticacheParameterGroup } from "@cdktf/provider-aws/lib/elasticache-parameter-group";
import { ElasticacheReplicationGroup } from "@cdktf/provider-aws/lib/elasticache-replication-group";
import { ElasticacheSubnetGroup } from "@cdktf/provider-aws/lib/elasticache-subnet-group";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { TerraformOutput, Testing } from "cdktf";
import { Redis, type RedisProps } from "../../../modules/cache/redis";
import { EncryptionKey } from "../../../modules/encryption/encryption-key";
import { part } from "../../../modules/part";
import { Password } from "../../../modules/secrets/password";
import { type Synthesized, synthIn } from "../../support/synth";

const PROPS: RedisProps = {
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
  vpc: { id: "vpc-1" },
  subnets: [{ id: "subnet-1" }, { id: "subnet-2" }],
  parameters: {},
};

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
      ...PROPS,
      idPrefix: "",
      logKey: logsEncrypted ? key : undefined,
      authToken,
      ...changes,
    });
    const client = new SecurityGroup(stack, "client", { vpcId: "vpc-1" });
    redis.allowFrom(client);
    new TerraformOutput(stack, "url", { value: `rediss://${redis.host}:${redis.port}` });
  });
}

const group = (synth: Synthesized) => synth.at("aws_elasticache_replication_group.mcp_redis");
const parameterGroup = (synth: Synthesized) => synth.at("aws_elasticache_parameter_group.redis");

test("a replication group with what was asked for, encrypted, and all that belongs to it", () => {
  const synth = Testing.synthScope((stack) => {
    const maintenanceWindow = "sun:05:00-sun:06:00";
    new Redis(stack, "cache", { ...PROPS, maintenanceWindow, platformName: "the Acme platform" });
  });
  expect(synth).toHaveResourceWithProperties(ElasticacheReplicationGroup, {
    replication_group_id: "test-redis",
    description: "a test",
    engine: "redis",
    engine_version: "7.1",
    node_type: "cache.t4g.small",
    num_cache_clusters: 2,
    port: 6379,
    at_rest_encryption_enabled: "true",
    transit_encryption_enabled: true,
    automatic_failover_enabled: true,
    multi_az_enabled: true,
    snapshot_retention_limit: 7,
    snapshot_window: "03:00-05:00",
    maintenance_window: "sun:05:00-sun:06:00",
    apply_immediately: true,
    tags: { Name: "test-redis" },
  });
  const description = "Redis of the Acme platform";
  expect(synth).toHaveResourceWithProperties(ElasticacheParameterGroup, {
    name: "test-redis7",
    family: "redis7",
    description,
  });
  expect(synth).toHaveResourceWithProperties(ElasticacheSubnetGroup, {
    name: "test-redis",
    description,
    subnet_ids: ["subnet-1", "subnet-2"],
  });
  expect(synth).toHaveResourceWithProperties(SecurityGroup, {
    name_prefix: "test-redis-",
    description,
    vpc_id: "vpc-1",
    tags: { Name: "test-redis" },
  });
  for (const kind of ["slow", "engine"]) {
    expect(synth).toHaveResourceWithProperties(CloudwatchLogGroup, {
      name: `/aws/elasticache/test-redis/${kind}-log`,
      retention_in_days: 14,
    });
  }
});

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

test("the replication group has its own parameters, networks and security group", () => {
  expect(group(synthRedis())).toMatchObject({
    parameter_group_name: "${aws_elasticache_parameter_group.redis.name}",
    subnet_group_name: "${aws_elasticache_subnet_group.main.name}",
    security_group_ids: ["${aws_security_group.redis.id}"],
  });
});

test("AWS chooses when it works on the nodes unless told", () => {
  expect(group(synthRedis()).maintenance_window).toBeUndefined();
});

test("it asks for a token", () => {
  expect(group(synthRedis()).auth_token).toBe("${random_password.redis_auth_token.result}");
});

test("without a token, clients may come with TLS or without: AWS has that mode in no other case", () => {
  const open = group(synthRedis({ authToken: undefined }));
  expect(open).toMatchObject({ transit_encryption_enabled: true, transit_encryption_mode: "preferred" });
  expect(open).not.toHaveProperty("auth_token");
});

test.each([false, true])(
  "with a token, the mode is written, or a cache of another would keep that: outside of the state %s",
  (tokenOutsideState) => {
    expect(group(synthRedis({ tokenOutsideState })).transit_encryption_mode).toBe("required");
  },
);

test("of version 6, AWS refuses to be told the one mode that it has", () => {
  expect(group(synthRedis({ engineVersion: "6.2" }))).not.toHaveProperty("transit_encryption_mode");
});

test("ElastiCache's key encrypts it, or one's own", () => {
  expect(group(synthRedis())).not.toHaveProperty("kms_key_id");
  const key = { arn: "arn:aws:kms:us-east-1:123456789012:key/k" };
  expect(group(synthRedis({ key })).kms_key_id).toBe(key.arn);
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
  expect(synthRedis().resources("aws_vpc_security_group_ingress_rule")).toEqual({
    redis_from_client: expect.objectContaining({ from_port: 6379, to_port: 6379, ip_protocol: "tcp" }),
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

  test.each<["redis" | "valkey" | undefined, string, string, string]>([
    ["redis", "7.1", "redis7", "test-redis7"],
    ["redis", "7.0", "redis7", "test-redis7"],
    ["redis", "6.2", "redis6.x", "test-redis6"],
    [undefined, "7.1", "redis7", "test-redis7"],
    ["valkey", "7.2", "valkey7", "test-redis-valkey7"],
    ["valkey", "8.1", "valkey8", "test-redis-valkey8"],
    ["valkey", "9.0", "valkey9", "test-redis-valkey9"],
  ])(
    "of %s %s is of the family %s and has a name that no other family's has: %s",
    (engine, engineVersion, family, name) => {
      const synth = synthRedis({ engine, engineVersion });
      expect(parameterGroup(synth)).toMatchObject({
        family,
        name,
        lifecycle: { create_before_destroy: true },
      });
      expect(group(synth)).toMatchObject({ engine: engine ?? "redis", engine_version: engineVersion });
    },
  );

  test("can have a name of its own", () => {
    expect(parameterGroup(synthRedis({ parameterGroupName: "mcp-redis" })).name).toBe("mcp-redis7");
  });
});

test("both logs go to CloudWatch as JSON", () => {
  expect(group(synthRedis()).log_delivery_configuration).toEqual(
    ["slow", "engine"].map((kind) => ({
      destination: `\${aws_cloudwatch_log_group.redis_${kind}_log.name}`,
      destination_type: "cloudwatch-logs",
      log_format: "json",
      log_type: `${kind}-log`,
    })),
  );
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

test("Valkey takes the place of Redis in place: address and name stay", () => {
  const [before, after] = [synthRedis(), synthRedis({ engine: "valkey", engineVersion: "8.1" })];
  expect(after.addresses()).toEqual(before.addresses());
  const changed = Object.keys(group(after)).filter(
    (key) => JSON.stringify(group(before)[key]) !== JSON.stringify(group(after)[key]),
  );
  expect(changed).toEqual(["engine", "engine_version"]);
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
      parameterGroup: { lifecycle: { ignoreChanges: ["description"] } },
      subnetGroup: { description: "mine" },
      securityGroup: { description: "mine" },
    },
  });
  expect(group(synth).kms_key_id).toBe("arn:aws:kms:us-east-1:123456789012:key/k");
  expect(parameterGroup(synth).lifecycle).toEqual({
    create_before_destroy: true,
    ignore_changes: ["description"],
  });
  expect(synth.at("aws_elasticache_subnet_group.main").description).toBe("mine");
  expect(synth.at("aws_security_group.redis").description).toBe("mine");
});
