/** Guide, "3. ECS Service Deployment" and "1. Rolling Updates": lines 424–445 and 1046–1062, with the errata to 440 and 441. */
import { type Block, productionInOne, type Synthesized } from "../support/synth";

let stack: Synthesized;
let service: Block;

beforeAll(() => {
  stack = productionInOne();
  service = stack.at("aws_ecs_service.mcp_server");
});

test("the cluster mcp-production", () => {
  expect(stack.at("aws_ecs_cluster.main").name).toBe("mcp-production");
  expect(service.cluster).toBe("${aws_ecs_cluster.main.arn}");
});

test.each([
  ["name", "mcp-server"],
  ["task_definition", "${aws_ecs_task_definition.mcp_server.arn}"],
  ["desired_count", 3],
  ["launch_type", undefined],
  ["capacity_provider_strategy", [{ capacity_provider: "FARGATE", weight: 1, base: 0 }]],
  ["platform_version", "LATEST"],
  ["deployment_maximum_percent", 200],
  ["deployment_minimum_healthy_percent", 100],
  [
    "network_configuration",
    {
      subnets: ["${aws_subnet.private_us_east_1a.id}", "${aws_subnet.private_us_east_1b.id}"],
      security_groups: ["${aws_security_group.app.id}"],
      assign_public_ip: false,
    },
  ],
  [
    "load_balancer",
    [
      {
        target_group_arn: "${aws_lb_target_group.mcp_server.arn}",
        container_name: "mcp-server",
        container_port: 8080,
      },
    ],
  ],
])("mcp-server: %s = %j", (argument, value) => {
  expect(service[argument]).toEqual(value);
});

test("there are services for the three task definitions", () => {
  const services = Object.values(stack.resources("aws_ecs_service"));
  expect(services.map(({ name }) => name).sort()).toEqual(["mcp-server", "rest-api", "worker"]);
});

test("errata to lines 440 and 452: autoscaling owns the count after the first time", () => {
  for (const each of Object.values(stack.resources("aws_ecs_service"))) {
    expect(each.desired_count).toBe(3);
    expect(each.lifecycle).toMatchObject({ ignore_changes: ["desired_count"] });
  }
});

test("the schema first, then the REST API, the MCP server and the worker", () => {
  const order = ["rest_api", "mcp_server", "worker"].map(
    (id) => stack.at(`aws_ecs_service.${id}`).depends_on,
  );
  expect(order).toEqual([
    expect.arrayContaining(["null_resource.migrate"]),
    expect.arrayContaining(["null_resource.rest_api_deployed"]),
    expect.arrayContaining(["null_resource.mcp_server_deployed"]),
  ]);
});

test("in one stack, services wait for what ECS refuses them without", () => {
  expect(stack.at("aws_ecs_service.mcp_server").depends_on).toEqual(
    expect.arrayContaining([
      "aws_ecs_cluster_capacity_providers.main",
      "aws_secretsmanager_secret_version.db_url",
      "aws_secretsmanager_secret_version.redis_url",
      "aws_vpc_security_group_ingress_rule.rds_from_app",
      "aws_vpc_security_group_ingress_rule.redis_from_app",
      "aws_vpc_security_group_egress_rule.app_to_anywhere",
      "aws_route.private_nat_us_east_1a",
      "null_resource.enable_pgvector",
      "aws_iam_role_policy.ecs_execution_role",
      "aws_iam_role_policy.ecs_task_policy",
      "aws_lb_listener_rule.mcp",
    ]),
  );
});

test("in one stack, the migration waits for the database, its extensions, its secret and its security group rules", () => {
  expect(stack.at("null_resource.migrate").depends_on).toEqual(
    expect.arrayContaining([
      "aws_secretsmanager_secret_version.db_url",
      "aws_vpc_security_group_ingress_rule.rds_from_jobs",
      "aws_iam_role_policy.ecs_execution_role",
      "null_resource.enable_pgvector",
    ]),
  );
});

test("the migration runs again before each new version, in another database, and not for anything else", () => {
  expect(stack.at("null_resource.migrate").triggers).toEqual({
    command: "/app/rest-api -migrate",
    database: "${aws_db_instance.mcp_postgres.resource_id}",
    image: "${aws_ecr_repository.rest_api.repository_url}:${coalesce(var.rest_api_image_tag, var.image_tag)}",
  });
  expect(stack.container("aws_ecs_task_definition.migrate")).toMatchObject({
    entryPoint: ["/app/rest-api", "-migrate"],
    secrets: expect.arrayContaining([
      { name: "DATABASE_URL", valueFrom: "${aws_secretsmanager_secret.db_url.arn}" },
    ]),
  });
});

test("a version that fails is rolled back, and the apply with it", () => {
  for (const id of ["rest_api", "mcp_server"]) {
    expect(stack.at(`aws_ecs_service.${id}`)).toMatchObject({
      deployment_circuit_breaker: { enable: true, rollback: true },
      alarms: {
        alarm_names: [`\${aws_cloudwatch_metric_alarm.${id}_deployment.alarm_name}`],
        rollback: true,
      },
    });
    expect(stack.at(`null_resource.${id}_deployed`).triggers).toEqual({
      task_definition: `\${aws_ecs_task_definition.${id}.arn}`,
    });
  }
});
