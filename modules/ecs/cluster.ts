import { EcsCluster, type EcsClusterConfig } from "@cdktf/provider-aws/lib/ecs-cluster";
import { EcsClusterCapacityProviders } from "@cdktf/provider-aws/lib/ecs-cluster-capacity-providers";
import { Construct } from "constructs";
import { part } from "../part";
import { SpotCapacity, type SpotCapacityProps } from "./spot-capacity";

export interface ClusterProps {
  /** At most 255 letters, digits, _ and -. */
  readonly name: string;
  /** Metrics of each task, of services, or none. */
  readonly containerInsights: "enhanced" | "enabled" | "disabled";
  /** A capacity provider of spot instances on EC2. @default none */
  readonly spot?: Omit<SpotCapacityProps, "clusterName">;
  readonly overrides?: { readonly cluster?: Partial<EcsClusterConfig> };
}

/**
 * An ECS cluster whose tasks run on Fargate, on demand and on spot, and if asked for on spot instances. Its resources bear the
 * construct's id. Container Insights cost about 0.30 USD a metric and month. Guide: lines 423–442 and 1168–1183.
 */
export class Cluster extends Construct {
  readonly cluster: EcsCluster;
  readonly spot?: SpotCapacity;
  /** A service that names one of these has to wait for it. */
  readonly capacityProviders: EcsClusterCapacityProviders;

  constructor(scope: Construct, id: string, { name, containerInsights, spot, overrides }: ClusterProps) {
    super(scope, id);
    this.cluster = new EcsCluster(part(this, "cluster"), id, {
      name,
      setting: [{ name: "containerInsights", value: containerInsights }],
      ...overrides?.cluster,
    });
    this.spot = spot && new SpotCapacity(this, "spot", { ...spot, clusterName: name });
    this.capacityProviders = new EcsClusterCapacityProviders(part(this, "capacity_providers"), id, {
      clusterName: this.cluster.name,
      capacityProviders: ["FARGATE", "FARGATE_SPOT", ...(this.spot ? [this.spot.provider.name] : [])],
      defaultCapacityProviderStrategy: [{ capacityProvider: "FARGATE", weight: 1 }],
    });
  }
}
