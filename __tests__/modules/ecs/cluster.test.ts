import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import { EcsClusterCapacityProviders } from "@cdktf/provider-aws/lib/ecs-cluster-capacity-providers";
import { Testing } from "cdktf";
import type { Construct } from "constructs";
import { Cluster, type ClusterProps } from "../../../modules/ecs/cluster";
import { type Synthesized, synthIn } from "../../support/synth";

function addCluster(scope: Construct, id: string, changes: Partial<ClusterProps> = {}): Cluster {
  return new Cluster(scope, id, { name: "test-cluster", containerInsights: "enabled", ...changes });
}

const synthCluster = (changes?: Partial<ClusterProps>): Synthesized =>
  synthIn((stack) => {
    addCluster(stack, "main", changes);
  });

const SPOT: ClusterProps["spot"] = {
  name: "test-spot",
  instanceTypes: ["m6i.large"],
  cpuArchitecture: "X86_64",
  maximum: 10,
  subnets: [{ id: "subnet-1" }],
  securityGroup: { id: "sg-1" },
  tags: {},
  roleName: "test-spot",
};

test("it has Container Insights, and tasks run on Fargate, on demand unless they say otherwise", () => {
  const stack = Testing.synthScope((scope) => {
    addCluster(scope, "main");
  });
  expect(stack).toHaveResourceWithProperties(EcsCluster, {
    name: "test-cluster",
    setting: [{ name: "containerInsights", value: "enabled" }],
  });
  expect(stack).toHaveResourceWithProperties(EcsClusterCapacityProviders, {
    cluster_name: expect.stringContaining("aws_ecs_cluster.main_"),
    capacity_providers: ["FARGATE", "FARGATE_SPOT"],
    default_capacity_provider_strategy: [{ capacity_provider: "FARGATE", weight: 1 }],
  });
});

test("without spot instances, it has none of what they take", () => {
  expect(synthCluster().addresses()).toEqual([
    "aws_ecs_cluster.main",
    "aws_ecs_cluster_capacity_providers.main",
  ]);
});

test("spot instances, if asked for, join this cluster, and are never the default", () => {
  const synth = synthCluster({ spot: SPOT });
  expect(synth.at("aws_ecs_cluster_capacity_providers.main")).toMatchObject({
    capacity_providers: ["FARGATE", "FARGATE_SPOT", "${aws_ecs_capacity_provider.main_spot.name}"],
    default_capacity_provider_strategy: [{ capacity_provider: "FARGATE", weight: 1 }],
  });
  expect(synth.at("aws_launch_template.main_spot").user_data).toContain("ECS_CLUSTER=test-cluster");
});

test("spot instances that are retired are still there, and the cluster does not name them", () => {
  const retired = synthCluster({ spot: { ...SPOT, retired: true } });
  expect(retired.addresses()).toEqual(synthCluster({ spot: SPOT }).addresses());
  expect(retired.at("aws_ecs_cluster_capacity_providers.main").capacity_providers).toEqual([
    "FARGATE",
    "FARGATE_SPOT",
  ]);
});

test.each(["enhanced", "disabled"] as const)("Container Insights can be %s", (containerInsights) => {
  expect(synthCluster({ containerInsights }).at("aws_ecs_cluster.main").setting).toEqual([
    { name: "containerInsights", value: containerInsights },
  ]);
});

test("two of them, with spot instances each, stand in one stack", () => {
  const synth = synthIn((stack) => {
    addCluster(stack, "main", { spot: SPOT, idPrefix: "" });
    addCluster(stack, "jobs", { spot: SPOT });
  });
  expect(Object.keys(synth.resources("aws_autoscaling_group")).sort()).toEqual(["jobs_spot", "spot"]);
});

test("any argument of any resource can be set; what is not named stays", () => {
  const synth = synthCluster({
    overrides: {
      cluster: { configuration: { executeCommandConfiguration: { logging: "NONE" } } },
      capacityProviders: (config) => ({ ...config, capacityProviders: ["FARGATE"] }),
    },
  });
  expect(synth.at("aws_ecs_cluster.main")).toMatchObject({
    name: "test-cluster",
    configuration: { execute_command_configuration: { logging: "NONE" } },
  });
  expect(synth.at("aws_ecs_cluster_capacity_providers.main")).toMatchObject({
    capacity_providers: ["FARGATE"],
    default_capacity_provider_strategy: [{ capacity_provider: "FARGATE", weight: 1 }],
  });
});
