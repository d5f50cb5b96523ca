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
    expect(text).toHaveResourceWithProperties(EcsService, { name, wait_for_steady_state: true });
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
