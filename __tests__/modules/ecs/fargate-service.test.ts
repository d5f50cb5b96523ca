import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { ServiceDiscoveryService } from "@cdktf/provider-aws/lib/service-discovery-service";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Testing } from "cdktf";
import type { Construct } from "constructs";
import { FargateService, type FargateServiceProps } from "../../../modules/ecs/fargate-service";
import { part } from "../../../modules/part";
import { type Synthesized, synthIn } from "../../support/synth";

interface Changes extends Partial<Omit<FargateServiceProps, "container">> {
  readonly port?: number;
}

function addService(scope: Construct, id: string, { port, ...changes }: Changes = {}): FargateService {
  return new FargateService(scope, id, {
    name: "mcp-server",
    family: "test-mcp-server",
    cluster: { arn: "arn:aws:ecs:us-east-1:123456789012:cluster/test" },
    cpu: 1024,
    memory: 2048,
    cpuArchitecture: "X86_64",
    container: {
      image: "registry/image:1",
      user: "1000",
      environment: {},
      secrets: {},
      port,
      logGroup: new CloudwatchLogGroup(part(scope, "log_groups"), id, { name: "/ecs/server" }),
      region: "us-east-1",
    },
    taskRole: { arn: "arn:aws:iam::123456789012:role/task" },
    executionRole: { arn: "arn:aws:iam::123456789012:role/execution" },
    subnets: [{ id: "subnet-1" }, { id: "subnet-2" }],
    securityGroup: { id: "sg-1" },
    desiredCount: 3,
    maximumPercent: 150,
    minimumHealthyPercent: 50,
    ...changes,
  });
}

function synthService(changes: Changes | ((scope: Construct) => Changes) = {}): Synthesized {
  return synthIn((stack) => {
    addService(stack, "server", typeof changes === "function" ? changes(stack) : changes);
  });
}

const service = (synth: Synthesized) => synth.at("aws_ecs_service.server");
const taskDefinition = (synth: Synthesized) => synth.at("aws_ecs_task_definition.server");

describe("in a stack of one's own", () => {
  const stack = Testing.synthScope((scope) => {
    addService(scope, "server", { cpuArchitecture: "ARM64", namespace: { id: "ns-1" }, port: 8080 });
  });

  test("a task is of Fargate's size, for its CPU, with its roles; a rollback finds its definition", () => {
    expect(stack).toHaveResourceWithProperties(EcsTaskDefinition, {
      family: "test-mcp-server",
      requires_compatibilities: ["FARGATE"],
      network_mode: "awsvpc",
      cpu: "1024",
      memory: "2048",
      runtime_platform: { operating_system_family: "LINUX", cpu_architecture: "ARM64" },
      task_role_arn: "arn:aws:iam::123456789012:role/task",
      execution_role_arn: "arn:aws:iam::123456789012:role/execution",
      skip_destroy: true,
    });
  });

  test("its tasks have no public address, the service's tags and ECS' own", () => {
    expect(stack).toHaveResourceWithProperties(EcsService, {
      name: "mcp-server",
      desired_count: 3,
      network_configuration: {
        subnets: ["subnet-1", "subnet-2"],
        security_groups: ["sg-1"],
        assign_public_ip: false,
      },
      propagate_tags: "SERVICE",
      enable_ecs_managed_tags: true,
    });
  });

  test("a new version replaces the one before within limits, and ECS rolls it back if its tasks do not start", () => {
    expect(stack).toHaveResourceWithProperties(EcsService, {
      task_definition: expect.stringContaining("aws_ecs_task_definition.server_"),
      deployment_maximum_percent: 150,
      deployment_minimum_healthy_percent: 50,
      deployment_circuit_breaker: { enable: true, rollback: true },
      // Without it, the provider replaces the service when its capacity providers change.
      force_new_deployment: true,
    });
  });

  test("service discovery gives others the addresses of all tasks that ECS says are well", () => {
    expect(stack).toHaveResourceWithProperties(ServiceDiscoveryService, {
      name: "mcp-server",
      dns_config: {
        namespace_id: "ns-1",
        routing_policy: "MULTIVALUE",
        dns_records: [{ type: "A", ttl: 10 }],
      },
      // The provider takes an empty block for none, and plans the service anew each time.
      health_check_custom_config: { failure_threshold: 1 },
      force_destroy: true,
    });
  });
});

