import { EcsService, type EcsServiceConfig } from "@cdktf/provider-aws/lib/ecs-service";
import { EcsTaskDefinition, type EcsTaskDefinitionConfig } from "@cdktf/provider-aws/lib/ecs-task-definition";
import {
  ServiceDiscoveryService,
  type ServiceDiscoveryServiceConfig,
} from "@cdktf/provider-aws/lib/service-discovery-service";
import { type ITerraformDependable, Op, TerraformSelf } from "cdktf";
import { Construct } from "constructs";
import { type Override, overridden } from "../override";
import { part } from "../part";
import type { HasArn, HasId } from "../reference";
import { type ContainerProps, containerDefinition } from "./container";

/** As the guide has it: line 409. */
const LOG_PREFIX = "ecs";

/** TTL of a task's DNS record. */
const DISCOVERY_TTL_SECONDS = 10;

/** Starting a task, waiting until it is healthy and draining the one before, three times, and a rollback. */
const ROLLOUT_TIMEOUT = "30m";

export interface CapacityShare {
  /** `FARGATE`, `FARGATE_SPOT`, or the name of another capacity provider of the cluster. */
  readonly provider: string;
  /** Its share of the tasks, by weight. */
  readonly weight: number;
  /** Tasks that it runs before the weights count; one provider can have it. */
  readonly base: number;
}

export interface FargateServiceProps {
  /** The service's name, its container's, and its name in service discovery. */
  readonly name: string;
  /** The family of its task definitions. */
  readonly family: string;
  readonly cluster: HasArn;
  /** CPU units and MiB: one of Fargate's sizes. */
  readonly cpu: number;
  readonly memory: number;
  readonly cpuArchitecture: "X86_64" | "ARM64";
  readonly container: Omit<ContainerProps, "name" | "logPrefix">;
  /** The ARN of its task role. */
  readonly taskRole: HasArn;
  /** The ARN of its execution role. */
  readonly executionRole: HasArn;
  readonly subnets: readonly HasId[];
  readonly securityGroup: HasId;
  /** Tasks at first; autoscaling changes their number later. */
  readonly desiredCount: number;
  /** Where the load balancer sends requests. @default it has none */
  readonly target?: {
    readonly group: HasArn & { readonly port: number };
    /** Seconds after its start in which a task is not replaced for failing the load balancer's checks. */
    readonly gracePeriodSeconds: number;
  };
  /** The private DNS namespace in which other services find it; it needs a port. @default none */
  readonly namespace?: HasId;
  /** Fargate's or an instances' provider, not both: AWS does not mix them. @default Fargate on demand */
  readonly capacity?: readonly CapacityShare[];
  /** Most and fewest healthy tasks during a deployment, in percent of the desired count. */
  readonly maximumPercent: number;
  readonly minimumHealthyPercent: number;
  /** A deployment that sets one of these off is rolled back. @default none */
  readonly deploymentAlarms?: readonly { readonly alarmName: string }[];
  /** Lets people open a shell in a container (ECS Exec). @default false */
  readonly executeCommand?: boolean;
  /** What it depends on: created before it starts. */
  readonly dependsOn?: readonly ITerraformDependable[];
  readonly overrides?: {
    readonly taskDefinition?: Override<EcsTaskDefinitionConfig>;
    readonly service?: Override<EcsServiceConfig>;
    readonly discovery?: Override<ServiceDiscoveryServiceConfig>;
  };
}

/**
 * A service of ECS of one container. A new version replaces the tasks one after the other; the apply waits for it, and fails
 * if ECS rolls it back. Its resources bear the construct's id. Guide: lines 367–445 and 1046–1062.
 */
export class FargateService extends Construct implements ITerraformDependable {
  readonly service: EcsService;

  constructor(
    scope: Construct,
    private readonly id: string,
    private readonly props: FargateServiceProps,
  ) {
    super(scope, id);
    this.service = this.createService(this.createTaskDefinition());
  }

  /** The service's name. */
  get name(): string {
    return this.props.name;
  }

  /** The service's Terraform address, so that it can be in a `dependsOn`. */
  get fqn(): string {
    return this.service.fqn;
  }

  private createTaskDefinition(): EcsTaskDefinition {
    const { props } = this;
    const container = containerDefinition({ ...props.container, name: props.name, logPrefix: LOG_PREFIX });
    const config: EcsTaskDefinitionConfig = {
      family: props.family,
      requiresCompatibilities: [isOnInstances(props.capacity) ? "EC2" : "FARGATE"],
      networkMode: "awsvpc",
      cpu: `${props.cpu}`,
      memory: `${props.memory}`,
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: props.cpuArchitecture },
      taskRoleArn: props.taskRole.arn,
      executionRoleArn: props.executionRole.arn,
      containerDefinitions: JSON.stringify([container]),
      // The version before stays until the service has left it: a rollback needs it.
      lifecycle: { createBeforeDestroy: true },
    };
    return new EcsTaskDefinition(
      part(this, "task_definition"),
      this.id,
      overridden(config, props.overrides?.taskDefinition),
    );
  }

  private createService(taskDefinition: EcsTaskDefinition): EcsService {
    const { props } = this;
    const config: EcsServiceConfig = {
      name: props.name,
      cluster: props.cluster.arn,
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
      // Without it, the provider replaces the service when its capacity providers change.
      forceNewDeployment: true,
      waitForSteadyState: true,
      timeouts: { create: ROLLOUT_TIMEOUT, update: ROLLOUT_TIMEOUT },
      lifecycle: {
        ignoreChanges: ["desired_count"],
        // The provider reports success also for a service that was rolled back.
        postcondition: [
          {
            condition: Op.eq(TerraformSelf.getString("task_definition"), taskDefinition.arn),
            errorMessage: `${props.name} does not run the new version: ECS has rolled it back. Its events say why: aws ecs describe-services --cluster ${props.cluster.arn} --services ${props.name}`,
          },
        ],
      },
      dependsOn: props.dependsOn && [...props.dependsOn],
    };
    return new EcsService(part(this, "service"), this.id, overridden(config, props.overrides?.service));
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
    const { name, subnets, securityGroup, target, container } = this.props;
    const discovery = this.createDiscovery();
    return {
      networkConfiguration: {
        subnets: subnets.map((subnet) => subnet.id),
        securityGroups: [securityGroup.id],
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
    const { name, namespace, overrides } = this.props;
    if (!namespace) return undefined;
    const config: ServiceDiscoveryServiceConfig = {
      name,
      dnsConfig: {
        namespaceId: namespace.id,
        routingPolicy: "MULTIVALUE",
        dnsRecords: [{ type: "A", ttl: DISCOVERY_TTL_SECONDS }],
      },
      // ECS says which tasks are healthy. AWS has no other threshold; without one, the provider wants a new service at each plan.
      healthCheckCustomConfig: { failureThreshold: 1 },
      // ECS takes its last tasks out a little after it says that they are gone.
      forceDestroy: true,
    };
    return new ServiceDiscoveryService(
      part(this, "discovery"),
      this.id,
      overridden(config, overrides?.discovery),
    );
  }
}

function isOnInstances(capacity: readonly CapacityShare[] = []): boolean {
  return capacity.some(({ provider }) => provider !== "FARGATE" && provider !== "FARGATE_SPOT");
}
