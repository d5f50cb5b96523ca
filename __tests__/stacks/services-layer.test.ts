import { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target";
import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import {
  environment,
  productionLayer,
  type Synthesized,
  servicesWith,
  type settings,
  synthEnvironments,
} from "../support/synth";

function synth(changes: Parameters<typeof settings>[0] = {}): Synthesized {
  return synthEnvironments(environment({ layout: "single", ...changes }))["mcp-production"] as Synthesized;
}

test("task definitions, services and how many tasks there are", () => {
  const { text } = productionLayer("services");
  expect(text).toHaveResourceWithProperties(EcsTaskDefinition, { family: "mcp-server", cpu: "2048" });
  for (const name of ["mcp-server", "rest-api", "worker"]) {
    expect(text).toHaveResourceWithProperties(EcsService, { name, force_new_deployment: true });
    expect(text).toHaveResourceWithProperties(AppautoscalingTarget, {
      resource_id: `service/mcp-production/${name}`,
      min_capacity: 2,
      max_capacity: 10,
    });
  }
});

test("a dollar in a setting is the shell's, not Terraform's", () => {
  const worker = {
    command: ["--greeting=${GREETING}"],
    environment: { HOME_OF: "${HOME}", PERCENT: "%{x}" },
    healthCheck: { command: ["CMD-SHELL", "test ${PORT} = 8080"] },
  };
  const container = synth({ services: servicesWith({ worker }) }).container("aws_ecs_task_definition.worker");
  expect(container).toMatchObject({
    command: ["--greeting=$${GREETING}"],
    healthCheck: { command: ["CMD-SHELL", "test $${PORT} = 8080"] },
  });
  expect(container.environment).toContainEqual({ name: "HOME_OF", value: "$${HOME}" });
  expect(container.environment).toContainEqual({ name: "PERCENT", value: "%%{x}" });
});

test("settings win over ours, and secrets over both", () => {
  const worker = { environment: { LOG_LEVEL: "debug" }, secrets: { S3_BUCKET: "jwt-secret" as const } };
  const container = synth({ services: servicesWith({ worker }) }).container("aws_ecs_task_definition.worker");
  expect(container.environment).toContainEqual({ name: "LOG_LEVEL", value: "debug" });
  expect(container.environment).not.toContainEqual(expect.objectContaining({ name: "S3_BUCKET" }));
});

test("without a migration, the REST API waits for the database itself", () => {
  const stack = synth({ services: { ...servicesWith({}), migration: false } });
  expect(stack.resources("null_resource")).not.toHaveProperty("migrate");
  expect(stack.at("aws_ecs_service.rest_api").depends_on).toEqual(
    expect.arrayContaining(["aws_secretsmanager_secret_version.db_url", "null_resource.enable_pgvector"]),
  );
});

test("an image of another registry has the same tag", () => {
  const worker = { image: "ghcr.io/acme/worker" };
  expect(
    synth({ services: servicesWith({ worker }) }).container("aws_ecs_task_definition.worker").image,
  ).toBe("ghcr.io/acme/worker:${coalesce(var.worker_image_tag, var.image_tag)}");
});

test("a shell in a container takes a role that may open channels, and logs what is done there", () => {
  const open = { readonlyRootFilesystem: false };
  const stack = synth({
    services: {
      ...servicesWith({ "mcp-server": open, "rest-api": open, worker: open }),
      executeCommand: true,
    },
  });
  expect(stack.at("aws_ecs_service.worker").enable_execute_command).toBe(true);
  expect(JSON.stringify(stack.statements("worker_task_role"))).toContain("ssmmessages:OpenDataChannel");
  expect(JSON.stringify(synth().statements("worker_task_role"))).not.toContain("ssmmessages");
});

test("the migration runs as its service's user", () => {
  const stack = synth({ services: servicesWith({ "rest-api": { user: "1000:1000" } }) });
  expect(stack.container("aws_ecs_task_definition.migrate").user).toBe("1000:1000");
});

test.each(["image_tag", "worker_image_tag"])("Terraform refuses a tag that moves as %s", (id) => {
  expect(synth().variable(id)?.validation).toEqual([
    expect.objectContaining({ condition: expect.stringContaining(`&& var.${id} != "latest"`) }),
  ]);
});

describe("a service changes its port", () => {
  const onPort = (port: number) =>
    synthEnvironments(environment({ services: servicesWith({ "rest-api": { port } }) }));
  const layer = (name: string, port: number) => onPort(port)[`mcp-production-${name}`] as Synthesized;
  const RULES = "aws_vpc_security_group_ingress_rule";

  test("nothing of the platform changes but the port that Terraform ignores", () => {
    const group = "aws_lb_target_group.rest_api";
    const [before, after] = [layer("platform", 8081), layer("platform", 9000)];
    expect(after.addresses()).toEqual(before.addresses());
    for (const address of before.addresses().filter((each) => each !== group))
      expect(after.at(address)).toEqual(before.at(address));
    expect(after.at(group)).toEqual({ ...before.at(group), port: 9000 });
    expect(after.at(group).lifecycle).toMatchObject({ ignore_changes: ["port"] });
  });

  test("its tasks are registered with the new one", () => {
    expect(layer("services", 9000).at("aws_ecs_service.rest_api").load_balancer).toEqual([
      expect.objectContaining({ container_name: "rest-api", container_port: 9000 }),
    ]);
  });

  test("the new port is open before any service changes, and the old one as long as one may use it", () => {
    const services = layer("services", 9000);
    const ports = ["app_from_alb", "app_from_app", "app_from_alb_9000", "app_from_app_9000"];
    expect(Object.keys(services.resources(RULES))).toEqual(expect.arrayContaining(ports));
    for (const service of Object.values(services.resources("aws_ecs_service")))
      expect(service.depends_on).toEqual(expect.arrayContaining(ports.map((id) => `${RULES}.${id}`)));
    for (const id of ports)
      expect(services.at(`${RULES}.${id}`).lifecycle).toMatchObject({ create_before_destroy: true });
  });
});
