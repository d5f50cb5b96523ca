import type { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { EcsService, type EcsServiceConfig } from "@cdktf/provider-aws/lib/ecs-service";
import { EcsTaskDefinition, type EcsTaskDefinitionConfig } from "@cdktf/provider-aws/lib/ecs-task-definition";
import type { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { ServiceDiscoveryService } from "@cdktf/provider-aws/lib/service-discovery-service";
import { type ITerraformDependable, Op, TerraformSelf } from "cdktf";
import { Construct } from "constructs";
import { part } from "../part";
import { type ContainerProps, containerDefinition } from "./container";

/** As the guide has it: line 408. */
const LOG_PREFIX = "ecs";

/** Seconds that others may remember the address of a task. */
const DISCOVERY_TTL_SECONDS = 10;

/** Starting a task, waiting until it is well and draining the one before, three times, and a rollback. */
const ROLLOUT_TIMEOUT = "30m";

export interface CapacityShare {
  /** `FARGATE`, `FARGATE_SPOT`, or the name of another capacity provider of the cluster. */
  readonly provider: string;
  /** Its share of the tasks, by weight. */
  readonly weight: number;
  /** Tasks that it has before any is shared out; one provider can have it. */
  readonly base: number;
}

export interface FargateServiceProps {
  /** The service's name, its container's, and its name in service discovery. */
  readonly name: string;
  /** The family of its task definitions. */
  readonly family: string;
  readonly clusterArn: string;
  /** CPU units and MiB: one of Fargate's sizes. */
  readonly cpu: number;
  readonly memory: number;
  readonly cpuArchitecture: "X86_64" | "ARM64";
  readonly container: Omit<ContainerProps, "name" | "logPrefix">;
  /** What it acts as. */
  readonly taskRoleArn: string;
  /** What ECS acts as to start it. */
  readonly executionRoleArn: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupId: string;
  /** Tasks at first; autoscaling changes their number later. */
  readonly desiredCount: number;
  /** Where the load balancer sends requests. @default it has none */
  readonly target?: {
    readonly group: LbTargetGroup;
    /** Seconds after its start in which a task is not replaced for failing the load balancer's checks. */
    readonly gracePeriodSeconds: number;
  };
  /** The private DNS namespace in which other services find it; it needs a port. @default none */
  readonly namespaceId?: string;
  /** Fargate's or an instances' provider, not both: AWS does not mix them. @default Fargate on demand */
  readonly capacity?: readonly CapacityShare[];
  /** Tasks during a deployment, in percent of those wanted. */
  readonly maximumPercent: number;
  readonly minimumHealthyPercent: number;
  /** A deployment that sets one of these off is rolled back. @default none */
  readonly deploymentAlarms?: readonly CloudwatchMetricAlarm[];
  /** Lets people open a shell in a container (ECS Exec). @default false */
  readonly executeCommand?: boolean;
  /** What has to be there before it starts. */
  readonly dependsOn?: readonly ITerraformDependable[];
  readonly overrides?: {
    readonly taskDefinition?: Partial<EcsTaskDefinitionConfig>;
    readonly service?: Partial<EcsServiceConfig>;
  };
}

/**
 * A service of ECS of one container. A new version replaces the tasks one after the other; the apply waits for it, and fails
 * if ECS rolls it back. Its resources bear the construct's id. Guide: lines 369–442 and 1045–1062.
 */
export class FargateService extends Construct {
  readonly service: EcsService;

  constructor(
    scope: Construct,
    private readonly id: string,
    private readonly props: FargateServiceProps,
  ) {
    super(scope, id);
    this.service = this.createService(this.createTaskDefinition());
  }

  private createTaskDefinition(): EcsTaskDefinition {
    const { props } = this;
    const container = containerDefinition({ ...props.container, name: props.name, logPrefix: LOG_PREFIX });
    return new EcsTaskDefinition(part(this, "task_definition"), this.id, {
      family: props.family,
      requiresCompatibilities: [isOnInstances(props.capacity) ? "EC2" : "FARGATE"],
      networkMode: "awsvpc",
      cpu: `${props.cpu}`,
      memory: `${props.memory}`,
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: props.cpuArchitecture },
      taskRoleArn: props.taskRoleArn,
      executionRoleArn: props.executionRoleArn,
      containerDefinitions: JSON.stringify([container]),
      // The version before stays until the service has left it: a rollback needs it.
      lifecycle: { createBeforeDestroy: true },
      ...props.overrides?.taskDefinition,
    });
  }

  private createService(taskDefinition: EcsTaskDefinition): EcsService {
    const { props } = this;
    return new EcsService(part(this, "service"), this.id, {
      name: props.name,
      cluster: props.clusterArn,
      taskDefinition: taskDefinition.arn,
      desiredCount: props.desiredCount,
      ...this.capacity(),
      ...this.reach(),
      deploymentMaximumPercent: props.maximumPercent,
      deploymentMinimumHealthyPercent: props.minimumHealthyPercent,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      alarms: props.deploymentAlarms && {
        alarmNames: props.deploymentAlarms.map((alarm) => alarm.alarmName),
        enable: true,
        rollback: true,
      },
      enableExecuteCommand: props.executeCommand ?? false,
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      // Without it, the provider makes another service where other capacity is wanted for this one.
      forceNewDeployment: true,
      waitForSteadyState: true,
      timeouts: { create: ROLLOUT_TIMEOUT, update: ROLLOUT_TIMEOUT },
      lifecycle: {
        ignoreChanges: ["desired_count"],
        // To the provider, a service that was rolled back is as steady as one that was not.
        postcondition: [
          {
            condition: Op.eq(TerraformSelf.getString("task_definition"), taskDefinition.arn),
            errorMessage: `${props.name} does not run the new version: ECS has rolled it back. Its events say why: aws ecs describe-services --cluster ${props.clusterArn} --services ${props.name}`,
          },
        ],
      },
      dependsOn: props.dependsOn && [...props.dependsOn],
      ...props.overrides?.service,
    });
  }

  private capacity(): Partial<EcsServiceConfig> {
    const { capacity } = this.props;
    if (!capacity) return { launchType: "FARGATE", platformVersion: "LATEST" };
    return {
      capacityProviderStrategy: capacity.map(({ provider: capacityProvider, weight, base }) => ({
        capacityProvider,
        weight,
        base,
      })),
      platformVersion: isOnInstances(capacity) ? undefined : "LATEST",
    };
  }

  private reach(): Partial<EcsServiceConfig> {
    const { name, subnetIds, securityGroupId, target, container } = this.props;
    const discovery = this.createDiscovery();
    return {
      networkConfiguration: {
        subnets: [...subnetIds],
        securityGroups: [securityGroupId],
        assignPublicIp: false,
      },
      loadBalancer: target && [
        {
          targetGroupArn: target.group.arn,
          containerName: name,
          containerPort: container.port ?? target.group.port,
        },
      ],
      healthCheckGracePeriodSeconds: target?.gracePeriodSeconds,
      serviceRegistries: discovery && { registryArn: discovery.arn },
    };
  }

  private createDiscovery(): ServiceDiscoveryService | undefined {
    const { name, namespaceId } = this.props;
    if (namespaceId === undefined) return undefined;
    return new ServiceDiscoveryService(part(this, "discovery"), this.id, {
      name,
      dnsConfig: {
        namespaceId,
        routingPolicy: "MULTIVALUE",
        dnsRecords: [{ type: "A", ttl: DISCOVERY_TTL_SECONDS }],
      },
      // ECS says which tasks are well. AWS has no other threshold; without one, the provider wants a new service at each plan.
      healthCheckCustomConfig: { failureThreshold: 1 },
      // ECS takes its last tasks out a little after it says that they are gone.
      forceDestroy: true,
    });
  }
}

function isOnInstances(capacity: readonly CapacityShare[] = []): boolean {
  return capacity.some(({ provider }) => provider !== "FARGATE" && provider !== "FARGATE_SPOT");
}
