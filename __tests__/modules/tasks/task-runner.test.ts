import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { Resource } from "@cdktf/provider-null/lib/resource";
import { Testing } from "cdktf";
import { EncryptionKey } from "../../../modules/encryption/encryption-key";
import { ServiceRole } from "../../../modules/iam/service-role";
import { part } from "../../../modules/part";
import { Password } from "../../../modules/secrets/password";
import { Secret } from "../../../modules/secrets/secret";
import { type TaskProps, TaskRunner, type TaskRunnerProps } from "../../../modules/tasks/task-runner";
import { BaseStack } from "../../../stacks/base-stack";
import { environment, type Synthesized, synthApp, synthIn } from "../../support/synth";

const PROPS: TaskRunnerProps = {
  name: "test-jobs",
  region: "us-east-1",
  vpc: { id: "vpc-1" },
  subnets: [{ id: "subnet-1" }, { id: "subnet-2" }],
  logRetentionDays: 30,
};

const TASK: TaskProps = {
  image: "registry/image:1",
  user: "1000",
  triggers: { version: "1" },
  timeoutSeconds: 60,
  dependsOn: [],
};

test("a cluster for tasks that get out to HTTPS only; a task is the smallest of Fargate's", () => {
  const scope = Testing.synthScope((stack) =>
    new TaskRunner(stack, "jobs", PROPS).run(stack, "migrate", TASK),
  );
  expect(scope).toHaveResourceWithProperties(EcsCluster, {
    name: "test-jobs",
    setting: [{ name: "containerInsights", value: "enabled" }],
  });
  expect(scope).toHaveResourceWithProperties(CloudwatchLogGroup, {
    name: "/ecs/test-jobs",
    retention_in_days: 30,
  });
  expect(scope).toHaveResourceWithProperties(SecurityGroup, { name_prefix: "test-jobs-", vpc_id: "vpc-1" });
  expect(scope).toHaveResourceWithProperties(VpcSecurityGroupEgressRule, {
    ip_protocol: "tcp",
    from_port: 443,
    to_port: 443,
  });
  expect(scope).toHaveResourceWithProperties(EcsTaskDefinition, {
    family: "test-jobs-migrate",
    requires_compatibilities: ["FARGATE"],
    network_mode: "awsvpc",
    cpu: "256",
    memory: "512",
    runtime_platform: { operating_system_family: "LINUX", cpu_architecture: "X86_64" },
  });
  expect(scope).toHaveResourceWithProperties(Resource, { triggers: { version: "1" } });
});

let synth: Synthesized;

beforeAll(() => {
  synth = synthIn((stack) => {
    const key = new EncryptionKey(part(stack, "keys"), "secrets", {
      alias: "alias/test",
      description: "test",
    });
    const password = new Password(part(stack, "passwords"), "test", {
      length: 32,
      specialCharacters: "-",
      version: 1,
    });
    const secret = new Secret(part(stack, "secrets"), "test", {
      name: "test",
      description: "test",
      key,
      recoveryWindowDays: 7,
    });
    secret.write({ password, inputs: [], text: password.value });
    const runner = new TaskRunner(stack, "jobs", PROPS);
    runner.run(stack, "migrate", {
      ...TASK,
      command: ["migrate", "--all"],
      environment: { HOST: "host" },
      secrets: { PASSWORD: { secret, key: "password" } },
      dependsOn: [secret.written],
    });
  });
});

const container = () =>
  JSON.parse(synth.at("aws_ecs_task_definition.migrate").container_definitions as string)[0];