describe("a task", () => {
  test("has one container of the service's name", () => {
    const task = taskDefinition(synthService());
    expect(JSON.parse(task.container_definitions as string)).toMatchObject([
      {
        name: "mcp-server",
        image: "registry/image:1",
        logConfiguration: { options: { "awslogs-stream-prefix": "ecs" } },
      },
    ]);
  });

  test("lets nobody open a shell unless that is asked for", () => {
    expect(service(synthService()).enable_execute_command).toBe(false);
    expect(service(synthService({ executeCommand: true })).enable_execute_command).toBe(true);
  });
});

test("autoscaling owns the number of tasks after the first", () => {
  expect(service(synthService()).lifecycle).toMatchObject({ ignore_changes: ["desired_count"] });
});

describe("a new version", () => {
  test("is rolled back if it sets an alarm off, where there is one", () => {
    const synth = synthService((stack) => ({
      deploymentAlarms: [
        new CloudwatchMetricAlarm(stack, "errors", {
          alarmName: "errors",
          comparisonOperator: "GreaterThanThreshold",
          evaluationPeriods: 1,
        }),
      ],
    }));
    expect(service(synth).alarms).toEqual({
      alarm_names: ["${aws_cloudwatch_metric_alarm.errors.alarm_name}"],
      enable: true,
      rollback: true,
    });
    expect(service(synthService())).not.toHaveProperty("alarms");
  });

  test("is waited for after each change of the service, and after an apply that ended before it was", () => {
    const synth = synthService();
    expect(synth.at("null_resource.server_deployed")).toMatchObject({
      triggers: { task_definition: "${aws_ecs_task_definition.server.arn}" },
      lifecycle: { replace_triggered_by: ["aws_ecs_service.server"] },
      depends_on: ["aws_ecs_service.server"],
    });
    expect(service(synth).wait_for_steady_state).toBe(false);
  });

  test("is waited for by a script that knows where and what, and for how long", () => {
    const environment = (changes?: Changes) =>
      synthService(changes).localExec("null_resource.server_deployed").environment;
    expect(environment()).toEqual({
      AWS_REGION: "us-east-1",
      CLUSTER: "arn:aws:ecs:us-east-1:123456789012:cluster/test",
      SERVICE: "mcp-server",
      TASK_DEFINITION: "${aws_ecs_task_definition.server.arn}",
      TIMEOUT_SECONDS: "2700",
      POLL_SECONDS: "5",
    });
    expect(environment({ deploymentTimeoutSeconds: 600 }).TIMEOUT_SECONDS).toBe("600");
  });

  test("waits for what it needs", () => {
    const synth = synthService((stack) => ({ dependsOn: [new Vpc(stack, "needed", {})] }));
    expect(service(synth).depends_on).toEqual(["aws_vpc.needed"]);
  });
});

describe("its tasks run", () => {
  test("on Fargate on demand, unless it says otherwise", () => {
    const synth = synthService();
    expect(service(synth)).toMatchObject({
      capacity_provider_strategy: [{ capacity_provider: "FARGATE", weight: 1, base: 0 }],
      platform_version: "LATEST",
    });
    // Between a launch type and a strategy, the provider replaces the service.
    expect(service(synth)).not.toHaveProperty("launch_type");
  });

  test("on Fargate's providers, in their shares", () => {
    const synth = synthService({
      capacity: [
        { provider: "FARGATE", weight: 1, base: 1 },
        { provider: "FARGATE_SPOT", weight: 3, base: 0 },
      ],
    });
    expect(service(synth)).toMatchObject({
      capacity_provider_strategy: [
        { capacity_provider: "FARGATE", weight: 1, base: 1 },
        { capacity_provider: "FARGATE_SPOT", weight: 3, base: 0 },
      ],
      platform_version: "LATEST",
    });
    expect(service(synth)).not.toHaveProperty("launch_type");
    expect(taskDefinition(synth).requires_compatibilities).toEqual(["FARGATE"]);
  });

  test("on instances, by a provider of the cluster's own, which knows nothing of Fargate's versions", () => {
    const synth = synthService({ capacity: [{ provider: "test-spot", weight: 1, base: 0 }] });
    expect(taskDefinition(synth).requires_compatibilities).toEqual(["EC2"]);
    expect(service(synth).capacity_provider_strategy).toEqual([
      { capacity_provider: "test-spot", weight: 1, base: 0 },
    ]);
    expect(service(synth)).not.toHaveProperty("launch_type");
    expect(service(synth)).not.toHaveProperty("platform_version");
  });
});

