import { readdirSync } from "node:fs";
import { join } from "node:path";
import { SecurityGroup, type SecurityGroupConfig } from "@cdktf/provider-aws/lib/security-group";
import { TerraformElement } from "cdktf";
import { Construct } from "constructs";
import { Redis } from "../../modules/cache/redis";
import { RedisAuthToken } from "../../modules/cache/redis-auth-token";
import { Certificate } from "../../modules/certificate/certificate";
import { Parameters } from "../../modules/configuration/parameters";
import { EnableExtensions } from "../../modules/database/enable-extensions";
import { Postgres, type PostgresProps } from "../../modules/database/postgres";
import { UpgradeReplicas } from "../../modules/database/upgrade-replicas";
import { Cluster } from "../../modules/ecs/cluster";
import { DeploymentAlarm } from "../../modules/ecs/deployment-alarm";
import { FargateService } from "../../modules/ecs/fargate-service";
import { ServiceAutoscaling } from "../../modules/ecs/service-autoscaling";
import { SpotCapacity } from "../../modules/ecs/spot-capacity";
import { EncryptionKey } from "../../modules/encryption/encryption-key";
import { ServiceRole } from "../../modules/iam/service-role";
import { LoadBalancer } from "../../modules/load-balancer/load-balancer";
import { Alarm } from "../../modules/monitoring/alarm";
import { Chat } from "../../modules/monitoring/chat";
import { Costs } from "../../modules/monitoring/costs";
import { Dashboard } from "../../modules/monitoring/dashboard";
import { Topic } from "../../modules/monitoring/topic";
import { UsersAffected } from "../../modules/monitoring/users-affected";
import { AdoptedDefaults } from "../../modules/network/adopted-defaults";
import { FlowLogs } from "../../modules/network/flow-logs";
import { Network } from "../../modules/network/network";
import { ServicePorts } from "../../modules/network/service-ports";
import { ServiceSecurityGroups } from "../../modules/network/service-security-groups";
import { StoreAccess } from "../../modules/network/store-access";
import { planSubnets } from "../../modules/network/subnet-plan";
import { VpcEndpoints } from "../../modules/network/vpc-endpoints";
import { overridden } from "../../modules/override";
import { part } from "../../modules/part";
import { TaskQueue } from "../../modules/queue/task-queue";
import { ImageRepository } from "../../modules/registry/image-repository";
import { Password } from "../../modules/secrets/password";
import { Secret } from "../../modules/secrets/secret";
import { StateStorage } from "../../modules/state/state-storage";
import { PrivateBucket } from "../../modules/storage/private-bucket";
import { TaskRunner } from "../../modules/tasks/task-runner";
import { WebAcl } from "../../modules/waf/web-acl";

const MODULES = join(__dirname, "../../modules");

/**
 * Makes a module with all that it can have.
 *
 * @param scope what it needs beside itself goes into `part(scope, HELPERS)`
 * @param overrides for each of its resources
 */
export type Make = (scope: Construct, id: string, overrides: never) => void;

/** What modules need to be made, which is not of theirs. */
export const HELPERS = "helpers";

const arn = (service: string, name: string) => `arn:aws:${service}:us-east-1:123456789012:${name}`;
const KEY = { arn: arn("kms", "key/k") };
const VPC = { id: "vpc-1" };
const SUBNETS = [{ id: "subnet-1" }, { id: "subnet-2" }];
const SECURITY_GROUP = { id: "sg-1" };
const TOPIC = { arn: arn("sns", "t") };
const TASKS = "ecs-tasks.amazonaws.com";
const READ = { actions: ["s3:GetObject"], resources: ["arn:aws:s3:::things/*"] };

