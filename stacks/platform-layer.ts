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
import { allowAccessLogs } from "../modules/load-balancer/access-logs";
import { LoadBalancer, type Target, type TargetProps } from "../modules/load-balancer/load-balancer";
import { grantPutMetrics } from "../modules/monitoring/grant-put-metrics";
import { ServiceSecurityGroups } from "../modules/network/service-security-groups";
import { part } from "../modules/part";
import { ImageRepository } from "../modules/registry/image-repository";
import { grantReadPath } from "../modules/secrets/grant-read-path";
import { PrivateBucket } from "../modules/storage/private-bucket";
import { WebAcl } from "../modules/waf/web-acl";
import type { DataLayer } from "./data-layer";
import type { NetworkLayer } from "./network-layer";
import { namedSecrets, type ServedSettings, type ServiceSettings } from "./service-settings";

const TASKS = "ecs-tasks.amazonaws.com";

/** Those whose names the services have in their environment: guide, lines 490–491. */
const LOOKED_UP_SECRETS = ["jwt-secret", "api-keys"] as const;

/** What a service has before its first version, and keeps over all of them. */
export interface ServicePlatform {
  readonly repository: ImageRepository;
  readonly taskRole: ServiceRole;
  readonly logGroup: CloudwatchLogGroup;
}

