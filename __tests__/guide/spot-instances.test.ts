/** Guide, "2. Spot Instances for Workers": lines 1168–1185, with the errata to lines 1171 and 1175. */
import { productionInOne, type Synthesized, servicesWith, settings } from "../support/synth";

let stack: Synthesized;

beforeAll(() => {
  const { platform } = settings();
  stack = productionInOne({
    services: servicesWith({ worker: { capacityProviders: [{ provider: "EC2_SPOT", weight: 1 }] } }),
    platform: {
      ...platform,
      spotInstances: { name: "mcp-spot-capacity", instanceTypes: ["m6i.large", "m5.large"] },
    },
  });
});

test("aws_ecs_capacity_provider.spot", () => {
  expect(stack.at("aws_ecs_capacity_provider.spot")).toMatchObject({
    name: "mcp-spot-capacity",
    auto_scaling_group_provider: {
      auto_scaling_group_arn: "${aws_autoscaling_group.spot.arn}",
      managed_termination_protection: "ENABLED",
      managed_scaling: {
        status: "ENABLED",
        target_capacity: 100,
        minimum_scaling_step_size: 1,
        maximum_scaling_step_size: 10,
      },
    },
  });
});

test("errata to line 1175: termination protection goes with scale-in protection", () => {
  expect(stack.at("aws_autoscaling_group.spot").protect_from_scale_in).toBe(true);
});

test("workers run on it", () => {
  expect(stack.at("aws_ecs_service.worker").capacity_provider_strategy).toEqual([
    { capacity_provider: "${aws_ecs_capacity_provider.spot.name}", weight: 1, base: 0 },
  ]);
});

test("errata to lines 441 and 1171: without it, workers are on Fargate, one on demand and three of four others on spot", () => {
  const without = productionInOne();
  expect(without.resources("aws_ecs_capacity_provider")).toEqual({});
  const worker = without.at("aws_ecs_service.worker");
  expect(worker.capacity_provider_strategy).toEqual([
    { capacity_provider: "FARGATE", weight: 1, base: 1 },
    { capacity_provider: "FARGATE_SPOT", weight: 3, base: 0 },
  ]);
  expect(worker).not.toHaveProperty("launch_type");
});
