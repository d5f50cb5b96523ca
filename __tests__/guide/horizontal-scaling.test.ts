/** Guide, "1. Horizontal Scaling": lines 909–944, as ECS has it. */
import { productionInOne, type Synthesized, servicesWith } from "../support/synth";

let stack: Synthesized;

beforeAll(() => {
  stack = productionInOne();
});

const policy = (id: string, of = stack) =>
  of.at(`aws_appautoscaling_policy.${id}`).target_tracking_scaling_policy_configuration;

test.each(["memory_scaling", "rest_api_memory_scaling", "worker_memory_scaling"])(
  "memory: %s at 80 %%",
  (id) => {
    expect(policy(id)).toMatchObject({
      predefined_metric_specification: { predefined_metric_type: "ECSServiceAverageMemoryUtilization" },
      target_value: 80,
    });
  },
);

test("100 WebSocket connections a task, of a metric that the server publishes", () => {
  expect(policy("connection_scaling")).toMatchObject({
    target_value: 100,
    customized_metric_specification: {
      metrics: [
        {
          metric_stat: {
            metric: { namespace: "MCP/Production", metric_name: "WebSocketConnections" },
            stat: "Average",
          },
        },
        { expression: "m1", return_data: true },
      ],
    },
  });
});

test("the worker by the messages that wait for each task", () => {
  expect(policy("worker_backlog_scaling")).toMatchObject({
    customized_metric_specification: {
      metrics: [
        {
          metric_stat: {
            metric: {
              metric_name: "ApproximateNumberOfMessagesVisible",
              dimensions: [{ name: "QueueName", value: "${aws_sqs_queue.task_queue.name}" }],
            },
          },
        },
        { metric_stat: { metric: { metric_name: "RunningTaskCount" } } },
        { return_data: true },
      ],
    },
  });
});

test("requests for each target and schedules are settings", () => {
  const restApi = {
    autoscaling: {
      requestsPerTarget: 1000,
      schedules: [{ name: "morning", schedule: "cron(0 7 ? * MON-FRI *)", minimum: 4, maximum: 20 }],
    },
  };
  const changed = productionInOne({ services: servicesWith({ "rest-api": restApi }) });
  expect(policy("rest_api_request_scaling", changed)).toMatchObject({
    predefined_metric_specification: {
      predefined_metric_type: "ALBRequestCountPerTarget",
      resource_label: "${aws_lb.main.arn_suffix}/${aws_lb_target_group.rest_api.arn_suffix}",
    },
    target_value: 1000,
  });
  expect(changed.at("aws_appautoscaling_scheduled_action.rest_api_morning")).toMatchObject({
    schedule: "cron(0 7 ? * MON-FRI *)",
    scalable_target_action: { min_capacity: "4", max_capacity: "20" },
  });
});