test("the task is started by the runner's role, and may write nothing to its disk", () => {
  const { execution_role_arn } = synth.at("aws_ecs_task_definition.migrate");
  expect(execution_role_arn).toBe("${aws_iam_role.jobs_execution.arn}");
  expect(container()).toMatchObject({
    image: "registry/image:1",
    command: ["migrate", "--all"],
    user: "1000",
    readonlyRootFilesystem: true,
    environment: [{ name: "HOST", value: "host" }],
    secrets: [{ name: "PASSWORD", valueFrom: "${aws_secretsmanager_secret.test.arn}:password::" }],
    logConfiguration: {
      options: { "awslogs-group": "${aws_cloudwatch_log_group.jobs.name}", "awslogs-stream-prefix": "task" },
    },
  });
});

test("its log has CloudWatch's key unless it has another", () => {
  expect(synth.at("aws_cloudwatch_log_group.jobs")).not.toHaveProperty("kms_key_id");
});

test("ECS may write this log, and read the secrets that tasks name, for it", () => {
  expect(synth.at("data.aws_iam_policy_document.jobs_execution").statement).toEqual([
    {
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: ["${aws_cloudwatch_log_group.jobs.arn}:*"],
    },
    { actions: ["secretsmanager:GetSecretValue"], resources: ["${aws_secretsmanager_secret.test.arn}"] },
    { actions: ["kms:Decrypt"], resources: ["${aws_kms_key.secrets.arn}"] },
  ]);
});

test("ECS may pull a task's image from its repository in ECR, and a public one without a grant", () => {
  const image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/tools/psql:17";
  const changed = synthIn((stack) => {
    new TaskRunner(stack, "jobs", PROPS).run(stack, "migrate", { ...TASK, image });
  });
  const resources = (each: Synthesized) =>
    each.statements("jobs_execution").flatMap((statement) => statement.resources);
  expect(resources(changed)).toContainEqual(expect.stringMatching(/123456789012:repository\/tools\/psql$/));
  expect(resources(synth)).not.toContainEqual(expect.stringContaining(":repository/"));
});

test("nobody gets in, and tasks get out to HTTPS only", () => {
  expect(synth.addresses().filter((address) => address.startsWith("aws_vpc_security_group"))).toEqual([
    "aws_vpc_security_group_egress_rule.jobs_to_https",
  ]);
  for (const rules of ["ingress", "egress"]) {
    expect(synth.at("aws_security_group.jobs")).not.toHaveProperty(rules);
  }
});

test("it runs when all it needs is there, with where and what in the environment, and no secret", () => {
  const { triggers, depends_on } = synth.at("null_resource.migrate");
  expect(triggers).toEqual({ version: "1" });
  expect(depends_on).toEqual([
    "aws_secretsmanager_secret_version.test",
    "aws_vpc_security_group_egress_rule.jobs_to_https",
    "aws_iam_role_policy.jobs_execution",
  ]);
  expect(synth.localExec("null_resource.migrate").environment).toEqual({
    AWS_REGION: "us-east-1",
    CLUSTER: "${aws_ecs_cluster.jobs.name}",
    FAMILY: "${aws_ecs_task_definition.migrate.family}",
    TASK_DEFINITION: "${aws_ecs_task_definition.migrate.arn}",
    STARTED_BY: "${md5(jsonencode(self.triggers))}",
    CONTAINER: "migrate",
    SUBNETS: '${join(",", ["subnet-1", "subnet-2"])}',
    SECURITY_GROUPS: "${aws_security_group.jobs.id}",
    LOG_GROUP: "${aws_cloudwatch_log_group.jobs.name}",
    LOG_PREFIX: "task",
    TIMEOUT_SECONDS: "60",
    POLL_SECONDS: "5",
  });
});

