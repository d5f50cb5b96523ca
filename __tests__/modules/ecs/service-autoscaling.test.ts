import { AppautoscalingPolicy } from "@cdktf/provider-aws/lib/appautoscaling-policy";
import { AppautoscalingScheduledAction } from "@cdktf/provider-aws/lib/appautoscaling-scheduled-action";
import { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target";
import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Testing } from "cdktf";
import type { Construct } from "constructs";
import { ServiceAutoscaling, type ServiceAutoscalingProps } from "../../../modules/ecs/service-autoscaling";
import { type Block, type Synthesized, synthIn } from "../../support/synth";

type Changes = Partial<ServiceAutoscalingProps>;

function addAutoscaling(scope: Construct, id: string, changes: Changes = {}): void {
  const { fqn } = new EcsService(scope, `${id}_service`, { name: "mcp-server" });
  new ServiceAutoscaling(scope, id, {
    cluster: { name: "test-cluster" },
    service: { name: "mcp-server", fqn },
    minimum: 2,
    maximum: 10,
    cpuPercent: 70,
    memoryPercent: 80,
    scaleInCooldownSeconds: 300,
    scaleOutCooldownSeconds: 60,
    ...changes,
  });
}

function synthAutoscaling(changes: Changes | ((scope: Construct) => Changes) = {}): Synthesized {
  return synthIn((stack) => {
    addAutoscaling(stack, "server", typeof changes === "function" ? changes(stack) : changes);
  });
}

const AT_NIGHT = {
  name: "at-night",
  schedule: "cron(0 20 * * ? *)",
  timezone: "Europe/Zurich",
  minimum: 0,
  maximum: 4,
};

const TARGET = {
  resource_id: "${aws_appautoscaling_target.server.resource_id}",
  scalable_dimension: "${aws_appautoscaling_target.server.scalable_dimension}",
  service_namespace: "${aws_appautoscaling_target.server.service_namespace}",
};

/** What a policy keeps to. */
const tracking = (synth: Synthesized, policy: string) =>
  synth.at(`aws_appautoscaling_policy.${policy}`).target_tracking_scaling_policy_configuration as Block;

describe("in a stack of one's own", () => {
  const stack = Testing.synthScope((scope) => addAutoscaling(scope, "server", { schedules: [AT_NIGHT] }));

  test("a service has from so many to so many tasks, once it is there", () => {
    expect(stack).toHaveResourceWithProperties(AppautoscalingTarget, {
      min_capacity: 2,
      max_capacity: 10,
      resource_id: "service/test-cluster/mcp-server",
      scalable_dimension: "ecs:service:DesiredCount",
      service_namespace: "ecs",
      depends_on: ["aws_ecs_service.server_service"],
    });
  });

  test.each([
    ["CPU", "mcp-server-cpu-scaling", "ECSServiceAverageCPUUtilization", 70],
    ["memory", "mcp-server-memory-scaling", "ECSServiceAverageMemoryUtilization", 80],
  ])("a policy keeps to its %s", (_what, name, predefined_metric_type, target_value) => {
    expect(stack).toHaveResourceWithProperties(AppautoscalingPolicy, {
      name,
      policy_type: "TargetTrackingScaling",
      target_tracking_scaling_policy_configuration: {
        predefined_metric_specification: { predefined_metric_type },
        target_value,
        scale_in_cooldown: 300,
        scale_out_cooldown: 60,
      },
    });
  });

  test("at certain times it has other limits, which may be none", () => {
    expect(stack).toHaveResourceWithProperties(AppautoscalingScheduledAction, {
      name: "mcp-server-at-night",
      schedule: "cron(0 20 * * ? *)",
      timezone: "Europe/Zurich",
      scalable_target_action: { min_capacity: "0", max_capacity: "4" },
    });
  });
});

test("Terraform takes limits back to their first, unless a schedule sets them", () => {
  const lifecycle = (changes: Changes) =>
    synthAutoscaling(changes).at("aws_appautoscaling_target.server").lifecycle;
  expect(lifecycle({})).toBeUndefined();
  expect(lifecycle({ schedules: [AT_NIGHT] })).toEqual({ ignore_changes: ["min_capacity", "max_capacity"] });
});