/**
 * What the services run on: registry, cluster, load balancer with its certificate and firewall, their roles, logs and parameters.
 * Guide: lines 350–367, 423–442, 534–603, 605–755 and 1168–1183.
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
  /** What ECS acts as to start the services' tasks. */
  readonly executionRole: ServiceRole;
  readonly mcpServer: ServicePlatform & { readonly target: Target };
  readonly restApi: ServicePlatform & { readonly target: Target };
  readonly worker: ServicePlatform;
  private readonly imagesKey: EncryptionKey;

  constructor(
    scope: Construct,
    id: string,
    private readonly environment: Environment,
    private readonly network: NetworkLayer,
    private readonly data: DataLayer,
  ) {
    super(scope, id);
    const { services } = environment;
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

    this.mcpServer = { ...this.createService(services.mcpServer), target: this.createMcpServerTarget() };
    this.restApi = { ...this.createService(services.restApi), target: this.createRestApiTarget() };
    this.worker = this.createService(services.worker);
    this.executionRole = this.createExecutionRole();
    new Parameters(this, "parameters", {
      path: environment.names.configurationPath,
      maxConnections: environment.configuration.maxConnections,
      bedrockModels: environment.configuration.bedrock.models,
    });
    this.createOutputs();
  }

  /** Lets the services reach the stores, too. */
  private createSecurityGroups(): ServiceSecurityGroups {
    const { names, platform, services } = this.environment;
    const groups = new ServiceSecurityGroups(this, "security_groups", {
      vpcId: this.network.network.vpc.id,
      loadBalancerName: platform.loadBalancer.name,
      applicationName: names.applicationSecurityGroup,
      ports: [services.mcpServer.port, services.restApi.port],
    });
    this.storeRules.push(
      ...this.data.database.allowFrom(groups.application),
      ...this.data.redis.access.allowFrom(groups.application),
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
        subnetIds: this.privateSubnetIds,
        securityGroupId: this.securityGroups.application.id,
        tags: { ...tags, Environment: name, Project: project, Layer: "platform" },
        roleName: names.spotCapacity,
      },
    });
  }

  private createCertificate(): Certificate {
    const { hosts, certificateNames } = this.environment.platform;
    return new Certificate(part(this, "certificate"), "main", {
      names: [hosts.mcp, hosts.api, ...certificateNames],
      zoneId: this.zone.zoneId,
    });
  }

  private createLoadBalancer(): LoadBalancer {
    const { loadBalancer } = this.environment.platform;
    return new LoadBalancer(part(this, "load_balancer"), "main", {
      name: loadBalancer.name,
      sslPolicy: loadBalancer.sslPolicy,
      idleTimeoutSeconds: loadBalancer.idleTimeoutSeconds,
      deletionProtection: loadBalancer.deletionProtection,
      vpcId: this.network.network.vpc.id,
      subnetIds: this.network.network.publicSubnets.map((subnet) => subnet.id),
      securityGroupId: this.securityGroups.loadBalancer.id,
      certificateArn: this.certificate.arn,
      logs: this.createLogsBucket(),
      dependsOn: this.securityGroups.loadBalancerRules,
    });
  }

  private createLogsBucket(): PrivateBucket {
    const { logsBucket: bucket, logsExpireDays } = this.environment.platform.loadBalancer;
    return new PrivateBucket(this, "alb_logs", {
      bucket,
      lifecycle: { ruleId: "expire-access-logs", expireDays: logsExpireDays, oldVersionsExpireDays: 1 },
      policyStatements: (bucketArn) => [allowAccessLogs(this, bucketArn)],
    });
  }

  private createWebAcl(): WebAcl {
    const { names, platform } = this.environment;
    return new WebAcl(part(this, "web_acl"), "main", {
      ...platform.waf,
      name: names.webAcl,
      resourceArn: this.loadBalancer.loadBalancer.arn,
      logGroupName: names.webAclLog,
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
    if (services.executeCommand)
      grantExecuteCommand(this, taskRole, { logGroup, region: this.environment.region });
    return { repository, taskRole, logGroup };
  }

  /** One for each service, with what that one needs; the guide's is the MCP server's, which may all that the guide's may. */
  private createTaskRole({ id, taskRole: name, permissions }: ServiceSettings): ServiceRole {
    const { names, region, configuration } = this.environment;
    const { contexts, taskQueue, secretsKey } = this.data;
    const isGuides = id === "mcp_server";
    const role = new ServiceRole(part(this, "task_roles"), isGuides ? "ecs_task_role" : `${id}_task_role`, {
      name,
      service: TASKS,
      policyId: isGuides ? "ecs_task_policy" : `${id}_task_policy`,
      policyName: isGuides ? names.taskPolicy : undefined,
    });
    const grants: Record<ServiceSettings["permissions"][number], () => void> = {
      contexts: () => contexts.grantReadWrite(role),
      sendTasks: () => taskQueue.grantSend(role),
      receiveTasks: () => taskQueue.grantConsume(role),
      models: () => {
        const { enabled, models, regions } = configuration.bedrock;
        if (enabled) grantInvokeModels(this, role, models, regions);
      },
      secrets: () => {
        if (isGuides) grantReadPath(this, role, { path: names.secretsPath, region, key: secretsKey });
        else for (const name of LOOKED_UP_SECRETS) this.data.secret(name).grantRead(role);
      },
      metrics: () => grantPutMetrics(role, names.metricsNamespace),
    };
    for (const permission of permissions) grants[permission]();
    return role;
  }

  private createMcpServerTarget(): Target {
    const { platform, services } = this.environment;
    return this.createTarget(services.mcpServer, {
      stickinessSeconds: platform.loadBalancer.stickinessSeconds,
      rules: [
        { id: "websocket", priority: 20, paths: ["/ws", "/ws/*"] },
        { id: "mcp", priority: 30, hosts: [platform.hosts.mcp] },
      ],
    });
  }

  private createRestApiTarget(): Target {
    const { platform, services } = this.environment;
    return this.createTarget(services.restApi, {
      rules: [{ id: "api", priority: 40, hosts: [platform.hosts.api] }],
    });
  }

  private createTarget(
    { id, targetGroup: name, port, target }: ServedSettings,
    props: Pick<TargetProps, "rules" | "stickinessSeconds">,
  ): Target {
    const { healthPath: path, deregistrationDelaySeconds, ...check } = target;
    return this.loadBalancer.addTarget(id, {
      name,
      port,
      healthCheck: { ...check, path },
      deregistrationDelaySeconds,
      ...props,
    });
  }

  /** It reads the secrets that services have in their environment, pulls their images and writes their logs; no more. */
  private createExecutionRole(): ServiceRole {
    const { names, services } = this.environment;
    const role = new ServiceRole(part(this, "execution_role"), "ecs_execution_role", {
      name: names.executionRole,
      service: TASKS,
    });
    for (const { repository, logGroup } of [this.mcpServer, this.restApi, this.worker]) {
      repository.grantPull(role);
      grantWriteLog(role, logGroup);
    }
    if (services.migration) this.data.taskRunner.grantLog(role);
    for (const name of namedSecrets(this.environment)) this.data.secret(name).grantRead(role);
    return role;
  }

  private get privateSubnetIds(): string[] {
    return this.network.network.privateSubnets.map((subnet) => subnet.id);
  }

  /** What people look for after an apply: where the images go, and where the load balancer is. */
  private createOutputs(): void {
    const { region } = this.environment;
    const registry = Fn.element(Fn.split("/", this.mcpServer.repository.repository.repositoryUrl), 0);
    const login = `aws ecr get-login-password --region ${region} | docker login --username AWS --password-stdin`;
    const outputs = {
      ecr_registry: registry,
      ecr_login: `${login} ${registry}`,
      ecr_push: `make docker-build-all && make docker-push-all ECR_REGISTRY=${registry}`,
      load_balancer_dns_name: this.loadBalancer.loadBalancer.dnsName,
    };
    for (const [id, value] of Object.entries(outputs)) new TerraformOutput(this, id, { value });
  }
}
