import { join } from "node:path";
import { EcsService, type EcsServiceConfig } from "@cdktf/provider-aws/lib/ecs-service";
import { EcsTaskDefinition, type EcsTaskDefinitionConfig } from "@cdktf/provider-aws/lib/ecs-task-definition";
import {
  ServiceDiscoveryService,
  type ServiceDiscoveryServiceConfig,
} from "@cdktf/provider-aws/lib/service-discovery-service";
import { Resource, type ResourceConfig } from "@cdktf/provider-null/lib/resource";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { type Override, overridden } from "../override";
import { part } from "../part";
import { useNullProvider } from "../providers";
import type { HasArn, HasId } from "../reference";
import { runScript } from "../shell-script";
import { type ContainerProps, containerDefinition } from "./container";

const WAIT_FOR_DEPLOYMENT = join(__dirname, "wait-for-deployment.sh");

/** As the guide has it: line 409. */
const LOG_PREFIX = "ecs";

/** TTL of a task's DNS record. */
const DISCOVERY_TTL_SECONDS = 10;

/** Starting a task, waiting until it is healthy and draining the one before, three times; alarms, and a rollback. */
const DEPLOYMENT_TIMEOUT_SECONDS = 2700;
const POLL_SECONDS = 5;

/** As the guide has it, by a strategy: what has a launch type is replaced when it changes to one. Guide: line 441. */
const FARGATE: readonly CapacityShare[] = [{ provider: "FARGATE", weight: 1, base: 0 }];

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
  /** Seconds until a deployment that is not complete fails the apply; it goes on in ECS. @default 2700 */
  readonly deploymentTimeoutSeconds?: number;
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
    /** The null resource that waits for a deployment. */
    readonly deployed?: Override<ResourceConfig>;
  };
}

/**
 * A service of ECS of one container. A new version replaces the tasks one after the other; the apply waits until ECS has completed
 * that, and fails if it is rolled back. Its resources bear the construct's id, and what waits is `null_resource.<id>_deployed`.
 * Guide: lines 367–445 and 1046–1062.
 */
export class FargateService extends Construct implements ITerraformDependable {
  readonly service: EcsService;
  private readonly deployed: Resource;

  constructor(
    scope: Construct,
    private readonly id: string,
    private readonly props: FargateServiceProps,
  ) {
    super(scope, id);
    const taskDefinition = this.createTaskDefinition();
    this.service = this.createService(taskDefinition);
    this.deployed = this.waitForDeployment(taskDefinition);
  }

  /** The service's name. */
  get name(): string {
    return this.props.name;
  }

  /** The address of what waits for its deployment: what has the service in its `dependsOn` begins after ECS has completed it. */
  get fqn(): string {
    return this.deployed.fqn;
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
      // Every version stays: ECS goes back to none that is deregistered. They cost nothing.
      skipDestroy: true,
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
      // The provider would be content while ECS still watches the alarms, and with a service that was rolled back.
      waitForSteadyState: false,
      lifecycle: { ignoreChanges: ["desired_count"] },
      dependsOn: props.dependsOn && [...props.dependsOn],
    };
    return new EcsService(part(this, "service"), this.id, overridden(config, props.overrides?.service));
  }

  private capacity(): Partial<EcsServiceConfig> {
    const { capacity = FARGATE } = this.props;
    return {
      capacityProviderStrategy: capacity.map(({ provider: capacityProvider, weight, base }) => ({
        capacityProvider,
        weight,
        base,
      })),
      platformVersion: isOnInstances(capacity) ? undefined : "LATEST",
    };
  }

  private waitForDeployment(taskDefinition: EcsTaskDefinition): Resource {
    useNullProvider(this);
    const { name, cluster, container, deploymentTimeoutSeconds, overrides } = this.props;
    const config: ResourceConfig = {
      // Also if an apply ended between the service's update and this.
      triggers: { task_definition: taskDefinition.arn },
      lifecycle: {
        replaceTriggeredBy: [`${this.service.terraformResourceType}.${this.service.friendlyUniqueId}`],
      },
      provisioners: [
        runScript(
          WAIT_FOR_DEPLOYMENT,
          {
            AWS_REGION: container.region,
            CLUSTER: cluster.arn,
            SERVICE: name,
            TASK_DEFINITION: taskDefinition.arn,
            TIMEOUT_SECONDS: `${deploymentTimeoutSeconds ?? DEPLOYMENT_TIMEOUT_SECONDS}`,
            POLL_SECONDS: `${POLL_SECONDS}`,
          },
          { retry: true },
        ),
      ],
      dependsOn: [this.service],
    };
    return new Resource(
      part(this, "deployed"),
      `${this.id}_deployed`,
      overridden(config, overrides?.deployed),
    );
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