/** How each module is made, by the name of its class. */
export const EVERY_MODULE: Readonly<Record<string, Make>> = {
  AdoptedDefaults: (scope, id, overrides) => {
    const { vpc } = new Network(part(scope, HELPERS), `${id}_network`, {
      name: id,
      cidr: "10.0.0.0/16",
      zones: [],
      subnets: { public: [], private: [], database: [] },
    });
    new AdoptedDefaults(scope, id, { vpc, name: id, overrides });
  },
  Alarm: (scope, id, overrides) => {
    new Alarm(scope, id, {
      definition: {
        id,
        runbook: "a-test",
        severity: "alert",
        description: "a test",
        measured: { namespace: "AWS/SQS", metricName: "Some", dimensions: {}, stat: "Sum" },
        comparison: "GreaterThanThreshold",
        threshold: 1,
        periodSeconds: 60,
        evaluationPeriods: 1,
        missingData: "missing",
      },
      prefix: id,
      topics: [TOPIC],
      runbookUrl: "https://example.com",
      overrides,
    });
  },
  Certificate: (scope, id, overrides) => {
    new Certificate(scope, id, { names: [`${id}.example.com`], zone: { zoneId: "Z1" }, overrides });
  },
  Chat: (scope, id, overrides) => {
    new Chat(scope, id, {
      name: id,
      workspaceId: "T1",
      channelId: "C1",
      topics: [TOPIC],
      overrides,
    });
  },
  Cluster: (scope, id, overrides) => {
    const spot = {
      name: id,
      instanceTypes: ["m7g.large"],
      cpuArchitecture: "ARM64" as const,
      maximum: 1,
      subnets: SUBNETS,
      securityGroup: SECURITY_GROUP,
      tags: {},
      roleName: id,
    };
    new Cluster(scope, id, {
      name: id,
      containerInsights: "enabled",
      spot: { ...spot, overrides },
      overrides,
    });
  },
  Costs: (scope, id, overrides) => {
    new Costs(scope, id, {
      prefix: id,
      environment: "test",
      topic: TOPIC,
      budget: { monthlyUsd: 1, actualPercent: 80, forecastPercent: 100 },
      anomaliesFromUsd: 1,
      allocationTags: [`Tag_${id}`],
      overrides,
    });
  },
  Dashboard: (scope, id, overrides) => {
    new Dashboard(scope, id, { name: id, region: "us-east-1", rows: [], overrides });
  },
  DeploymentAlarm: (scope, id, overrides) => {
    new DeploymentAlarm(scope, id, {
      name: id,
      loadBalancer: { arnSuffix: "app/l/1" },
      targetGroup: { arnSuffix: "targetgroup/t/1" },
      errorPercent: 10,
      overrides,
    });
  },
  EnableExtensions: (scope, id, overrides) => {
    const helpers = part(scope, HELPERS);
    const database = new Postgres(helpers, `${id}_database`, postgresProps(helpers, id));
    const secret = new Secret(helpers, `${id}_secret`, secretProps(id));
    secret.write({ inputs: [], text: "a test" });
    new EnableExtensions(scope, id, {
      database,
      databaseName: "test",
      username: "test",
      extensions: ["vector"],
      from: {
        task: {
          runner: new TaskRunner(helpers, `${id}_runner`, taskRunnerProps(id)),
          image: "postgres:16",
          secret,
          securityGroupRules: [],
        },
      },
      overrides,
    });
    new EnableExtensions(scope, `${id}_here`, {
      database,
      databaseName: "test",
      username: "test",
      extensions: ["vector"],
      from: { operator: { password: password(helpers, `${id}_other`) } },
      overrides,
    });
  },
  EncryptionKey: (scope, id, overrides) => {
    new EncryptionKey(scope, id, { alias: `alias/${id}`, description: "a test", overrides });
  },
  FargateService: (scope, id, overrides) => {
    new FargateService(scope, id, {
      name: id,
      family: id,
      cluster: { arn: arn("ecs", "cluster/c") },
      cpu: 256,
      memory: 512,
      cpuArchitecture: "X86_64",
      container: {
        image: "image:1",
        user: "1000",
        environment: {},
        secrets: {},
        port: 8080,
        logGroup: { name: id },
        region: "us-east-1",
      },
      taskRole: { arn: arn("iam", "role/t") },
      executionRole: { arn: arn("iam", "role/e") },
      subnets: SUBNETS,
      securityGroup: SECURITY_GROUP,
      desiredCount: 1,
      namespace: { id: "ns-1" },
      maximumPercent: 200,
      minimumHealthyPercent: 100,
      overrides,
    });
  },
  FlowLogs: (scope, id, overrides) => {
    new FlowLogs(scope, id, { vpc: VPC, name: id, roleName: id, retentionDays: 1, overrides });
  },
  ImageRepository: (scope, id, overrides) => {
    new ImageRepository(scope, id, { name: id, key: KEY, overrides });
  },
  LoadBalancer: (scope, id, overrides) => {
    const logs = new PrivateBucket(part(scope, HELPERS), `${id}_logs`, bucketProps(id));
    const loadBalancer = new LoadBalancer(scope, id, {
      name: id,
      vpc: VPC,
      subnets: SUBNETS,
      securityGroup: SECURITY_GROUP,
      certificate: { arn: arn("acm", "certificate/c") },
      sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      idleTimeoutSeconds: 60,
      deletionProtection: false,
      logs,
      overrides,
    });
    loadBalancer.addTarget(`${id}_target`, {
      name: id,
      port: 80,
      healthCheck: {
        path: "/",
        intervalSeconds: 30,
        timeoutSeconds: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 2,
      },
      deregistrationDelaySeconds: 30,
      rules: [{ id: `${id}_rule`, priority: 10, paths: ["/"] }],
      overrides,
    });
  },
  Network: (scope, id, overrides) => {
    new Network(scope, id, {
      name: id,
      cidr: "10.0.0.0/16",
      zones: ["us-east-1a", "us-east-1b"],
      subnets: planSubnets("10.0.0.0/16", ["us-east-1a", "us-east-1b"]),
      natGateways: "perZone",
      overrides,
    });
  },
  Parameters: (scope, id, overrides) => {
    new Parameters(scope, id, { path: `/${id}`, maxConnections: 1, bedrockModels: ["model"], overrides });
  },
  Password: (scope, id, overrides) => {
    new Password(scope, id, { length: 32, version: 1, overrides });
    const outsideState = { parameterName: `/${id}`, key: KEY };
    new Password(scope, `${id}_outside`, { length: 32, version: 1, outsideState, overrides });
  },
  Postgres: (scope, id, overrides) => {
    const database = new Postgres(scope, id, { ...postgresProps(part(scope, HELPERS), id), overrides });
    database.allowFrom(peer(scope, id, overrides));
  },
  PrivateBucket: (scope, id, overrides) => {
    new PrivateBucket(scope, id, { ...bucketProps(id), overrides });
  },
  Redis: (scope, id, overrides) => {
    new Redis(scope, id, { ...redisProps(id), overrides }).allowFrom(peer(scope, id, overrides));
  },
  RedisAuthToken: (scope, id, overrides) => {
    const helpers = part(scope, HELPERS);
    new RedisAuthToken(scope, id, {
      redis: new Redis(helpers, `${id}_redis`, redisProps(id)),
      authToken: password(helpers, `${id}_token`),
      region: "us-east-1",
      overrides,
    });
  },
  Secret: (scope, id, overrides) => {
    new Secret(scope, id, { ...secretProps(id), overrides }).write({ inputs: [], text: "a test" });
  },
  ServiceAutoscaling: (scope, id, overrides) => {
    new ServiceAutoscaling(scope, id, {
      cluster: { name: "cluster" },
      service: { name: id, fqn: `aws_ecs_service.${id}` },
      minimum: 1,
      maximum: 2,
      cpuPercent: 70,
      memoryPercent: 70,
      scaleInCooldownSeconds: 60,
      scaleOutCooldownSeconds: 60,
      requests: {
        perTarget: 100,
        loadBalancer: { arnSuffix: "app/l/1" },
        targetGroup: { arnSuffix: "targetgroup/t/1" },
      },
      connections: { perTask: 100, namespace: "Test", environment: "test" },
      backlog: { perTask: 100, queue: { name: id } },
      schedules: [
        { name: "night", schedule: "cron(0 0 * * ? *)", timezone: "Etc/UTC", minimum: 0, maximum: 1 },
      ],
      overrides,
    });
  },
  ServicePorts: (scope, id, overrides) => {
    new ServicePorts(scope, id, {
      loadBalancer: SECURITY_GROUP,
      application: SECURITY_GROUP,
      ports: [8080, 9090],
      overrides,
    });
  },
  ServiceRole: (scope, id, overrides) => {
    const role = new ServiceRole(scope, id, { name: id, service: TASKS, overrides });
    role.allow(READ);
    role.attachManaged("ReadOnlyAccess");
  },
  ServiceSecurityGroups: (scope, id, overrides) => {
    new ServiceSecurityGroups(scope, id, {
      vpc: VPC,
      loadBalancerName: `${id}-alb`,
      applicationName: `${id}-app`,
      overrides,
    });
  },
  SpotCapacity: (scope, id, overrides) => {
    new SpotCapacity(scope, id, {
      name: id,
      cluster: { name: "cluster" },
      instanceTypes: ["m7g.large"],
      cpuArchitecture: "ARM64",
      maximum: 1,
      subnets: SUBNETS,
      securityGroup: SECURITY_GROUP,
      tags: {},
      roleName: id,
      overrides,
    });
  },
  StateStorage: (scope, id, overrides) => {
    new StateStorage(scope, id, {
      bucket: id,
      keyAlias: `alias/${id}`,
      oldVersionsExpireDays: 1,
      lockTable: id,
      overrides,
    });
  },
  StoreAccess: (scope, id, overrides) => {
    const props = { vpc: VPC, name: id, description: "a test", port: 1234, overrides };
    new StoreAccess(scope, id, props).allowFrom(peer(scope, id, overrides));
  },
  TaskQueue: (scope, id, overrides) => {
    new TaskQueue(scope, id, { name: id, overrides });
  },
  TaskRunner: (scope, id, overrides) => {
    const runner = new TaskRunner(scope, id, { ...taskRunnerProps(id), overrides });
    runner.run(scope, `${id}_task`, {
      image: "image:1",
      user: "1000",
      triggers: {},
      timeoutSeconds: 60,
      dependsOn: [],
      overrides,
    });
  },
  Topic: (scope, id, overrides) => {
    const props = { name: id, key: KEY, emails: ["a@example.com"], urls: ["https://example.com"] };
    new Topic(scope, id, { ...props, overrides });
  },
  UsersAffected: (scope, id, overrides) => {
    new UsersAffected(scope, id, {
      name: id,
      description: "a test",
      alarms: [{ alarmName: "errors" }],
      topics: [TOPIC],
      overrides,
    });
  },
  UpgradeReplicas: (scope, id, overrides) => {
    const versions = { region: "us-east-1", engineVersion: "16.13", replicas: [`${id}-read-1`] };
    new UpgradeReplicas(scope, id, { ...versions, overrides });
  },
  VpcEndpoints: (scope, id, overrides) => {
    const network = new Network(part(scope, HELPERS), `${id}_network`, {
      name: id,
      cidr: "10.0.0.0/16",
      zones: ["us-east-1a"],
      subnets: planSubnets("10.0.0.0/16", ["us-east-1a"]),
    });
    const props = { network, name: id, region: "us-east-1", overrides };
    new VpcEndpoints(scope, id, { ...props, gateway: ["s3"], interface: ["s3", "ecr.api"] });
  },
  WebAcl: (scope, id, overrides) => {
    new WebAcl(scope, id, {
      name: id,
      loadBalancer: { arn: arn("elasticloadbalancing", "loadbalancer/app/l/1") },
      rateLimit: 100,
      managedRuleGroups: [],
      logGroupName: `aws-waf-logs-${id}`,
      logRetentionDays: 1,
      logKey: KEY,
      overrides,
    });
  },
};

