import { AutoscalingGroup, type AutoscalingGroupConfig } from "@cdktf/provider-aws/lib/autoscaling-group";
import {
  EcsCapacityProvider,
  type EcsCapacityProviderConfig,
} from "@cdktf/provider-aws/lib/ecs-capacity-provider";
import {
  IamInstanceProfile,
  type IamInstanceProfileConfig,
} from "@cdktf/provider-aws/lib/iam-instance-profile";
import type { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { LaunchTemplate, type LaunchTemplateConfig } from "@cdktf/provider-aws/lib/launch-template";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import { ServiceRole, type ServiceRoleOverrides } from "../iam/service-role";
import { type Override, overridden } from "../override";
import { part } from "../part";
import type { HasId } from "../reference";

/** GiB; the image itself wants 30. */
const DISK_GIB = 30;

export interface SpotCapacityProps {
  /** Name of the capacity provider, at most 255 letters, digits, _ and -, not beginning with aws, ecs or fargate. */
  readonly name: string;
  readonly cluster: { readonly name: string };
  /** Types of instances, of one CPU architecture; the more, the fewer interruptions. */
  readonly instanceTypes: readonly string[];
  readonly cpuArchitecture: "X86_64" | "ARM64";
  /** The most instances. */
  readonly maximum: number;
  readonly subnets: readonly HasId[];
  readonly securityGroup: HasId;
  /** Tags of the group and its instances: the provider's own do not reach them. */
  readonly tags: Readonly<Record<string, string>>;
  /** Name of the instances' role, at most 64 characters. */
  readonly roleName: string;
  readonly overrides?: {
    readonly role?: ServiceRoleOverrides;
    readonly instanceProfile?: Override<IamInstanceProfileConfig>;
    readonly launchTemplate?: Override<LaunchTemplateConfig>;
    readonly autoscalingGroup?: Override<AutoscalingGroupConfig>;
    readonly capacityProvider?: Override<EcsCapacityProviderConfig>;
  };
}

/**
 * Spot instances that ECS starts and ends as tasks come and go: an Auto Scaling group that is empty while there are none. Its
 * resources bear the construct's id. Guide: lines 1168–1185.
 */
export class SpotCapacity extends Construct {
  readonly provider: EcsCapacityProvider;

  constructor(
    scope: Construct,
    private readonly id: string,
    private readonly props: SpotCapacityProps,
  ) {
    super(scope, id);
    const role = this.createRole();
    const permissions = role.attachManaged("service-role/AmazonEC2ContainerServiceforEC2Role");
    const template = this.createLaunchTemplate(this.createInstanceProfile(role));
    this.provider = this.createProvider(this.createGroup(template, permissions));
  }

  /** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html */
  private createRole(): ServiceRole {
    const { roleName: name, overrides } = this.props;
    return new ServiceRole(part(this, "role"), this.id, {
      name,
      service: "ec2.amazonaws.com",
      // EC2 hands the role to instances of its own account, and says nothing more.
      namesAccount: false,
      overrides: overrides?.role,
    });
  }

  private createInstanceProfile(role: ServiceRole): IamInstanceProfile {
    const { roleName: name, overrides } = this.props;
    const config: IamInstanceProfileConfig = { name, role: role.name };
    return new IamInstanceProfile(
      part(this, "instance_profile"),
      this.id,
      overridden(config, overrides?.instanceProfile),
    );
  }

  private createLaunchTemplate(profile: IamInstanceProfile): LaunchTemplate {
    const { name, cluster, cpuArchitecture, securityGroup, overrides } = this.props;
    const image = cpuArchitecture === "ARM64" ? "amazon-linux-2023/arm64" : "amazon-linux-2023";
    const config: LaunchTemplateConfig = {
      name,
      // EC2 looks up AWS's current image when it starts an instance.
      imageId: `resolve:ssm:/aws/service/ecs/optimized-ami/${image}/recommended/image_id`,
      iamInstanceProfile: { arn: profile.arn },
      vpcSecurityGroupIds: [securityGroup.id],
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      monitoring: { enabled: true },
      blockDeviceMappings: [
        { deviceName: "/dev/xvda", ebs: { encrypted: "true", volumeSize: DISK_GIB, volumeType: "gp3" } },
      ],
      userData: Fn.base64encode(agentSettings(cluster.name)),
      updateDefaultVersion: true,
    };
    return new LaunchTemplate(
      part(this, "launch_template"),
      this.id,
      overridden(config, overrides?.launchTemplate),
    );
  }

  private createGroup(template: LaunchTemplate, permissions: IamRolePolicyAttachment): AutoscalingGroup {
    const { name, instanceTypes, maximum, subnets, tags, overrides } = this.props;
    const config: AutoscalingGroupConfig = {
      name,
      minSize: 0,
      maxSize: maximum,
      vpcZoneIdentifier: subnets.map((subnet) => subnet.id),
      // ECS takes this off instances that have no task: managed termination protection.
      protectFromScaleIn: true,
      mixedInstancesPolicy: {
        instancesDistribution: {
          onDemandPercentageAboveBaseCapacity: 0,
          spotAllocationStrategy: "price-capacity-optimized",
        },
        launchTemplate: {
          launchTemplateSpecification: { launchTemplateId: template.id, version: "$Latest" },
          override: instanceTypes.map((instanceType) => ({ instanceType })),
        },
      },
      // ECS adds this tag; without it here, Terraform would take it off.
      tag: [
        { key: "AmazonECSManaged", value: "true", propagateAtLaunch: true },
        ...Object.entries({ ...tags, Name: name }).map(([key, value]) => ({
          key,
          value,
          propagateAtLaunch: true,
        })),
      ],
      lifecycle: { ignoreChanges: ["desired_capacity"] },
      // The profile names the role alone; without its permissions, an instance does not find its cluster.
      dependsOn: [permissions],
    };
    return new AutoscalingGroup(
      part(this, "autoscaling_group"),
      this.id,
      overridden(config, overrides?.autoscalingGroup),
    );
  }

  private createProvider(group: AutoscalingGroup): EcsCapacityProvider {
    const { name, overrides } = this.props;
    const config: EcsCapacityProviderConfig = {
      name,
      autoScalingGroupProvider: {
        autoScalingGroupArn: group.arn,
        managedTerminationProtection: "ENABLED",
        managedScaling: {
          status: "ENABLED",
          targetCapacity: 100,
          minimumScalingStepSize: 1,
          maximumScalingStepSize: 10,
        },
      },
    };
    return new EcsCapacityProvider(
      part(this, "capacity_provider"),
      this.id,
      overridden(config, overrides?.capacityProvider),
    );
  }
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html */
function agentSettings(clusterName: string): string {
  const settings = {
    ECS_CLUSTER: clusterName,
    // Two minutes before AWS takes the instance back, its tasks move.
    ECS_ENABLE_SPOT_INSTANCE_DRAINING: "true",
    // Tasks have roles of their own, and must not reach the instance's.
    ECS_AWSVPC_BLOCK_IMDS: "true",
  };
  const lines = Object.entries(settings).map(
    ([name, value]) => `echo ${name}=${value} >> /etc/ecs/ecs.config`,
  );
  return ["#!/bin/sh", ...lines, ""].join("\n");
}
