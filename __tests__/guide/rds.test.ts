/** Guide, "2. RDS PostgreSQL Setup": lines 175–226, with the errata to lines 182–220. */
import { type Block, productionLayer, type Synthesized, settings } from "../support/synth";

let data: Synthesized;
let instance: Block;

beforeAll(() => {
  data = productionLayer("data");
  instance = data.at("aws_db_instance.mcp_postgres");
});

test.each([
  ["identifier", "mcp-production-db"],
  ["engine", "postgres"],
  ["instance_class", "db.r6g.xlarge"],
  ["allocated_storage", 100],
  ["storage_type", "gp3"],
  ["storage_encrypted", true],
  ["kms_key_id", "${aws_kms_key.rds.arn}"],
  ["db_name", "mcp"],
  ["username", "mcp_admin"],
  ["password", "${random_password.db_password.result}"],
  ["vpc_security_group_ids", ["${aws_security_group.rds.id}"]],
  ["db_subnet_group_name", "${aws_db_subnet_group.main.name}"],
  ["backup_retention_period", 30],
  ["backup_window", "03:00-04:00"],
  ["maintenance_window", "sun:04:00-sun:05:00"],
  ["multi_az", true],
  ["deletion_protection", true],
  ["skip_final_snapshot", false],
  ["enabled_cloudwatch_logs_exports", ["postgresql"]],
])("%s = %j", (argument, value) => {
  expect(instance[argument]).toEqual(value);
});

test('tags Name = "mcp-production-db", Environment = "production"', () => {
  expect(instance.tags).toMatchObject({ Name: "mcp-production-db" });
  expect(data.provider.default_tags).toMatchObject([{ tags: { Environment: "production" } }]);
});

test("errata to line 182: AWS creates no 15.4 any more, and picks the minor version of 15", () => {
  expect(instance).toMatchObject({ engine_version: "15", auto_minor_version_upgrade: true });
});

test("errata to lines 188–195: the key, the password, the security group and the subnet group exist", () => {
  expect(data.at("aws_kms_key.rds")).toMatchObject({ enable_key_rotation: true });
  expect(data.at("aws_kms_alias.rds")).toMatchObject({ name: "alias/mcp-production-rds" });
  expect(data.at("aws_security_group.rds")).toMatchObject({ name_prefix: "mcp-production-rds-" });
  const network = "${data.terraform_remote_state.mcp-production-network.outputs";
  expect(data.at("aws_db_subnet_group.main").subnet_ids).toEqual([
    `${network}.aws_subnet_database_us_east_1a_id}`,
    `${network}.aws_subnet_database_us_east_1b_id}`,
  ]);
});

test("errata to line 192: RDS takes every character of the password, and so does a URL", () => {
  expect(data.at("random_password.db_password")).toMatchObject({ length: 32, override_special: "-_" });
});

test("errata to line 203: the final snapshot has a name", () => {
  expect(instance.final_snapshot_identifier).toMatch(/^mcp-production-db-final-/);
});

describe("null_resource.enable_pgvector, lines 213–226", () => {
  test("makes the extension vector, and those that the platform uses", () => {
    const [container] = containers(data);
    expect(container?.environment).toContainEqual({
      name: "EXTENSIONS",
      value: "vector pg_stat_statements uuid-ossp pgcrypto",
    });
    expect(JSON.stringify(container?.command)).toContain("CREATE EXTENSION IF NOT EXISTS");
  });

  test("errata to line 218: as a task inside the VPC, since the database has no public address", () => {
    expect(instance.publicly_accessible).toBe(false);
    expect(data.at("null_resource.enable_pgvector")).toMatchObject({
      triggers: { instance: "${aws_db_instance.mcp_postgres.resource_id}" },
      depends_on: expect.arrayContaining([
        "aws_db_instance.mcp_postgres",
        "aws_secretsmanager_secret_version.db_password",
        "aws_vpc_security_group_ingress_rule.rds_from_jobs",
      ]),
    });
    expect(containers(data)[0]?.secrets).toEqual([
      { name: "PGPASSWORD", valueFrom: "${aws_secretsmanager_secret.db_password.arn}:password::" },
    ]);
  });

  test("errata to lines 219 and 220: the host without its port, TLS, the password in the environment only", () => {
    const { data: layer } = settings();
    const stack = productionLayer("data", {
      data: { ...layer, postgres: { ...layer.postgres, extensionsFrom: "operator" } },
    });
    const { interpreter, environment: variables } = stack.localExec("null_resource.enable_pgvector");
    expect(variables).toMatchObject({
      PGHOST: "${aws_db_instance.mcp_postgres.address}",
      PGPORT: "5432",
      PGDATABASE: "mcp",
      PGUSER: "mcp_admin",
      PGSSLMODE: "require",
      PGPASSWORD: "${random_password.db_password.result}",
    });
    expect(interpreter).toEqual(["sh", "-c", expect.stringContaining("ON_ERROR_STOP=1")]);
    expect(JSON.stringify(interpreter)).not.toContain("${");
    expect(stack.resources("aws_ecs_task_definition")).toEqual({});
  });
});

interface Container {
  readonly command: string[];
  readonly environment: { name: string; value: string }[];
  readonly secrets: { name: string; valueFrom: string }[];
}

/** The containers of the task that makes the extensions. */
function containers(stack: Synthesized): Container[] {
  return JSON.parse(stack.at("aws_ecs_task_definition.enable_pgvector").container_definitions as string);
}