/** The names of all classes of constructs in modules/ that are no element of Terraform's by themselves. */
export function moduleClasses(): string[] {
  const files = readdirSync(MODULES, { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".ts"),
  );
  const exported = files.flatMap((file) => Object.values<unknown>(require(join(MODULES, file))));
  const modules = exported.filter(isModule).map(({ name }) => name);
  return [...new Set(modules)].sort();
}

function isModule(value: unknown): value is new (...given: never) => Construct {
  if (typeof value !== "function" || !(value.prototype instanceof Construct)) return false;
  return !(value.prototype instanceof TerraformElement);
}

const bucketProps = (id: string) => ({
  name: `${id}-bucket`,
  lifecycle: { ruleId: "expire", oldVersionsExpireDays: 1 },
});

const secretProps = (id: string) => ({ name: id, description: "a test", key: KEY, recoveryWindowDays: 7 });

const taskRunnerProps = (id: string) => ({
  name: id,
  region: "us-east-1",
  vpc: VPC,
  subnets: SUBNETS,
  logRetentionDays: 1,
});

const redisProps = (id: string) => ({
  name: id,
  description: "a test",
  engineVersion: "7.1",
  nodeType: "cache.t4g.micro",
  numCacheClusters: 1,
  automaticFailoverEnabled: false,
  multiAzEnabled: false,
  snapshotRetentionDays: 0,
  snapshotWindow: "03:00-05:00",
  logRetentionDays: 1,
  vpc: VPC,
  subnets: SUBNETS,
  parameters: {},
});

