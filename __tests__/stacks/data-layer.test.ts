import { environment, type Synthesized, settings, synthEnvironments } from "../support/synth";

const synth = (changes: Parameters<typeof environment>[0] = {}) =>
  synthEnvironments(environment(changes))["mcp-production-data"] as Synthesized;

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

test("without tasks in the VPC there is no cluster for them", () => {
  const { data: layer } = settings();
  const data = synth({ data: { ...layer, postgres: { ...layer.postgres, extensionsFrom: "operator" } } });
  expect(data.resources("aws_ecs_cluster")).toEqual({});
});