test("Terraform leaves what belongs to the shell to the shell", () => {
  const [shell, option, command = ""] = synth.localExec("null_resource.migrate").interpreter;
  expect([shell, option]).toEqual(["sh", "-c"]);
  expect(command).not.toMatch(/(?<!\$)\$\{/);
  const scripts = ["retry.sh", "tasks/run-task.sh"].map((path) =>
    readFileSync(join(__dirname, "../../../modules", path), "utf8"),
  );
  expect(command.replaceAll("$${", "${")).toBe(scripts.join(""));
});

describe("a task in another stack, with a role of its own", () => {
  let stacks: Record<string, Synthesized>;

  beforeAll(() => {
    stacks = synthApp((app) => {
      const [below, above] = ["below", "above"].map(
        (name) => new BaseStack(app, name, { environment: environment(), stateName: name }),
      ) as [BaseStack, BaseStack];
      const key = new EncryptionKey(part(below, "keys"), "secrets", { alias: "alias/s", description: "s" });
      const secret = new Secret(part(below, "secrets"), "test", {
        name: "test",
        description: "test",
        key,
        recoveryWindowDays: 7,
      });
      const runner = new TaskRunner(below, "jobs", {
        name: "test-jobs",
        region: "us-east-1",
        vpc: { id: "vpc-1" },
        subnets: [{ id: "subnet-1" }],
        logRetentionDays: 30,
        logKey: key,
      });
      const service = "ecs-tasks.amazonaws.com";
      const executionRole = new ServiceRole(above, "execution", { name: "execution", service });
      runner.grantLog(executionRole);
      runner.run(above, "migrate", {
        image: "registry/image:1",
        command: ["migrate"],
        user: "1000",
        secrets: { DATABASE_URL: { secret } },
        executionRole,
        cpuArchitecture: "ARM64",
        triggers: {},
        timeoutSeconds: 60,
        dependsOn: [],
      });
    });
  });

  test("lies there, and waits for what lies there", () => {
    expect(stacks.below?.resources("aws_ecs_task_definition")).toEqual({});
    expect(stacks.below?.resources("null_resource")).toEqual({});
    expect(stacks.above?.at("null_resource.migrate").depends_on).toEqual(["aws_iam_role_policy.execution"]);
  });

  test("is started by its role, for its CPU, with a secret's whole text", () => {
    const definition = stacks.above?.at("aws_ecs_task_definition.migrate");
    expect(definition).toMatchObject({
      execution_role_arn: "${aws_iam_role.execution.arn}",
      runtime_platform: { operating_system_family: "LINUX", cpu_architecture: "ARM64" },
    });
    const [{ secrets }] = JSON.parse(definition?.container_definitions as string);
    expect(secrets).toEqual([
      { name: "DATABASE_URL", valueFrom: expect.stringMatching(/secret_test_arn\}$/) },
    ]);
  });

  test("lets its role write the log; the runner's own learns nothing of its secrets", () => {
    const statements = (stack: string, document: string) =>
      stacks[stack]?.at(`data.aws_iam_policy_document.${document}`).statement;
    const write = { actions: ["logs:CreateLogStream", "logs:PutLogEvents"], resources: [expect.any(String)] };
    expect(statements("above", "execution")).toEqual([write]);
    expect(statements("below", "jobs_execution")).toEqual([write]);
  });

  test("says what it does under a key of one's own", () => {
    expect(stacks.below?.at("aws_cloudwatch_log_group.jobs").kms_key_id).toBe("${aws_kms_key.secrets.arn}");
  });
});

test("any argument can be set, of the runner and of a task", () => {
  const changed = synthIn((stack) => {
    const runner = new TaskRunner(stack, "jobs", {
      ...PROPS,
      overrides: { securityGroup: { lifecycle: { ignoreChanges: ["description"] } } },
    });
    runner.run(stack, "migrate", {
      ...TASK,
      overrides: { taskDefinition: { memory: "1024" }, run: { triggers: { mine: "1" } } },
    });
  });
  expect(changed.at("aws_security_group.jobs").lifecycle).toEqual({
    create_before_destroy: true,
    ignore_changes: ["description"],
  });
  expect(changed.at("aws_ecs_task_definition.migrate").memory).toBe("1024");
  expect(changed.at("null_resource.migrate").triggers).toEqual({ version: "1", mine: "1" });
});
