import type { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { Fn, type ITerraformDependable, type TerraformElement, TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import type { Environment } from "../environments/schema/environment";
import { environmentVariables } from "../modules/configuration/environment-variables";
import type { SecretVariable } from "../modules/ecs/container";
import { DeploymentAlarm } from "../modules/ecs/deployment-alarm";
import { FargateService } from "../modules/ecs/fargate-service";
import { ServiceAutoscaling, type ServiceAutoscalingProps } from "../modules/ecs/service-autoscaling";
import { inSameStack } from "../modules/in-same-stack";
import { literal } from "../modules/literal";
import type { Target } from "../modules/load-balancer/load-balancer";
import { part } from "../modules/part";
import type { DataLayer } from "./data-layer";
import type { NetworkLayer } from "./network-layer";
import type { PlatformLayer, ServicePlatform } from "./platform-layer";
import { type ServedSettings, type ServiceSettings, secretsOf } from "./service-settings";

/** Percent of requests that may end in an error of the server's while a version is deployed. Guide: line 809. */
const DEPLOYMENT_ERROR_PERCENT = 10;

interface LayersBelow {
  readonly network: NetworkLayer;
  readonly data: DataLayer;
  readonly platform: PlatformLayer;
}

/** What a service has that not all have. */
interface ServiceParts {
  readonly port?: number;
  readonly target?: Target & { readonly gracePeriodSeconds: number };
  /** What has to be there before it is deployed. */
  readonly after?: ITerraformDependable;
  readonly autoscaling?: Pick<
    ServiceAutoscalingProps,
    "policyIdPrefix" | "requests" | "connections" | "backlog"
  >;
}

/**
 * The services' versions: task definitions, services and how many tasks there are. Each version of the database's schema is made
 * first, then the REST API is deployed, the MCP server and the worker. Guide: lines 369–492, 904–947 and 1168–1183.
 */
export class ServicesLayer extends Construct {
  readonly mcpServer: FargateService;
  readonly restApi: FargateService;
  readonly worker: FargateService;
  private readonly imageTag: TerraformVariable;

  constructor(
    scope: Construct,
    id: string,
    private readonly environment: Environment,
    private readonly below: LayersBelow,
  ) {
    super(scope, id);
    const { services } = environment;
    this.imageTag = this.createVariable("image_tag", "The tag of the images to deploy", services.imageTag);
    const restApiImage = this.image(services.restApi, below.platform.restApi);
    const migration = this.migrate(restApiImage);
    this.restApi = this.createRestApi(restApiImage, migration);
    this.mcpServer = this.createMcpServer(this.restApi.service);
    this.worker = this.createWorker(this.mcpServer.service);
  }

  private createRestApi(image: string, after: ITerraformDependable | undefined): FargateService {
    const { restApi } = this.environment.services;
    const { restApi: platform } = this.below.platform;
    return this.createService(restApi, platform, image, {
      port: restApi.port,
      target: { ...platform.target, ...gracePeriod(restApi) },
      after,
      autoscaling: { requests: this.requests(restApi.autoscaling.requestsPerTarget, platform.target) },
    });
  }

  private createMcpServer(after: EcsService): FargateService {
    const { mcpServer } = this.environment.services;
    const { mcpServer: platform } = this.below.platform;
    const { requestsPerTarget, connectionsPerTask } = mcpServer.autoscaling;
    return this.createService(mcpServer, platform, this.image(mcpServer, platform), {
      port: mcpServer.port,
      target: { ...platform.target, ...gracePeriod(mcpServer) },
      after,
      autoscaling: {
        policyIdPrefix: "",
        requests: this.requests(requestsPerTarget, platform.target),
        connections:
          connectionsPerTask === undefined
            ? undefined
            : {
                perTask: connectionsPerTask,
                namespace: this.environment.names.metricsNamespace,
                environment: this.environment.name,
              },
      },
    });
  }

  private createWorker(after: EcsService): FargateService {
    const { worker } = this.environment.services;
    const { worker: platform } = this.below.platform;
    const { backlogPerTask } = worker.autoscaling;
    const { queue } = this.below.data.taskQueue;
    return this.createService(worker, platform, this.image(worker, platform), {
      after,
      autoscaling: { backlog: backlogPerTask === undefined ? undefined : { perTask: backlogPerTask, queue } },
    });
  }

  private createService(
    settings: ServiceSettings,
    platform: ServicePlatform,
    image: string,
    { port, target, after, autoscaling }: ServiceParts,
  ): FargateService {
    const { id, name } = settings;
    const { names, region, services } = this.environment;
    const { cluster, securityGroups, namespace, executionRole } = this.below.platform;
    const service = new FargateService(part(this, "services"), id, {
      ...settings,
      clusterArn: cluster.cluster.arn,
      cpuArchitecture: services.cpuArchitecture,
      executeCommand: services.executeCommand,
      container: {
        ...settings,
        command: settings.command?.map(literal),
        healthCheck: settings.healthCheck && {
          ...settings.healthCheck,
          command: settings.healthCheck.command.map(literal),
        },
        image,
        port,
        environment: this.variables(settings),
        secrets: this.secretVariables(settings),
        logGroup: platform.logGroup,
        region,
      },
      taskRoleArn: platform.taskRole.role.arn,
      executionRoleArn: executionRole.role.arn,
      subnetIds: this.below.network.network.privateSubnets.map((subnet) => subnet.id),
      securityGroupId: securityGroups.application.id,
      target: target && { group: target.group, gracePeriodSeconds: target.gracePeriodSeconds },
      namespaceId: port === undefined ? undefined : namespace.id,
      capacity: this.capacity(settings),
      deploymentAlarms: target && [this.createDeploymentAlarm(settings, target).alarm],
      dependsOn: [
        ...(after ? [after] : []),
        ...this.needed(settings),
        ...inSameStack(this, [cluster.capacityProviders, platform.taskRole.policy, ...(target?.rules ?? [])]),
      ],
    });
    new ServiceAutoscaling(part(this, "autoscaling"), id, {
      ...settings.autoscaling,
      policyIdPrefix: `${id}_`,
      ...autoscaling,
      clusterName: names.cluster,
      serviceName: name,
      service: service.service,
    });
    return service;
  }

  private createDeploymentAlarm({ id, name }: ServiceSettings, { group }: Target): DeploymentAlarm {
    return new DeploymentAlarm(part(this, "deployment_alarms"), `${id}_deployment`, {
      name: `${this.environment.prefix}-${name}-deployment`,
      loadBalancerSuffix: this.below.platform.loadBalancer.loadBalancer.arnSuffix,
      targetGroupSuffix: group.arnSuffix,
      errorPercent: DEPLOYMENT_ERROR_PERCENT,
    });
  }

  private requests(perTarget: number | undefined, { group: targetGroup }: Target) {
    const { loadBalancer } = this.below.platform.loadBalancer;
    return perTarget === undefined ? undefined : { perTarget, loadBalancer, targetGroup };
  }

  private capacity({ capacityProviders }: ServiceSettings) {
    const spot = this.below.platform.cluster.spot?.provider.name;
    return capacityProviders?.map(({ provider, ...share }) => ({
      ...share,
      provider: provider === "EC2_SPOT" && spot !== undefined ? spot : provider,
    }));
  }

  private migrate(image: string): ITerraformDependable | undefined {
    const { restApi, migration, cpuArchitecture } = this.environment.services;
    const { data, platform } = this.below;
    if (!migration) return undefined;
    return data.taskRunner.run(this, "migrate", {
      // The image's entry point is the service itself.
      entryPoint: migration.command.map(literal),
      timeoutSeconds: migration.timeoutSeconds,
      image,
      user: restApi.user,
      cpuArchitecture,
      environment: this.variables(restApi),
      secrets: this.secretVariables(restApi),
      executionRole: platform.executionRole,
      triggers: {
        image,
        command: migration.command.map(literal).join(" "),
        // It belongs to one instance, also if another takes its name later.
        database: data.database.instance.resourceId,
      },
      dependsOn: this.needed(restApi),
    });
  }

  /** What the tasks of a service find in their way otherwise, where all layers are in one stack. */
  private needed(settings: ServiceSettings): TerraformElement[] {
    const { data, network, platform } = this.below;
    return inSameStack(this, [
      ...network.network.routes,
      ...data.databaseReady,
      ...platform.storeRules,
      platform.securityGroups.applicationEgress,
      platform.executionRole.policy,
      ...[...new Set(secretsOf(settings))].map((name) => data.secret(name).version),
    ]);
  }

  /** A variable for all images, and one for each, which says otherwise for that one. */
  private image({ id, image }: ServiceSettings, { repository: { repository } }: ServicePlatform): string {
    const own = this.createVariable(
      `${id}_image_tag`,
      "The tag of this image, if it is another than the others'",
      "",
    );
    const tag = Fn.coalesce([own.stringValue, this.imageTag.stringValue]);
    return `${image ?? repository.repositoryUrl}:${tag}`;
  }

  private createVariable(id: string, description: string, defaultTag: string): TerraformVariable {
    return new TerraformVariable(this, id, {
      type: "string",
      description,
      default: defaultTag,
      validation: [
        {
          condition: `\${${defaultTag === "" ? `var.${id} == "" || ` : ""}can(regex("^[[:word:]][[:word:].-]{0,127}$", var.${id})) && var.${id} != "latest"}`,
          errorMessage:
            "A tag is at most 128 letters, digits and _.-, and not latest, which says nothing of a version.",
        },
      ],
    });
  }

  private variables(settings: ServiceSettings): Record<string, string> {
    const { name: environment, region, names, platform, configuration } = this.environment;
    const { contexts, taskQueue } = this.below.data;
    const common = environmentVariables({
      ...configuration,
      environment,
      region,
      mcpHost: platform.hosts.mcp,
      apiHost: platform.hosts.api,
      contextsBucket: contexts.bucket.bucket,
      taskQueueUrl: taskQueue.queue.url,
      jwtSecretName: `${names.secretsPath}/jwt-secret`,
      apiKeysSecretName: `${names.secretsPath}/api-keys`,
      bedrockEnabled: configuration.bedrock.enabled,
      sessionLimitUsd: configuration.bedrock.sessionLimitUsd,
    });
    const sources = this.sources();
    const own = Object.entries(settings.environment).map(([name, value]) => [
      name,
      typeof value === "string" ? literal(value) : sources[value.from],
    ]);
    const { secrets } = settings;
    const all: [string, string][] = Object.entries({ ...common, ...Object.fromEntries(own) });
    return Object.fromEntries(all.filter(([name]) => !Object.hasOwn(secrets, name)));
  }

  /** What settings can refer to. */
  private sources(): Record<Source, string> {
    const { database, redis } = this.below.data;
    const { databaseName, username } = this.environment.data.postgres;
    const { name, port } = this.environment.services.restApi;
    return {
      databaseHost: database.address,
      databasePort: `${database.port}`,
      databaseName,
      databaseUsername: username,
      redisHost: redis.host,
      redisPort: `${redis.port}`,
      redisAddress: `${redis.host}:${redis.port}`,
      restApiInternalUrl: `http://${name}.${this.environment.names.serviceDiscovery}:${port}`,
    };
  }

  private secretVariables({ secrets }: ServiceSettings): Record<string, SecretVariable> {
    return Object.fromEntries(
      Object.entries(secrets).map(([variable, value]): [string, SecretVariable] => {
        const { secret, key } = typeof value === "string" ? { secret: value, key: undefined } : value;
        return [variable, { secret: this.below.data.secret(secret), key }];
      }),
    );
  }
}

type Source = Extract<ServiceSettings["environment"][string], { from: unknown }>["from"];

function gracePeriod({ target: { gracePeriodSeconds } }: ServedSettings) {
  return { gracePeriodSeconds };
}
