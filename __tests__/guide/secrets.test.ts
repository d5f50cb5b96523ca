/** Guide, "2. Secrets Management": lines 512–526, the secrets that are made from the stores, with the errata to line 192. */
import { environment, productionLayer, type Synthesized, synthEnvironments } from "../support/synth";

let data: Synthesized;

beforeAll(() => {
  data = productionLayer("data");
});

const text = (name: string) => data.at(`aws_secretsmanager_secret_version.${name}`).secret_string;

test.each([
  ["db_url", "mcp/production/db-url"],
  ["redis_url", "mcp/production/redis-url"],
  ["db_password", "mcp/production/db-password"],
])(
  "%s is named %s, described, encrypted with a key of its own kind and kept 30 days after its deletion",
  (id, name) => {
    expect(data.at(`aws_secretsmanager_secret.${id}`)).toMatchObject({
      name,
      description: expect.stringMatching(/\w/),
      kms_key_id: "${aws_kms_key.secrets.arn}",
      recovery_window_in_days: 30,
    });
    expect(data.at("aws_kms_alias.secrets").name).toBe("alias/mcp-production-secrets");
  },
);

test("postgresql://user:pass@rds-endpoint:5432/mcp?sslmode=require", () => {
  const password = "${urlencode(random_password.db_password.result)}";
  const host = "${aws_db_instance.mcp_postgres.address}";
  expect(text("db_url")).toBe(`postgresql://mcp_admin:${password}@${host}:5432/mcp?sslmode=require`);
});

test("rediss://default:auth-token@redis-endpoint:6379", () => {
  const token = "${urlencode(random_password.redis_auth_token.result)}";
  const host = "${aws_elasticache_replication_group.mcp_redis.primary_endpoint_address}";
  expect(text("redis_url")).toBe(`rediss://default:${token}@${host}:6379`);
});

test("db-password has the form that AWS's rotation expects", () => {
  const fields = [
    '"engine" = "postgres"',
    '"host" = aws_db_instance.mcp_postgres.address',
    '"port" = 5432',
    '"dbname" = "mcp"',
    '"username" = "mcp_admin"',
    '"password" = random_password.db_password.result',
    '"dbInstanceIdentifier" = "mcp-production-db"',
  ];
  expect(text("db_password")).toBe(`\${jsonencode({${fields.join(", ")}})}`);
});

test("jwt-secret is generated, as long as openssl rand -hex 32 writes it", () => {
  expect(data.at("aws_secretsmanager_secret.jwt_secret").name).toBe("mcp/production/jwt-secret");
  expect(data.at("aws_secretsmanager_secret_version.jwt_secret").secret_string).toBe(
    "${random_password.jwt_secret.result}",
  );
  expect(data.at("random_password.jwt_secret")).toMatchObject({ length: 64, special: false });
});

test("errata to line 509: api-keys is there, and people's to fill in", () => {
  expect(data.at("aws_secretsmanager_secret.api_keys").name).toBe("mcp/production/api-keys");
  expect(Object.keys(data.resources("aws_secretsmanager_secret_version"))).not.toContain("api_keys");
});

test("names follow the environment", () => {
  const blue = productionLayer("data", { name: "blue" });
  expect(blue.at("aws_secretsmanager_secret.db_url").name).toBe("mcp/blue/db-url");
});

test("no secret passes between layers or to outputs", () => {
  const stacks = synthEnvironments(environment({ layout: "layered" }));
  for (const stack of Object.values(stacks)) {
    const expressions = JSON.stringify(stack.outputs).match(/\$\{.*?\}/g) ?? [];
    expect(expressions.join()).not.toMatch(/password|token|secret_string/);
  }
});
