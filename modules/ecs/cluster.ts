import { EcsCluster, type EcsClusterConfig } from "@cdktf/provider-aws/lib/ecs-cluster";
import {
  EcsClusterCapacityProviders,
  type EcsClusterCapacityProvidersConfig,
} from "@cdktf/provider-aws/lib/ecs-cluster-capacity-providers";
import { Construct } from "constructs";
import { type InnerIds, innerIds } from "../inner-ids";
import { type Override, overridden } from "../override";
import { part } from "../part";
import { SpotCapacity, type SpotCapacityProps } from "./spot-capacity";

export interface ClusterProps extends InnerIds {
  /** At most 255 letters, digits, _ and -. */
  readonly name: string;
  /** Metrics of each task, of services, or none. */
  readonly containerInsights: "enhanced" | "enabled" | "disabled";
  /** A capacity provider of spot instances on EC2. One that is retired is still there, and the cluster does not name it. @default none */
  readonly spot?: Omit<SpotCapacityProps, "cluster"> & { readonly retired?: boolean };
  readonly overrides?: {
    readonly cluster?: Override<EcsClusterConfig>;
    readonly capacityProviders?: Override<EcsClusterCapacityProvidersConfig>;
  };
}

/**
 * An ECS cluster whose tasks run on Fargate, on demand and on spot, and if asked for on spot instances. It bears the
 * construct's id; `spot` is inside. Container Insights cost about 0.30 USD a metric and month. Guide: lines 427–428 and 1168–1185.
 */
export class Cluster extends Construct {
  readonly cluster: EcsCluster;
  readonly spot?: SpotCapacity;
  /** A service that names one of these has to wait for it. */
  readonly capacityProviders: EcsClusterCapacityProviders;

  constructor(scope: Construct, id: string, props: ClusterProps) {
    super(scope, id);
    const { name, containerInsights, spot, overrides } = props;
    const cluster: EcsClusterConfig = {
      name,
      setting: [{ name: "containerInsights", value: containerInsights }],
    };
    this.cluster = new EcsCluster(part(this, "cluster"), id, overridden(cluster, overrides?.cluster));
    this.spot = spot && new SpotCapacity(this, innerIds(id, props)("spot"), { ...spot, cluster: { name } });
    const named = this.spot && !spot?.retired ? [this.spot.provider.name] : [];
    const capacityProviders: EcsClusterCapacityProvidersConfig = {
      clusterName: this.cluster.name,
      capacityProviders: ["FARGATE", "FARGATE_SPOT", ...named],
      defaultCapacityProviderStrategy: [{ capacityProvider: "FARGATE", weight: 1 }],
    };
    this.capacityProviders = new EcsClusterCapacityProviders(
      part(this, "capacity_providers"),
      id,
      overridden(capacityProviders, overrides?.capacityProviders),
    );
  }

  get arn(): string {
    return this.cluster.arn;
  }

  get name(): string {
    return this.cluster.name;
  }
}