function postgresProps(helpers: Construct, id: string): PostgresProps {
  return {
    name: id,
    engineVersion: "16.13",
    instanceClass: "db.t4g.micro",
    allocatedStorage: 20,
    storageType: "gp3",
    key: KEY,
    databaseName: "test",
    username: "test",
    password: password(helpers, `${id}_password`),
    vpc: VPC,
    subnets: SUBNETS,
    subnetGroupName: id,
    securityGroupName: id,
    parameterGroupName: id,
    backupRetentionDays: 1,
    backupWindow: "03:00-04:00",
    maintenanceWindow: "sun:04:00-sun:05:00",
    multiAz: false,
    deletionProtection: false,
    skipFinalSnapshot: false,
    cloudwatchLogsExports: ["postgresql"],
    logRetentionDays: 1,
    monitoring: { intervalSeconds: 60, roleName: id },
    replicas: [{ id: `${id}_read`, name: `${id}-read`, zone: "us-east-1a" }],
    restore: { name: `${id}-restored`, from: "latest" },
  };
}

function password(helpers: Construct, id: string): Password {
  return new Password(helpers, id, { length: 32, version: 1 });
}

/** Who is let in: the rules lie beside it, so it is no helper. */
function peer(scope: Construct, id: string, overrides: never): SecurityGroup {
  const config: SecurityGroupConfig = { vpcId: VPC.id };
  return new SecurityGroup(part(scope, "peers"), `${id}_peer`, overridden(config, overrides));
}
