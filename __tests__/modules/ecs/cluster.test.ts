import { Cluster, type ClusterProps } from "../../../modules/ecs/cluster";
import { type Synthesized, synthIn } from "../../support/synth";

function synthCluster(changes: Partial<ClusterProps> = {}): Synthesized {
  return synthIn((stack) => {
    new Cluster(stack, "main", { name: "test-cluster", containerInsights: "enabled", ...changes });
  });
}

const SPOT: ClusterProps["spot"] = {
  name: "test-spot",
  instanceTypes: ["m6i.large"],
  cpuArchitecture: "X86_64",
  maximum: 10,
  subnetIds: ["subnet-1"],
  securityGroupId: "sg-1",
  tags: {},
  roleName: "test-spot",
};

test("tasks run on Fargate, on demand unless they say otherwise", () => {
  const synth = synthCluster();
  expect(synth.at("aws_ecs_cluster_capacity_providers.main")).toMatchObject({
    cluster_name: "${aws_ecs_cluster.main.name}",
    capacity_providers: ["FARGATE", "FARGATE_SPOT"],
    default_capacity_provider_strategy: [{ capacity_provider: "FARGATE", weight: 1 }],
  });
  expect(synth.resources("aws_ecs_capacity_provider")).toEqual({});
});

test("spot instances, if asked for, join this cluster, and are never the default", () => {
  const synth = synthCluster({ spot: SPOT });
  expect(synth.at("aws_ecs_cluster_capacity_providers.main")).toMatchObject({
    capacity_providers: ["FARGATE", "FARGATE_SPOT", "${aws_ecs_capacity_provider.spot.name}"],
    default_capacity_provider_strategy: [{ capacity_provider: "FARGATE", weight: 1 }],
  });
  expect(synth.at("aws_launch_template.spot").user_data).toContain("ECS_CLUSTER=test-cluster");
});

test.each(["enhanced", "enabled", "disabled"] as const)("Container Insights are %s", (containerInsights) => {
  expect(synthCluster({ containerInsights }).at("aws_ecs_cluster.main")).toMatchObject({
    name: "test-cluster",
    setting: [{ name: "containerInsights", value: containerInsights }],
  });
});

test("any argument can be set", () => {
  const serviceConnectDefaults = { namespace: "arn:aws:servicediscovery:us-east-1:123456789012:namespace/n" };
  const synth = synthCluster({ overrides: { cluster: { serviceConnectDefaults } } });
  expect(synth.at("aws_ecs_cluster.main").service_connect_defaults).toEqual(serviceConnectDefaults);
});
