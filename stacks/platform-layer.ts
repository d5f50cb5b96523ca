import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DataAwsRoute53Zone } from "@cdktf/provider-aws/lib/data-aws-route53-zone";
import { ServiceDiscoveryPrivateDnsNamespace } from "@cdktf/provider-aws/lib/service-discovery-private-dns-namespace";
import { Fn, type TerraformElement, TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import type { Environment } from "../environments/schema/environment";
import { grantInvokeModels } from "../modules/bedrock/grant-invoke-models";
import { Certificate } from "../modules/certificate/certificate";
import { Parameters } from "../modules/configuration/parameters";
import { Cluster } from "../modules/ecs/cluster";
import { grantExecuteCommand } from "../modules/ecs/grant-execute-command";
import { EncryptionKey } from "../modules/encryption/encryption-key";
import { grantWriteLog } from "../modules/iam/grant-write-log";
import { ServiceRole } from "../modules/iam/service-role";
import { inSameStack } from "../modules/in-same-stack";
import { allowAccessLogs } from "../modules/load-balancer/access-logs";
import { LoadBalancer, type Target } from "../modules/load-balancer/load-balancer";
import { grantPutMetrics } from "../modules/monitoring/grant-put-metrics";
import { ServiceSecurityGroups } from "../modules/network/service-security-groups";
import { part } from "../modules/part";
import { ImageRepository } from "../modules/registry/image-repository";
import { grantReadPath } from "../modules/secrets/grant-read-path";
import { PrivateBucket } from "../modules/storage/private-bucket";
import { WebAcl } from "../modules/waf/web-acl";
import { byName } from "./by-name";
import type { DataLayer } from "./data-layer";
import type { NetworkLayer } from "./network-layer";
import { PLATFORM_NAME } from "./platform-name";
import { namedSecrets, type ServiceSettings } from "./service-settings";

const TASKS = "ecs-tasks.amazonaws.com";

/** Those whose names the services have in their environment: guide, lines 508–509. */
const LOOKED_UP_SECRETS = ["jwt-secret", "api-keys"] as const;

/** What a service has before its first version, and keeps over all of them. */
export interface ServicePlatform {
  readonly repository: ImageRepository;
  readonly taskRole: ServiceRole;
  readonly logGroup: CloudwatchLogGroup;
  /** Where its requests go; absent where it has no port. */
  readonly target?: Target;
}

/**
 * What the services run on: registry, cluster, load balancer with its certificate and firewall, their roles, logs and parameters.
 * Guide: lines 351–365, 427–428, 534–742 and 1168–1185.
 */
export class PlatformLayer extends Construct {
  readonly cluster: Cluster;
  readonly securityGroups: ServiceSecurityGroups;
  readonly certificate: Certificate;
  readonly loadBalancer: LoadBalancer;
  /** What lets the services reach the stores. */
  readonly storeRules: TerraformElement[] = [];
  readonly webAcl: WebAcl;
  readonly namespace: ServiceDiscoveryPrivateDnsNamespace;
  readonly zone: DataAwsRoute53Zone;
  /** The execution role of the services' tasks. */
  readonly executionRole: ServiceRole;
  /** By the services' names. */
  readonly services: ReadonlyMap<string, ServicePlatform>;
  private readonly imagesKey: EncryptionKey;

  constructor(
    scope: Construct,
    id: string,
    private readonly environment: Environment,
    private readonly network: NetworkLayer,
    private readonly data: DataLayer,
  ) {
    super(scope, id);
    this.zone = new DataAwsRoute53Zone(part(this, "zone"), "main", {
      name: environment.platform.domain,
      privateZone: false,
    });
    this.imagesKey = new EncryptionKey(part(this, "keys"), "images", {
      alias: environment.names.imagesKeyAlias,
      description: "Encrypts the MCP platform's images",
    });
    this.securityGroups = this.createSecurityGroups();
    this.namespace = this.createNamespace();
    this.cluster = this.createCluster();
    this.certificate = this.createCertificate();
    this.loadBalancer = this.createLoadBalancer();
    this.webAcl = this.createWebAcl();

    this.services = new Map(
      environment.services.all.map((service) => [service.name, this.createService(service)]),
    );
    this.executionRole = this.createExecutionRole();
    new Parameters(this, "parameters", {
      path: environment.names.configurationPath,
      maxConnections: environment.configuration.maxConnections,
      bedrockModels: environment.configuration.bedrock.models,
      idPrefix: "",
    });
    this.createOutputs();
  }

  /** What a service runs on, by its name. */
  service(name: string): ServicePlatform {
    return byName(this, this.services, name, "service");
  }

  /** Lets the services reach the stores, too. */
  private createSecurityGroups(): ServiceSecurityGroups {
    const { names, platform } = this.environment;
    const groups = new ServiceSecurityGroups(this, "security_groups", {
      vpc: this.network.network,
      idPrefix: "",
      platformName: PLATFORM_NAME,
      loadBalancerName: platform.loadBalancer.name,
      applicationName: names.applicationSecurityGroup,
    });
    this.storeRules.push(
      ...this.data.database.allowFrom(groups.application),
      ...this.data.redis.allowFrom(groups.application),
    );
    return groups;
  }

  private createNamespace(): ServiceDiscoveryPrivateDnsNamespace {
    return new ServiceDiscoveryPrivateDnsNamespace(this, "services", {
      name: this.environment.names.serviceDiscovery,
      description: "Where the MCP platform's services find one another",
      vpc: this.network.network.vpc.id,
    });
  }

  private createCluster(): Cluster {
    const { name, project, tags, names, platform, services } = this.environment;
    const { spotInstances } = platform;
    return new Cluster(part(this, "cluster"), "main", {
      name: names.cluster,
      containerInsights: platform.containerInsights,
      spot: spotInstances && {
        ...spotInstances,
        cpuArchitecture: services.cpuArchitecture,
        subnets: this.network.network.privateSubnets,
        securityGroup: this.securityGroups.application,
        tags: { ...tags, Environment: name, Project: project, Layer: "platform" },
        roleName: names.spotCapacity,
      },
      idPrefix: "",
    });
  }

  private createCertificate(): Certificate {
    const { services, platform } = this.environment;
    return new Certificate(part(this, "certificate"), "main", {
      names: [...Object.values(services.hosts), ...platform.certificateNames],
      zone: this.zone,
      idPrefix: "",
    });
  }

  private createLoadBalancer(): LoadBalancer {
    const { loadBalancer } = this.environment.platform;
    return new LoadBalancer(part(this, "load_balancer"), "main", {
      name: loadBalancer.name,
      sslPolicy: loadBalancer.sslPolicy,
      idleTimeoutSeconds: loadBalancer.idleTimeoutSeconds,
      deletionProtection: loadBalancer.deletionProtection,
      vpc: this.network.network,
      subnets: this.network.network.publicSubnets,
      securityGroup: this.securityGroups.loadBalancer,
      certificate: this.certificate,
      logs: this.createLogsBucket(),
      idPrefix: "",
      dependsOn: inSameStack(this, [...this.securityGroups.rules, ...this.network.network.publicReady]),
    });
  }

  private createLogsBucket(): PrivateBucket {
    const { logsBucket: name, logsExpireDays } = this.environment.platform.loadBalancer;
    return new PrivateBucket(this, "alb_logs", {
      name,
      lifecycle: { ruleId: "expire-access-logs", expireDays: logsExpireDays, oldVersionsExpireDays: 1 },
      policyStatements: (bucketArn) => [allowAccessLogs(this, bucketArn)],
    });
  }

  private createWebAcl(): WebAcl {
    const { names, platform } = this.environment;
    return new WebAcl(part(this, "web_acl"), "main", {
      ...platform.waf,
      name: names.webAcl,
      loadBalancer: this.loadBalancer,
      logGroupName: names.webAclLog,
      idPrefix: "",
      logKey: this.network.logsKey,
    });
  }

  private createService(service: ServiceSettings): ServicePlatform {
    const { services } = this.environment;
    const repository = new ImageRepository(part(this, "repositories"), service.id, {
      name: service.repository,
      key: this.imagesKey,
    });
    const logGroup = new CloudwatchLogGroup(part(this, "log_groups"), service.id, {
      name: service.logGroup,
      retentionInDays: services.logRetentionDays,
      kmsKeyId: this.network.logsKey.key.arn,
    });
    const taskRole = this.createTaskRole(service);
    if (services.executeCommand) grantExecuteCommand(taskRole, logGroup);
    return { repository, taskRole, logGroup, target: this.createTarget(service) };
  }

  /** One for each service, with what that one needs. */
  private createTaskRole(service: ServiceSettings): ServiceRole {
    const { addresses } = service;
    const role = new ServiceRole(part(this, "task_roles"), addresses.taskRole, {
      name: service.taskRole,
      service: TASKS,
      policyId: addresses.taskPolicy,
      policyName: service.taskPolicy,
    });
    this.grantData(role, service);
    this.grantPermissions(role, service);
    return role;
  }

  private grantData(role: ServiceRole, { buckets, sendTo, receiveFrom }: ServiceSettings): void {
    for (const [name, access] of Object.entries(buckets)) {
      const bucket = this.data.bucket(name);
      if (access === "read") bucket.grantRead(role);
      else bucket.grantReadWrite(role);
    }
    for (const name of sendTo) this.data.queue(name).grantSend(role);
    for (const name of receiveFrom) this.data.queue(name).grantConsume(role);
  }

  private grantPermissions(role: ServiceRole, { permissions }: ServiceSettings): void {
    const { names, region, configuration } = this.environment;
    const grants: Record<ServiceSettings["permissions"][number], () => void> = {
      models: () => {
        const { enabled, models, regions } = configuration.bedrock;
        if (enabled) grantInvokeModels(this, role, models, regions);
      },
      secrets: () => {
        for (const name of LOOKED_UP_SECRETS) this.data.secret(name).grantRead(role);
      },
      allSecrets: () =>
        grantReadPath(this, role, { path: names.secretsPath, region, key: this.data.secretsKey }),
      metrics: () => grantPutMetrics(role, names.metricsNamespace),
    };
    for (const permission of permissions) grants[permission]();
  }

  private createTarget({ id, targetGroup: name, port, target, rules }: ServiceSettings): Target | undefined {
    if (port === undefined || name === undefined) return undefined;
    const { healthPath: path, deregistrationDelaySeconds, stickinessSeconds, ...check } = target;
    return this.loadBalancer.addTarget(id, {
      name,
      port,
      healthCheck: { ...check, path },
      deregistrationDelaySeconds,
      stickinessSeconds,
      rules,
    });
  }

  /** It reads the secrets that services have in their environment, pulls their images and writes their logs; no more. */
  private createExecutionRole(): ServiceRole {
    const { names, services } = this.environment;
    const role = new ServiceRole(part(this, "execution_role"), "ecs_execution_role", {
      name: names.executionRole,
      service: TASKS,
    });
    for (const { repository, logGroup } of this.services.values()) {
      repository.grantPull(role);
      grantWriteLog(role, logGroup);
    }
    if (services.migration) this.data.taskRunner.grantLog(role);
    for (const name of namedSecrets(this.environment)) this.data.secret(name).grantRead(role);
    return role;
  }

  /** What people look for after an apply: where the images go, and where the load balancer is. */
  private createOutputs(): void {
    const { region } = this.environment;
    // They are in one registry: any of them says which.
    const [repository] = [...this.services.values()].map((service) => service.repository);
    const registry = Fn.element(Fn.split("/", repository?.url ?? ""), 0);
    const login = `aws ecr get-login-password --region ${region} | docker login --username AWS --password-stdin`;
    const outputs = {
      ecr_registry: registry,
      ecr_login: `${login} ${registry}`,
      ecr_push: `make docker-build-all && make docker-push-all ECR_REGISTRY=${registry}`,
      load_balancer_dns_name: this.loadBalancer.dnsName,
    };
    for (const [id, value] of Object.entries(outputs)) new TerraformOutput(this, id, { value });
  }
}
