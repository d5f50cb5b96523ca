import { Fn, type ITerraformDependable, type TerraformElement, TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import type { Environment } from "../environments/schema/environment";
import { environmentVariables } from "../modules/configuration/environment-variables";
import type { SecretVariable } from "../modules/ecs/container";
import { DeploymentAlarm } from "../modules/ecs/deployment-alarm";
import { FargateService } from "../modules/ecs/fargate-service";
import { ServiceAutoscaling } from "../modules/ecs/service-autoscaling";
import { inSameStack } from "../modules/in-same-stack";
import { literal } from "../modules/literal";
import type { Target } from "../modules/load-balancer/load-balancer";
import { ServicePorts } from "../modules/network/service-ports";
import { part } from "../modules/part";
import { byName } from "./by-name";
import type { DataLayer } from "./data-layer";
import type { NetworkLayer } from "./network-layer";
import type { PlatformLayer } from "./platform-layer";
import { runningServices, type ServiceSettings, secretsOf, secretVariable } from "./service-settings";

/** One rule, as in the guide: lines 587–588. */
const GUIDE_PORTS = [8080, 8081] as const;

/** Percent of requests that may end in an error of the server's while a version is deployed. Guide: line 809. */
const DEPLOYMENT_ERROR_PERCENT = 10;

interface LayersBelow {
  readonly network: NetworkLayer;
  readonly data: DataLayer;
  readonly platform: PlatformLayer;
}

/**
 * The services' versions: task definitions, services and how many tasks there are. Each version of the database's schema is made
 * first, then each service is deployed after those that it names. Guide: lines 367–510, 909–944 and 1168–1185.
 */
export class ServicesLayer extends Construct {
  /** By their names, in the order of the settings; without those that are retired. */
  readonly services: ReadonlyMap<string, FargateService>;
  private readonly running: readonly ServiceSettings[];
  private readonly imageTag: TerraformVariable;
  private readonly images: ReadonlyMap<string, string>;
  private readonly ports: ServicePorts;

  constructor(
    scope: Construct,
    id: string,
    private readonly environment: Environment,
    private readonly below: LayersBelow,
  ) {
    super(scope, id);
    const { services } = environment;
    this.imageTag = this.createVariable("image_tag", "The tag of the images to deploy", services.imageTag);
    this.running = runningServices(environment);
    this.images = new Map(this.running.map((settings) => [settings.name, this.image(settings)]));
    this.ports = this.openPorts();
    this.services = this.createServices(this.migrate());
  }

  /** A service by its name. */
  service(name: string): FargateService {
    return byName(this, this.services, name, "service");
  }

  /** In this layer, a service that changes its port finds the new one open, and the old one is closed after it has changed. */
  private openPorts(): ServicePorts {
    const { loadBalancer, application } = this.below.platform.securityGroups;
    return new ServicePorts(this, "ports", {
      loadBalancer,
      application,
      ports: this.running.flatMap(({ port }) => port ?? []),
      portRange: GUIDE_PORTS,
      idPrefix: "",
    });
  }

  /** Each after those that it names, and after the migration. The settings have no cycle in them. */
  private createServices(migration: ITerraformDependable | undefined): Map<string, FargateService> {
    const { running } = this;
    const created = new Map<string, FargateService>();
    const create = (settings: ServiceSettings): FargateService => {
      const existing = created.get(settings.name);
      if (existing) return existing;
      const before = running.filter(({ name }) => settings.after.includes(name)).map(create);
      const after = before.length > 0 ? before : migration ? [migration] : [];
      const service = this.createService(settings, after);
      created.set(settings.name, service);
      return service;
    };
    return new Map(running.map((settings) => [settings.name, create(settings)]));
  }

  private createService(settings: ServiceSettings, after: readonly ITerraformDependable[]): FargateService {
    const { id, name, port, autoscaling } = settings;
    const { names, region, services } = this.environment;
    const { cluster, securityGroups, namespace, executionRole } = this.below.platform;
    const platform = this.below.platform.service(name);
    const { target } = platform;
    const service = new FargateService(part(this, "services"), id, {
      ...settings,
      cluster,
      cpuArchitecture: services.cpuArchitecture,
      executeCommand: services.executeCommand,
      container: {
        ...settings,
        command: settings.command?.map(literal),
        healthCheck: settings.healthCheck && {
          ...settings.healthCheck,
          command: settings.healthCheck.command.map(literal),
        },
        image: byName(this, this.images, name, "image"),
        port,
        environment: this.variables(settings),
        secrets: this.secretVariables(settings),
        logGroup: platform.logGroup,
        region,
      },
      taskRole: platform.taskRole,
      executionRole,
      subnets: this.below.network.network.privateSubnets,
      securityGroup: securityGroups.application,
      target: target && { group: target.group, gracePeriodSeconds: settings.target.gracePeriodSeconds },
      namespace: port === undefined ? undefined : namespace,
      capacity: this.capacity(settings),
      deploymentAlarms: target && [this.createDeploymentAlarm(settings, target).alarm],
      dependsOn: [
        ...after,
        ...this.ports.rules,
        ...this.needed(settings),
        ...inSameStack(this, [cluster.capacityProviders, platform.taskRole.policy, ...(target?.rules ?? [])]),
      ],
    });
    new ServiceAutoscaling(part(this, "autoscaling"), id, {
      ...autoscaling,
      idPrefix: settings.addresses.scaling,
      requests: target && this.requests(autoscaling.requestsPerTarget, target),
      connections: this.connections(autoscaling.connectionsPerTask),
      backlog: autoscaling.backlog && {
        perTask: autoscaling.backlog.perTask,
        queue: this.below.data.queue(autoscaling.backlog.queue).queue,
      },
      cluster: { name: names.cluster },
      service,
    });
    return service;
  }

  private createDeploymentAlarm({ id, name }: ServiceSettings, { group }: Target): DeploymentAlarm {
    return new DeploymentAlarm(part(this, "deployment_alarms"), `${id}_deployment`, {
      name: `${this.environment.prefix}-${name}-deployment`,
      loadBalancer: this.below.platform.loadBalancer,
      targetGroup: group,
      errorPercent: DEPLOYMENT_ERROR_PERCENT,
    });
  }

  private requests(perTarget: number | undefined, { group: targetGroup }: Target) {
    const { loadBalancer } = this.below.platform;
    return perTarget === undefined ? undefined : { perTarget, loadBalancer, targetGroup };
  }

  private connections(perTask: number | undefined) {
    const { name: environment, names } = this.environment;
    return perTask === undefined ? undefined : { perTask, namespace: names.metricsNamespace, environment };
  }

  private capacity({ capacityProviders }: ServiceSettings) {
    const spot = this.below.platform.cluster.spot?.provider.name;
    return capacityProviders?.map(({ provider, ...share }) => ({
      ...share,
      provider: provider === "EC2_SPOT" && spot !== undefined ? spot : provider,
    }));
  }

  private migrate(): ITerraformDependable | undefined {
    const { migration, cpuArchitecture } = this.environment.services;
    const { data, platform } = this.below;
    const service = migration && this.running.find(({ name }) => name === migration.service);
    if (!migration || !service) return undefined;
    const image = byName(this, this.images, service.name, "image");
    return data.taskRunner.run(this, "migrate", {
      // The image's entry point is the service itself.
      entryPoint: migration.command.map(literal),
      timeoutSeconds: migration.timeoutSeconds,
      image,
      user: service.user,
      cpuArchitecture,
      environment: this.variables(service),
      secrets: this.secretVariables(service),
      executionRole: platform.executionRole,
      triggers: {
        image,
        command: migration.command.map(literal).join(" "),
        // It belongs to one instance, also if another takes its name later.
        database: data.database.instance.resourceId,
      },
      dependsOn: this.needed(service),
    });
  }

  /** What a service depends on besides, where all layers are in one stack. */
  private needed(settings: ServiceSettings): TerraformElement[] {
    const { data, network, platform } = this.below;
    return inSameStack(this, [
      ...network.wayOut,
      ...data.databaseReady,
      ...platform.storeRules,
      ...platform.securityGroups.rules,
      platform.executionRole.policy,
      ...[...new Set(secretsOf(settings))].map((name) => data.secret(name).version),
    ]);
  }

  /** The variable `image_tag` for all images, and one for each image, which takes precedence. */
  private image({ id, name, image }: ServiceSettings): string {
    const { repository } = this.below.platform.service(name);
    const own = this.createVariable(
      `${id}_image_tag`,
      "The tag of this image, if it is another than the others'",
      "",
    );
    const tag = Fn.coalesce([own.stringValue, this.imageTag.stringValue]);
    return `${image ?? repository.url}:${tag}`;
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
    const { name: environment, region, names, configuration } = this.environment;
    const { data } = this.below;
    const common = environmentVariables({
      ...configuration,
      environment,
      region,
      urls: this.publicUrls(),
      contextsBucket: data.bucket("contexts").name,
      taskQueueUrl: data.queue("tasks").url,
      jwtSecretName: `${names.secretsPath}/jwt-secret`,
      apiKeysSecretName: `${names.secretsPath}/api-keys`,
      bedrockEnabled: configuration.bedrock.enabled,
      sessionLimitUsd: configuration.bedrock.sessionLimitUsd,
    });
    const own = Object.entries(settings.environment).map(([name, value]) => [name, this.variable(value)]);
    const { secrets } = settings;
    const all: [string, string][] = Object.entries({ ...common, ...Object.fromEntries(own) });
    return Object.fromEntries(all.filter(([name]) => !Object.hasOwn(secrets, name)));
  }

  private publicUrls(): Record<string, string> {
    const { hosts } = this.environment.services;
    return Object.fromEntries(
      this.running.flatMap(({ publicUrl }) => {
        if (!publicUrl) return [];
        const { variable, scheme, host, path = "" } = publicUrl;
        return [[variable, `${scheme}://${hosts[host]}${path}`]];
      }),
    );
  }

  private variable(value: ServiceSettings["environment"][string]): string {
    const { data } = this.below;
    if (typeof value === "string") return literal(value);
    if ("queueUrl" in value) return data.queue(value.queueUrl).url;
    if ("bucketName" in value) return data.bucket(value.bucketName).name;
    if ("internalUrlOf" in value) return this.internalUrl(value.internalUrlOf);
    const { database, redis } = data;
    const { databaseName, username } = this.environment.data.postgres;
    const sources: Record<typeof value.from, string> = {
      databaseHost: database.address,
      databasePort: `${database.port}`,
      databaseName,
      databaseUsername: username,
      redisHost: redis.host,
      redisPort: `${redis.port}`,
      redisAddress: `${redis.host}:${redis.port}`,
    };
    return sources[value.from];
  }

  /** Where other services in the VPC find it. */
  private internalUrl(name: string): string {
    const { services, names } = this.environment;
    const port = services.all.find((service) => service.name === name)?.port;
    return `http://${name}.${names.serviceDiscovery}:${port}`;
  }

  private secretVariables({ secrets }: ServiceSettings): Record<string, SecretVariable> {
    return Object.fromEntries(
      Object.entries(secrets).map(([variable, value]): [string, SecretVariable] => {
        const { name, key } = secretVariable(value);
        return [variable, { secret: this.below.data.secret(name), key }];
      }),
    );
  }
}
