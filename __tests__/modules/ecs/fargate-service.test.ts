import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import type { TerraformStack } from "cdktf";
import { FargateService, type FargateServiceProps } from "../../../modules/ecs/fargate-service";
import { part } from "../../../modules/part";
import { type Synthesized, synthIn } from "../../support/synth";

interface Changes extends Partial<Omit<FargateServiceProps, "container">> {
  readonly port?: number;
}

function synthService(changes: Changes | ((stack: TerraformStack) => Changes) = {}): Synthesized {
  return synthIn((stack) => {
    const { port, ...others } = typeof changes === "function" ? changes(stack) : changes;
    new FargateService(stack, "server", {
      name: "mcp-server",
      family: "test-mcp-server",
      clusterArn: "arn:aws:ecs:us-east-1:123456789012:cluster/test",
      cpu: 1024,
      memory: 2048,
      cpuArchitecture: "X86_64",
      container: {
        image: "registry/image:1",
        user: "1000",
        environment: {},
        secrets: {},
        port,
        logGroup: new CloudwatchLogGroup(part(stack, "log_groups"), "server", { name: "/ecs/server" }),
        region: "us-east-1",
      },
      taskRoleArn: "arn:aws:iam::123456789012:role/task",
      executionRoleArn: "arn:aws:iam::123456789012:role/execution",
      subnetIds: ["subnet-1", "subnet-2"],
      securityGroupId: "sg-1",
      desiredCount: 3,
      maximumPercent: 200,
      minimumHealthyPercent: 100,
      ...others,
    });
  });
}

const service = (synth: Synthesized) => synth.at("aws_ecs_service.server");
const taskDefinition = (synth: Synthesized) => synth.at("aws_ecs_task_definition.server");

describe("a task", () => {
  test("is of Fargate's size, for its CPU, with its roles, in one container of the service's name", () => {
    const task = taskDefinition(synthService({ cpuArchitecture: "ARM64" }));
    expect(task).toMatchObject({
      family: "test-mcp-server",
      requires_compatibilities: ["FARGATE"],
      network_mode: "awsvpc",
      cpu: "1024",
      memory: "2048",
      runtime_platform: { operating_system_family: "LINUX", cpu_architecture: "ARM64" },
      task_role_arn: "arn:aws:iam::123456789012:role/task",
      execution_role_arn: "arn:aws:iam::123456789012:role/execution",
    });
    expect(JSON.parse(task.container_definitions as string)).toMatchObject([
      {
        name: "mcp-server",
        image: "registry/image:1",
        logConfiguration: { options: { "awslogs-stream-prefix": "ecs" } },
      },
    ]);
  });

  test("has its definition before the one before goes, to which a rollback leads", () => {
    expect(taskDefinition(synthService()).lifecycle).toEqual({ create_before_destroy: true });
  });

  test("has no public address", () => {
    expect(service(synthService()).network_configuration).toEqual({
      subnets: ["subnet-1", "subnet-2"],
      security_groups: ["sg-1"],
      assign_public_ip: false,
    });
  });

  test("lets nobody open a shell unless that is asked for", () => {
    expect(service(synthService()).enable_execute_command).toBe(false);
    expect(service(synthService({ executeCommand: true })).enable_execute_command).toBe(true);
  });
});

test("autoscaling owns the number of tasks after the first", () => {
  expect(service(synthService())).toMatchObject({
    desired_count: 3,
    lifecycle: { ignore_changes: ["desired_count"] },
  });
});

describe("a new version", () => {
  test("replaces the one before within limits, and ECS rolls it back if its tasks do not start", () => {
    expect(service(synthService({ maximumPercent: 150, minimumHealthyPercent: 50 }))).toMatchObject({
      task_definition: "${aws_ecs_task_definition.server.arn}",
      deployment_maximum_percent: 150,
      deployment_minimum_healthy_percent: 50,
      deployment_circuit_breaker: { enable: true, rollback: true },
    });
  });

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

  test("is waited for, half an hour, and the apply fails if another one runs in the end", () => {
    const { wait_for_steady_state, timeouts, lifecycle } = service(synthService());
    expect([wait_for_steady_state, timeouts]).toEqual([true, { create: "30m", update: "30m" }]);
    expect(lifecycle).toMatchObject({
      postcondition: [
        {
          condition: "${(self.task_definition == aws_ecs_task_definition.server.arn)}",
          error_message: expect.stringContaining(
            "mcp-server does not run the new version: ECS has rolled it back",
          ),
        },
      ],
    });
  });

  test("waits for what it needs", () => {
    const synth = synthService((stack) => ({ dependsOn: [new Vpc(stack, "needed", {})] }));
    expect(service(synth).depends_on).toEqual(["aws_vpc.needed"]);
  });
});

describe("its tasks run", () => {
  test("on Fargate on demand, unless it says otherwise", () => {
    const synth = synthService();
    expect(service(synth)).toMatchObject({ launch_type: "FARGATE", platform_version: "LATEST" });
    expect(service(synth)).not.toHaveProperty("capacity_provider_strategy");
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
  test("gives others the addresses of all tasks that ECS says are well", () => {
    const synth = synthService({ namespaceId: "ns-1", port: 8080 });
    expect(synth.at("aws_service_discovery_service.server")).toMatchObject({
      name: "mcp-server",
      dns_config: {
        namespace_id: "ns-1",
        routing_policy: "MULTIVALUE",
        dns_records: [{ type: "A", ttl: 10 }],
      },
      // The provider takes an empty block for none, and plans the service anew each time.
      health_check_custom_config: { failure_threshold: 1 },
    });
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

test("tasks have the service's tags, and ECS' own", () => {
  expect(service(synthService())).toMatchObject({
    propagate_tags: "SERVICE",
    enable_ecs_managed_tags: true,
  });
});

test("any argument can be set", () => {
  const synth = synthService({
    overrides: {
      taskDefinition: { ephemeralStorage: { sizeInGib: 40 } },
      service: { platformVersion: "1.4.0" },
    },
  });
  expect(taskDefinition(synth).ephemeral_storage).toEqual({ size_in_gib: 40 });
  expect(service(synth).platform_version).toBe("1.4.0");
});
