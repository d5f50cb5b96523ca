import type { TerraformStack } from "cdktf";
import { Redis } from "../../../modules/cache/redis";
import { RedisAuthToken } from "../../../modules/cache/redis-auth-token";
import { EncryptionKey } from "../../../modules/encryption/encryption-key";
import { part } from "../../../modules/part";
import { Password } from "../../../modules/secrets/password";
import { synthIn } from "../../support/synth";

function redis(stack: TerraformStack, authToken: Password): Redis {
  return new Redis(stack, "mcp_redis", {
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
    vpcId: "vpc-1",
    subnetIds: ["subnet-1"],
    parameters: {},
    authToken,
  });
}

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
  const { triggers, lifecycle } = synth.at("null_resource.redis_auth_token");
  expect(triggers).toEqual({ version: "2" });
  expect(lifecycle).toEqual({ replace_triggered_by: ["aws_elasticache_replication_group.mcp_redis.arn"] });
  expect(synth.localExec("null_resource.redis_auth_token").environment).toMatchObject({
    REPLICATION_GROUP: "${aws_elasticache_replication_group.mcp_redis.replication_group_id}",
    AUTH_TOKEN: "${ephemeral.aws_ssm_parameter.redis_auth_token.value}",
  });
  expect(synth.at("aws_elasticache_replication_group.mcp_redis")).not.toHaveProperty("auth_token");
});
