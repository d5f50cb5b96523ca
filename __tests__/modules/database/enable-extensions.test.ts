import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Resource } from "@cdktf/provider-null/lib/resource";
import { Testing } from "cdktf";
import type { Construct } from "constructs";
import { EnableExtensions, type EnableExtensionsProps } from "../../../modules/database/enable-extensions";
import type { PostgresProps } from "../../../modules/database/postgres";
import { part } from "../../../modules/part";
import { Password } from "../../../modules/secrets/password";
import { Secret } from "../../../modules/secrets/secret";
import { TaskRunner } from "../../../modules/tasks/task-runner";
import { postgres } from "../../support/postgres";
import { synthIn } from "../../support/synth";

const KEY = { arn: "arn:aws:kms:us-east-1:123456789012:key/k" };

/** In a task, or where Terraform runs. */
function extensions(
  scope: Construct,
  where: "task" | "here",
  props: Pick<EnableExtensionsProps, "overrides" | "roles"> & { database?: Partial<PostgresProps> } = {},
) {
  const { database = {}, ...others } = props;
  new EnableExtensions(scope, "extensions", {
    database: postgres(scope, database),
    databaseName: "mcp",
    username: "mcp_admin",
    extensions: ["vector", "uuid-ossp"],
    from: where === "task" ? { task: task(scope) } : { operator: { password: password(scope) } },
    ...others,
  });
}

function password(scope: Construct): Password {
  return new Password(part(scope, "operator"), "password", { length: 32, version: 1 });
}

function task(scope: Construct) {
  const props = { name: "test", description: "test", key: KEY, recoveryWindowDays: 7 };
  const secret = new Secret(part(scope, "secrets"), "test", props);
  secret.write({ inputs: [], text: "{}" });
  const runner = new TaskRunner(scope, "jobs", {
    name: "test-jobs",
    region: "us-east-1",
    vpc: { id: "vpc-1" },
    subnets: [{ id: "subnet-1" }],
    logRetentionDays: 1,
  });
  return { runner, image: "postgres:16", secret, securityGroupRules: [new Vpc(scope, "way", {})] };
}

test("a task of psql's image makes them, and a null resource runs it for each list", () => {
  const scope = Testing.synthScope((stack) => extensions(stack, "task"));
  expect(scope).toHaveResourceWithProperties(Resource, {
    triggers: expect.objectContaining({ extensions: "vector uuid-ossp" }),
  });
  expect(scope).toHaveResourceWithProperties(EcsTaskDefinition, { family: "test-jobs-extensions" });
});

test("the task gets the password from its secret and all else in the environment, and connects by TLS only", () => {
  const container = synthIn((stack) => extensions(stack, "task")).container(
    "aws_ecs_task_definition.extensions",
  );
  expect(container).toMatchObject({
    image: "postgres:16",
    user: "postgres",
    secrets: [{ name: "PGPASSWORD", valueFrom: "${aws_secretsmanager_secret.test.arn}:password::" }],
  });
  expect(container.environment).toEqual([
    { name: "EXTENSIONS", value: "vector uuid-ossp" },
    { name: "PGHOST", value: "${aws_db_instance.mcp_postgres.address}" },
    { name: "PGPORT", value: "5432" },
    { name: "PGDATABASE", value: "mcp" },
    { name: "PGUSER", value: "mcp_admin" },
    { name: "PGSSLMODE", value: "require" },
    { name: "PGCONNECT_TIMEOUT", value: "10" },
  ]);
});

test.each(["task", "here"] as const)("roles are made with them, and again for another list (%s)", (where) => {
  const synth = synthIn((stack) => extensions(stack, where, { roles: ["devmesh", "reports"] }));
  expect(synth.at("null_resource.extensions").triggers).toMatchObject({ roles: "devmesh reports" });
  const variables =
    where === "here"
      ? synth.localExec("null_resource.extensions").environment
      : Object.fromEntries(
          (
            synth.container("aws_ecs_task_definition.extensions").environment as {
              name: string;
              value: string;
            }[]
          ).map(({ name, value }) => [name, value]),
        );
  expect(variables).toMatchObject({ ROLES: "devmesh reports" });
});

test("the task waits for the database, the password and what lets it in", () => {
  const synth = synthIn((stack) => extensions(stack, "task"));
  expect(synth.at("null_resource.extensions").depends_on).toEqual(
    expect.arrayContaining([
      "aws_db_instance.mcp_postgres",
      "aws_secretsmanager_secret_version.test",
      "aws_vpc.way",
    ]),
  );
});

test("where Terraform runs, psql waits for the database and has the password in its environment", () => {
  const synth = synthIn((stack) => extensions(stack, "here"));
  expect(synth.at("null_resource.extensions")).toMatchObject({
    triggers: {
      instance: "${aws_db_instance.mcp_postgres.resource_id}",
      engine: "${aws_db_instance.mcp_postgres.engine_version_actual}",
      extensions: "vector uuid-ossp",
    },
    depends_on: ["aws_db_instance.mcp_postgres"],
  });
  expect(synth.localExec("null_resource.extensions").environment).toMatchObject({
    PGPASSWORD: "${random_password.password.result}",
    PGSSLMODE: "require",
  });
});

test.each([
  ["15", false, "${aws_db_instance.mcp_postgres.engine_version_actual}"],
  ["15", true, "${aws_db_instance.mcp_postgres.engine_version_actual}"],
  ["15.17", false, "${aws_db_instance.mcp_postgres.engine_version_actual}"],
  ["15.17", true, "15.17"],
])(
  "it runs again when the engine %s (at once: %s) has become another: %s",
  (engineVersion, applyImmediately, engine) => {
    const synth = synthIn((stack) =>
      extensions(stack, "here", { database: { engineVersion, applyImmediately } }),
    );
    expect(synth.at("null_resource.extensions").triggers).toMatchObject({ engine });
  },
);

test.each(["task", "here"] as const)("any argument can be set, and triggers are merged (%s)", (where) => {
  const synth = synthIn((stack) =>
    extensions(stack, where, { overrides: { run: { triggers: { mine: "1" } } } }),
  );
  expect(synth.at("null_resource.extensions").triggers).toMatchObject({
    extensions: "vector uuid-ossp",
    mine: "1",
  });
});