describe("its policies", () => {
  test("are of its target, and there are no others unless told", () => {
    expect(synthAutoscaling().resources("aws_appautoscaling_policy")).toEqual({
      server_cpu_scaling: expect.objectContaining(TARGET),
      server_memory_scaling: expect.objectContaining(TARGET),
    });
  });

  test("can be told from those of another service", () => {
    const synth = synthIn((stack) => {
      addAutoscaling(stack, "server", { idPrefix: "", schedules: [AT_NIGHT] });
      addAutoscaling(stack, "rest_api", { schedules: [AT_NIGHT] });
    });
    expect(Object.keys(synth.resources("aws_appautoscaling_policy")).sort()).toEqual([
      "cpu_scaling",
      "memory_scaling",
      "rest_api_cpu_scaling",
      "rest_api_memory_scaling",
    ]);
    expect(Object.keys(synth.resources("aws_appautoscaling_scheduled_action")).sort()).toEqual([
      "rest_api_at_night",
      "server_at_night",
    ]);
  });

  test("keep to the requests that a target has from this load balancer", () => {
    const synth = synthAutoscaling((stack) => ({
      requests: {
        perTarget: 1000,
        loadBalancer: new Lb(stack, "main", { name: "main" }),
        targetGroup: new LbTargetGroup(stack, "target", { name: "target" }),
      },
    }));
    expect(tracking(synth, "server_request_scaling")).toMatchObject({
      predefined_metric_specification: {
        predefined_metric_type: "ALBRequestCountPerTarget",
        resource_label: "${aws_lb.main.arn_suffix}/${aws_lb_target_group.target.arn_suffix}",
      },
      target_value: 1000,
    });
  });

  test("keep to the connections of a task, whose newest value is never made up", () => {
    const synth = synthAutoscaling({
      connections: { perTask: 100, namespace: "MCP", environment: "test" },
    });
    expect(tracking(synth, "server_connection_scaling")).toEqual({
      customized_metric_specification: {
        metrics: [
          {
            id: "m1",
            return_data: false,
            metric_stat: {
              stat: "Average",
              metric: {
                namespace: "MCP",
                metric_name: "WebSocketConnections",
                dimensions: [
                  { name: "Environment", value: "test" },
                  { name: "Service", value: "mcp-server" },
                ],
              },
            },
          },
          { id: "e1", expression: "m1", label: "a task", return_data: true },
        ],
      },
      target_value: 100,
      scale_in_cooldown: 300,
      scale_out_cooldown: 60,
    });
  });

  test("keep to the messages that wait for a task, whose newest value is never made up", () => {
    const synth = synthAutoscaling((stack) => ({
      backlog: { perTask: 100, queue: new SqsQueue(stack, "tasks", { name: "tasks" }) },
    }));
    expect(tracking(synth, "server_backlog_scaling")).toMatchObject({
      customized_metric_specification: {
        metrics: [
          {
            id: "m1",
            return_data: false,
            metric_stat: {
              stat: "Average",
              metric: {
                namespace: "AWS/SQS",
                metric_name: "ApproximateNumberOfMessagesVisible",
                dimensions: [{ name: "QueueName", value: "${aws_sqs_queue.tasks.name}" }],
              },
            },
          },
          {
            id: "m2",
            return_data: false,
            metric_stat: {
              stat: "Average",
              metric: {
                namespace: "ECS/ContainerInsights",
                metric_name: "RunningTaskCount",
                dimensions: [
                  { name: "ClusterName", value: "test-cluster" },
                  { name: "ServiceName", value: "mcp-server" },
                ],
              },
            },
          },
          { id: "e1", expression: "m1 / m2", return_data: true },
        ],
      },
      target_value: 100,
    });
  });
});

test("a schedule is of the target", () => {
  const synth = synthAutoscaling({ schedules: [AT_NIGHT] });
  expect(synth.at("aws_appautoscaling_scheduled_action.server_at_night")).toMatchObject(TARGET);
});

test("any argument of any resource can be set; what is not named stays", () => {
  const synth = synthAutoscaling({
    schedules: [AT_NIGHT],
    overrides: {
      target: {
        suspendedState: { dynamicScalingInSuspended: true },
        lifecycle: { preventDestroy: true },
      },
      policy: (config) => ({ ...config, name: `${config.name}-2` }),
      schedule: { startTime: "2030-01-01T00:00:00Z" },
    },
  });
  expect(synth.at("aws_appautoscaling_target.server")).toMatchObject({
    suspended_state: { dynamic_scaling_in_suspended: true },
    lifecycle: { ignore_changes: ["min_capacity", "max_capacity"], prevent_destroy: true },
  });
  expect(synth.at("aws_appautoscaling_policy.server_cpu_scaling").name).toBe("mcp-server-cpu-scaling-2");
  expect(synth.at("aws_appautoscaling_scheduled_action.server_at_night")).toMatchObject({
    schedule: "cron(0 20 * * ? *)",
    start_time: "2030-01-01T00:00:00Z",
  });
});
