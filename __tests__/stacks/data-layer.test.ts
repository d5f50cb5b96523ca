import { DbInstance } from "@cdktf/provider-aws/lib/db-instance";
import { ElasticacheReplicationGroup } from "@cdktf/provider-aws/lib/elasticache-replication-group";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Resource } from "@cdktf/provider-null/lib/resource";
import { environment, type Synthesized, servicesWith, settings, synthEnvironments } from "../support/synth";

const synth = (changes: Parameters<typeof environment>[0] = {}) =>
  synthEnvironments(environment(changes))["mcp-production-data"] as Synthesized;

test("database with its extensions, cache, bucket, queue and secrets", () => {
  const { text } = synth();
  expect(text).toHaveResourceWithProperties(DbInstance, {
    identifier: "mcp-production-db",
    multi_az: true,
    storage_encrypted: true,
    deletion_protection: true,
  });
  expect(text).toHaveResource(Resource);
  expect(text).toHaveResourceWithProperties(ElasticacheReplicationGroup, {
    replication_group_id: "mcp-production-redis",
    transit_encryption_enabled: true,
  });
  expect(text).toHaveResourceWithProperties(S3Bucket, { bucket: "mcp-production-contexts" });
  expect(text).toHaveResourceWithProperties(SqsQueue, { name: "mcp-production-tasks" });
  expect(text).toHaveResourceWithProperties(SecretsmanagerSecret, { name: "mcp/production/db-url" });
});

test("a database that AWS refuses to delete leaves the secrets, whose names would not be free for weeks", () => {
  const data = synth();
  for (const name of ["mcp_postgres", "mcp_postgres_read_1"]) {
    expect(data.at(`aws_db_instance.${name}`).depends_on).toEqual(
      expect.arrayContaining(
        ["db_password", "db_url", "redis_url"].map((secret) => `aws_secretsmanager_secret.${secret}`),
      ),
    );
  }
});

describe("read replicas", () => {
  const { data } = settings();
  const withReplicas = (names: readonly string[], engineVersion = "15.17") => {
    const readReplicas = Object.fromEntries(names.map((name) => [name, { zone: "us-east-1b" }]));
    return synth({ data: { ...data, postgres: { ...data.postgres, engineVersion, readReplicas } } });
  };

  test("are known by their names: with the first taken away, the others stay as they are", () => {
    const three = withReplicas(["read-1", "read-2", "read-reports"]).resources("aws_db_instance");
    const two = withReplicas(["read-2", "read-reports"]).resources("aws_db_instance");
    const { mcp_postgres_read_1: first, ...others } = three;
    expect(two).toEqual(others);
    expect(Object.values(three).map(({ identifier }) => identifier)).toEqual([
      ...["mcp-production-db", "mcp-production-read-1", "mcp-production-read-2"],
      "mcp-production-read-reports",
    ]);
  });

  test("are upgraded before the database where its minor version is ours", () => {
    const pinned = withReplicas(["read-1", "read-2"]);
    expect(pinned.at("aws_db_instance.mcp_postgres").depends_on).toContain("null_resource.upgrade_replicas");
    expect(pinned.localExec("null_resource.upgrade_replicas").environment).toMatchObject({
      AWS_REGION: "us-east-1",
      ENGINE_VERSION: "15.17",
      REPLICAS: "mcp-production-read-1 mcp-production-read-2",
    });
    for (const other of [withReplicas(["read-1"], "15"), withReplicas([])])
      expect(other.resources("null_resource")).not.toHaveProperty("upgrade_replicas");
  });
});

test("outside the state, the password's way is the same for the database, its secrets and Redis' token", () => {
  const data = synth({ secretsInState: false });
  const password = "ephemeral.aws_ssm_parameter.db_password.value";
  expect(data.at("aws_db_instance.mcp_postgres").password_wo).toBe(`\${${password}}`);
  const written = (name: string) => data.at(`aws_secretsmanager_secret_version.${name}`).secret_string_wo;
  expect(written("db_url")).toContain(`\${urlencode(${password})}`);
  expect(written("db_password")).toContain(`"password" = ${password}`);
  const token = "ephemeral.aws_ssm_parameter.redis_auth_token.value";
  expect(written("redis_url")).toContain(`\${urlencode(${token})}`);
  expect(data.localExec("null_resource.redis_auth_token").environment.AUTH_TOKEN).toBe(`\${${token}}`);
  expect(Object.keys(data.resources("random_password"))).toEqual([]);
});

test.each([
  [true, "secret_string", "random_password.encryption_key.result"],
  [false, "secret_string_wo", "ephemeral.aws_ssm_parameter.encryption_key.value"],
])(
  "the encryption key is base64 of 32 bytes, with secrets in the state or not (%s)",
  (secretsInState, argument, password) => {
    const services = servicesWith({ worker: { secrets: { KEY: "encryption-key" } } });
    const version = synth({ secretsInState, services }).at(
      "aws_secretsmanager_secret_version.encryption_key",
    );
    expect(version[argument]).toBe(`\${base64sha256(${password})}`);
  },
);

test("one-off tasks reach the database wherever the extensions are made: migrations are such tasks", () => {
  const { data: layer } = settings();
  for (const extensionsFrom of ["operator", "task"] as const) {
    const data = synth({ data: { ...layer, postgres: { ...layer.postgres, extensionsFrom } } });
    expect(data.at("aws_vpc_security_group_ingress_rule.rds_from_jobs")).toMatchObject({ from_port: 5432 });
  }
});

test("what is signed and encrypted with is there, whether a service names it or not: naming it again would make another", () => {
  const named = servicesWith({ worker: { secrets: { KEY: "encryption-key", JWT: "jwt-secret" } } });
  for (const services of [settings().services, named]) {
    const data = synth({ services });
    for (const name of ["encryption_key", "jwt_secret"]) {
      expect(data.text).toHaveResourceWithProperties(SecretsmanagerSecret, {
        name: `mcp/production/${name.replace("_", "-")}`,
      });
      const version = data.at(`aws_secretsmanager_secret_version.${name}`);
      expect(version.secret_string).toContain(`random_password.${name}.result`);
    }
  }
});

test("Redis' token has a secret of its own only if a service names it", () => {
  const address = "aws_secretsmanager_secret_version.redis_auth_token";
  expect(synth({}).resources("aws_secretsmanager_secret_version")).not.toHaveProperty("redis_auth_token");
  const worker = { secrets: { REDIS_PASSWORD: "redis-auth-token" as const } };
  expect(synth({ services: servicesWith({ worker }) }).at(address).secret_string).toBe(
    "${random_password.redis_auth_token.result}",
  );
});

test("a bucket may be called as something else of the layer is: its address has another type", () => {
  const buckets = { jobs: {}, "mcp-redis": {}, "database-address": {} };
  const data = synth({ data: { ...settings().data, buckets } });
  expect(Object.keys(data.resources("aws_s3_bucket")).sort()).toEqual([
    "contexts",
    "database_address",
    "jobs",
    "mcp_redis",
  ]);
});
