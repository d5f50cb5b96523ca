import { Resource } from "@cdktf/provider-null/lib/resource";
import { Testing } from "cdktf";
import type { Construct } from "constructs";
import { Redis } from "../../../modules/cache/redis";
import { RedisAuthToken } from "../../../modules/cache/redis-auth-token";
import { EncryptionKey } from "../../../modules/encryption/encryption-key";
import { part } from "../../../modules/part";
import { Password } from "../../../modules/secrets/password";
import { synthIn } from "../../support/synth";

function redis(scope: Construct, authToken: Password): Redis {
  return new Redis(scope, "mcp_redis", {
    idPrefix: "",
    name: "test-redis",
    description: "test",
    engineVersion: "7.1",
    nodeType: "cache.t4g.micro",
    numCacheClusters: 1,
    automaticFailoverEnabled: false,
    multiAzEnabled: false,
    snapshotRetentionDays: 0,
    snapshotWindow: "03:00-05:00",
    logRetentionDays: 7,
    vpc: { id: "vpc-1" },
    subnets: [{ id: "subnet-1" }],
    parameters: {},
    authToken,
  });
}

test("a null resource sets it, again with each version", () => {
  const synth = Testing.synthScope((stack) => {
    const authToken = new Password(stack, "token", { length: 64, version: 2 });
    const cache = redis(part(stack, "cache"), authToken);
    new RedisAuthToken(stack, "set", { redis: cache, authToken, region: "us-east-1" });
  });
  expect(synth).toHaveResourceWithProperties(Resource, { triggers: { version: "2" } });
});

test("adding it and making it the only one are two steps, the second once for each replication group", () => {
  const synth = synthIn((stack) => {
    const authToken = new Password(part(stack, "passwords"), "token", { length: 64, version: 2 });
    new RedisAuthToken(stack, "set", { redis: redis(stack, authToken), authToken, region: "us-east-1" });
  });
  expect(synth.localExec("null_resource.set").environment).toMatchObject({ STRATEGY: "ROTATE" });
  expect(synth.localExec("null_resource.set_only").environment).toMatchObject({ STRATEGY: "SET" });
  const only = synth.at("null_resource.set_only");
  expect(only).toMatchObject({
    lifecycle: { replace_triggered_by: ["aws_elasticache_replication_group.mcp_redis.arn"] },
    depends_on: ["null_resource.set"],
  });
  // With another version, clients that still have the last are let in.
  expect(only).not.toHaveProperty("triggers");
});

test("any argument can be set, and a new replication group still sets it again", () => {
  const synth = synthIn((stack) => {
    const authToken = new Password(part(stack, "passwords"), "token", { length: 64, version: 2 });
    const overrides = {
      run: { triggers: { mine: "1" }, lifecycle: { ignoreChanges: ["triggers"] } },
      only: { triggers: { mine: "2" } },
    };
    const cache = redis(stack, authToken);
    new RedisAuthToken(stack, "set", { redis: cache, authToken, region: "us-east-1", overrides });
  });
  expect(synth.at("null_resource.set")).toMatchObject({
    triggers: { version: "2", mine: "1" },
    lifecycle: {
      replace_triggered_by: ["aws_elasticache_replication_group.mcp_redis.arn"],
      ignore_changes: ["triggers"],
    },
  });
  expect(synth.at("null_resource.set_only").triggers).toEqual({ mine: "2" });
});

test("a token outside the state is set by its version, and again for every new replication group", () => {
  const synth = synthIn((stack) => {
    const authToken = new Password(part(stack, "passwords"), "redis_auth_token", {
      length: 64,
      specialCharacters: "-",
      version: 2,
      outsideState: {
        parameterName: "/test/redis-auth-token",
        key: new EncryptionKey(part(stack, "keys"), "secrets", { alias: "alias/test", description: "test" }),
      },
    });
    new RedisAuthToken(part(stack, "auth_token"), "redis_auth_token", {
      redis: redis(stack, authToken),
      authToken,
      region: "us-east-1",
    });
  });
  const { triggers, lifecycle, depends_on } = synth.at("null_resource.redis_auth_token");
  expect(depends_on).toEqual(["aws_elasticache_replication_group.mcp_redis"]);
  expect(triggers).toEqual({ version: "2" });
  expect(lifecycle).toEqual({ replace_triggered_by: ["aws_elasticache_replication_group.mcp_redis.arn"] });
  expect(synth.localExec("null_resource.redis_auth_token").environment).toMatchObject({
    REPLICATION_GROUP: "${aws_elasticache_replication_group.mcp_redis.replication_group_id}",
    AUTH_TOKEN: "${ephemeral.aws_ssm_parameter.redis_auth_token.value}",
  });
  expect(synth.at("aws_elasticache_replication_group.mcp_redis")).not.toHaveProperty("auth_token");
});