describe("behind a load balancer", () => {
  const behind = (port?: number) =>
    service(
      synthService((stack) => ({
        port,
        target: {
          group: new LbTargetGroup(stack, "target", { name: "target", port: 9000 }),
          gracePeriodSeconds: 120,
        },
      })),
    );

  test("it is reached at its container's port, or at the target group's if it names none", () => {
    const target = {
      target_group_arn: "${aws_lb_target_group.target.arn}",
      container_name: "mcp-server",
    };
    expect(behind(8080).load_balancer).toEqual([{ ...target, container_port: 8080 }]);
    expect(behind().load_balancer).toEqual([
      { ...target, container_port: "${aws_lb_target_group.target.port}" },
    ]);
  });

  test("a task has time to start; without one, nobody asks", () => {
    expect(behind(8080).health_check_grace_period_seconds).toBe(120);
    const alone = service(synthService());
    expect(alone).not.toHaveProperty("load_balancer");
    expect(alone).not.toHaveProperty("health_check_grace_period_seconds");
  });
});

describe("service discovery", () => {
  test("is where the service registers its tasks", () => {
    const synth = synthService({ namespace: { id: "ns-1" }, port: 8080 });
    expect(service(synth).service_registries).toEqual({
      registry_arn: "${aws_service_discovery_service.server.arn}",
    });
  });

  test("has no service without a namespace", () => {
    const synth = synthService({ port: 8080 });
    expect(synth.resources("aws_service_discovery_service")).toEqual({});
    expect(service(synth)).not.toHaveProperty("service_registries");
  });
});

test("what waits for it waits for its deployment; it is known by its name", () => {
  const synth = synthIn((stack) => {
    const first = addService(stack, "server");
    addService(stack, "worker", { dependsOn: [first], name: `after-${first.name}` });
  });
  expect(synth.at("aws_ecs_service.worker")).toMatchObject({
    name: "after-mcp-server",
    depends_on: ["null_resource.server_deployed"],
  });
});

describe("overrides", () => {
  test("of any resource set any argument; what is not named stays", () => {
    const synth = synthService({
      namespace: { id: "ns-1" },
      overrides: {
        taskDefinition: {
          ephemeralStorage: { sizeInGib: 40 },
          runtimePlatform: { cpuArchitecture: "ARM64" },
        },
        service: { platformVersion: "1.4.0" },
        discovery: { dnsConfig: { namespaceId: "ns-2", dnsRecords: [{ type: "AAAA", ttl: 10 }] } },
      },
    });
    expect(taskDefinition(synth)).toMatchObject({
      ephemeral_storage: { size_in_gib: 40 },
      runtime_platform: { operating_system_family: "LINUX", cpu_architecture: "ARM64" },
    });
    expect(service(synth).platform_version).toBe("1.4.0");
    expect(synth.at("aws_service_discovery_service.server").dns_config).toEqual({
      namespace_id: "ns-2",
      routing_policy: "MULTIVALUE",
      dns_records: [{ type: "AAAA", ttl: 10 }],
    });
  });

  test("of the service's lifecycle and of what waits for it leave the rest in place", () => {
    const synth = synthService({
      overrides: {
        service: { lifecycle: { preventDestroy: true } },
        deployed: { triggers: { mine: "1" } },
      },
    });
    expect(service(synth).lifecycle).toEqual({ ignore_changes: ["desired_count"], prevent_destroy: true });
    expect(synth.at("null_resource.server_deployed").triggers).toEqual({
      task_definition: "${aws_ecs_task_definition.server.arn}",
      mine: "1",
    });
  });
});
