/** Guide, "2. ECS Task Definitions": lines 367–422, with the errata to lines 371–421, 381 and 413. */
import { type Block, productionInOne, type Synthesized } from "../support/synth";

let stack: Synthesized;
let definition: Block;
let container: Block;

beforeAll(() => {
  stack = productionInOne();
  definition = stack.at("aws_ecs_task_definition.mcp_server");
  container = stack.container("aws_ecs_task_definition.mcp_server");
});

test.each([
  ["family", "mcp-server"],
  ["network_mode", "awsvpc"],
  ["requires_compatibilities", ["FARGATE"]],
  ["cpu", "2048"],
  ["memory", "4096"],
])("mcp-server: %s = %j", (argument, value) => {
  expect(definition[argument]).toEqual(value);
});

test.each([
  ["name", "mcp-server"],
  ["essential", true],
  [
    "healthCheck",
    {
      command: ["CMD-SHELL", "curl -f http://localhost:8080/health || exit 1"],
      interval: 30,
      timeout: 5,
      retries: 3,
      startPeriod: 60,
    },
  ],
  [
    "secrets",
    [
      { name: "DATABASE_URL", valueFrom: "${aws_secretsmanager_secret.db_url.arn}" },
      { name: "REDIS_URL", valueFrom: "${aws_secretsmanager_secret.redis_url.arn}" },
    ],
  ],
  [
    "logConfiguration",
    {
      logDriver: "awslogs",
      options: {
        "awslogs-group": "${aws_cloudwatch_log_group.mcp_server.name}",
        "awslogs-region": "us-east-1",
        "awslogs-stream-prefix": "ecs",
      },
    },
  ],
])("mcp-server's container: %s", (key, value) => {
  expect(container[key]).toEqual(value);
});

test("mcp-server's container: port 8080, tcp", () => {
  expect(container.portMappings).toEqual([expect.objectContaining({ containerPort: 8080, protocol: "tcp" })]);
});

test.each([
  ["ENV", "production"],
  ["LOG_LEVEL", "info"],
  ["METRICS_ENABLED", "true"],
])("mcp-server's container: %s=%s", (name, value) => {
  expect(container.environment).toContainEqual({ name, value });
});

test.each([
  ["mcp_server", "/ecs/mcp-server"],
  ["rest_api", "/ecs/rest-api"],
  ["worker", "/ecs/worker"],
])("errata: the log group of %s is %s, kept a year and encrypted with a key of ours", (id, name) => {
  expect(stack.at(`aws_cloudwatch_log_group.${id}`)).toMatchObject({
    name,
    retention_in_days: 365,
    kms_key_id: "${aws_kms_key.logs.arn}",
  });
});

test("errata to line 381: the tag is Terraform's variable, with a default", () => {
  expect(container.image).toBe(
    "${aws_ecr_repository.mcp_server.repository_url}:${coalesce(var.mcp_server_image_tag, var.image_tag)}",
  );
  expect(stack.variable("image_tag").default).toBe("1.0.0");
});

test("errata: the REST API on 8081, the worker without a port", () => {
  const restApi = stack.container("aws_ecs_task_definition.rest_api");
  expect(restApi.portMappings).toEqual([expect.objectContaining({ containerPort: 8081 })]);
  expect(restApi.healthCheck).toMatchObject({
    command: ["CMD-SHELL", "curl -f http://localhost:8081/health || exit 1"],
  });
  expect(stack.container("aws_ecs_task_definition.worker")).not.toHaveProperty("portMappings");
});

test("errata: each service acts as a role of its own, and ECS as another", () => {
  const roles = ["mcp_server", "rest_api", "worker"].map((id) => stack.at(`aws_ecs_task_definition.${id}`));
  expect(roles.map(({ task_role_arn }) => task_role_arn)).toEqual([
    "${aws_iam_role.ecs_task_role.arn}",
    "${aws_iam_role.rest_api_task_role.arn}",
    "${aws_iam_role.worker_task_role.arn}",
  ]);
  expect(new Set(roles.map(({ execution_role_arn }) => execution_role_arn))).toEqual(
    new Set(["${aws_iam_role.ecs_execution_role.arn}"]),
  );
});

test.each(["mcp_server", "rest_api", "worker"])("%s cannot write its own files, and is not root", (id) => {
  expect(stack.container(`aws_ecs_task_definition.${id}`)).toMatchObject({
    readonlyRootFilesystem: true,
    user: "65532:65532",
    linuxParameters: { initProcessEnabled: true },
    ulimits: [{ name: "nofile", softLimit: 65536, hardLimit: 65536 }],
  });
});
