import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import type { TerraformStack } from "cdktf";
import { ServiceAutoscaling, type ServiceAutoscalingProps } from "../../../modules/ecs/service-autoscaling";
import { type Block, type Synthesized, synthIn } from "../../support/synth";

type Changes = Partial<ServiceAutoscalingProps>;

function synthAutoscaling(changes: Changes | ((stack: TerraformStack) => Changes) = {}): Synthesized {
  return synthIn((stack) => {
    new ServiceAutoscaling(stack, "server", {
      clusterName: "test-cluster",
      serviceName: "mcp-server",
      service: new EcsService(stack, "server_service", { name: "mcp-server" }),
      minimum: 2,
      maximum: 10,
      cpuPercent: 70,
      memoryPercent: 80,
      scaleInCooldownSeconds: 300,
      scaleOutCooldownSeconds: 60,
      ...(typeof changes === "function" ? changes(stack) : changes),
    });
  });
}

const TARGET = {
  resource_id: "${aws_appautoscaling_target.server.resource_id}",
  scalable_dimension: "${aws_appautoscaling_target.server.scalable_dimension}",
  service_namespace: "${aws_appautoscaling_target.server.service_namespace}",
};

/** What a policy keeps to. */
const tracking = (synth: Synthesized, policy: string) =>
  synth.at(`aws_appautoscaling_policy.${policy}`).target_tracking_scaling_policy_configuration as Block;

test("a service has from so many to so many tasks, once it is there", () => {
  expect(synthAutoscaling().at("aws_appautoscaling_target.server")).toMatchObject({
    min_capacity: 2,
    max_capacity: 10,
    resource_id: "service/test-cluster/mcp-server",
    scalable_dimension: "ecs:service:DesiredCount",
    service_namespace: "ecs",
    depends_on: ["aws_ecs_service.server_service"],
  });
});

describe("its policies", () => {
  test("keep to its CPU and its memory, and to nothing else unless told", () => {
    const synth = synthAutoscaling();
    expect(Object.keys(synth.resources("aws_appautoscaling_policy"))).toEqual([
      "cpu_scaling",
      "memory_scaling",
    ]);
    expect(synth.at("aws_appautoscaling_policy.cpu_scaling")).toMatchObject({
      name: "mcp-server-cpu-scaling",
      policy_type: "TargetTrackingScaling",
      ...TARGET,
      target_tracking_scaling_policy_configuration: {
        predefined_metric_specification: { predefined_metric_type: "ECSServiceAverageCPUUtilization" },
        target_value: 70,
        scale_in_cooldown: 300,
        scale_out_cooldown: 60,
      },
    });
    expect(tracking(synth, "memory_scaling")).toMatchObject({
      predefined_metric_specification: { predefined_metric_type: "ECSServiceAverageMemoryUtilization" },
      target_value: 80,
    });
  });

  test("can be told from those of another service", () => {
    const synth = synthAutoscaling({ policyIdPrefix: "rest_api_" });
    expect(Object.keys(synth.resources("aws_appautoscaling_policy"))).toEqual([
      "rest_api_cpu_scaling",
      "rest_api_memory_scaling",
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
    expect(tracking(synth, "request_scaling")).toMatchObject({
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
    expect(tracking(synth, "connection_scaling")).toEqual({
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
    expect(tracking(synth, "backlog_scaling")).toMatchObject({
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

test("at certain times it has other limits, which may be none", () => {
  const synth = synthAutoscaling({
    schedules: [
      {
        name: "at-night",
        schedule: "cron(0 20 * * ? *)",
        timezone: "Europe/Zurich",
        minimum: 0,
        maximum: 4,
      },
    ],
  });
  expect(synth.at("aws_appautoscaling_scheduled_action.server_at_night")).toMatchObject({
    name: "mcp-server-at-night",
    ...TARGET,
    schedule: "cron(0 20 * * ? *)",
    timezone: "Europe/Zurich",
    scalable_target_action: { min_capacity: "0", max_capacity: "4" },
  });
});

test("any argument can be set", () => {
  const overrides = { target: { suspendedState: { dynamicScalingInSuspended: true } } };
  expect(synthAutoscaling({ overrides }).at("aws_appautoscaling_target.server").suspended_state).toEqual({
    dynamic_scaling_in_suspended: true,
  });
});
