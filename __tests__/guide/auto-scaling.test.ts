/** Guide, "4. Auto Scaling Configuration": lines 447–475. */
import { productionInOne, type Synthesized } from "../support/synth";

let stack: Synthesized;

beforeAll(() => {
  stack = productionInOne();
});

test("aws_appautoscaling_target.mcp_server", () => {
  expect(stack.at("aws_appautoscaling_target.mcp_server")).toMatchObject({
    max_capacity: 10,
    min_capacity: 2,
    resource_id: "service/mcp-production/mcp-server",
    scalable_dimension: "ecs:service:DesiredCount",
    service_namespace: "ecs",
  });
});

test("aws_appautoscaling_policy.cpu_scaling", () => {
  expect(stack.at("aws_appautoscaling_policy.cpu_scaling")).toEqual({
    name: "mcp-server-cpu-scaling",
    policy_type: "TargetTrackingScaling",
    resource_id: "${aws_appautoscaling_target.mcp_server.resource_id}",
    scalable_dimension: "${aws_appautoscaling_target.mcp_server.scalable_dimension}",
    service_namespace: "${aws_appautoscaling_target.mcp_server.service_namespace}",
    target_tracking_scaling_policy_configuration: {
      predefined_metric_specification: { predefined_metric_type: "ECSServiceAverageCPUUtilization" },
      target_value: 70,
      scale_in_cooldown: 300,
      scale_out_cooldown: 60,
    },
  });
});

test.each([
  ["rest_api", "rest-api"],
  ["worker", "worker"],
])("the same for %s", (id, name) => {
  expect(stack.at(`aws_appautoscaling_target.${id}`)).toMatchObject({
    max_capacity: 10,
    min_capacity: 2,
    resource_id: `service/mcp-production/${name}`,
  });
  expect(stack.at(`aws_appautoscaling_policy.${id}_cpu_scaling`)).toMatchObject({
    name: `${name}-cpu-scaling`,
    target_tracking_scaling_policy_configuration: {
      target_value: 70,
      scale_in_cooldown: 300,
      scale_out_cooldown: 60,
    },
  });
});
