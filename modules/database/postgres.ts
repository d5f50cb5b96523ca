import {
  CloudwatchLogGroup,
  type CloudwatchLogGroupConfig,
} from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DbInstance, type DbInstanceConfig } from "@cdktf/provider-aws/lib/db-instance";
import type { DbParameterGroup, DbParameterGroupConfig } from "@cdktf/provider-aws/lib/db-parameter-group";
import { DbSubnetGroup, type DbSubnetGroupConfig } from "@cdktf/provider-aws/lib/db-subnet-group";
import type { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Id, type IdConfig } from "@cdktf/provider-random/lib/id";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { ServiceRole, type ServiceRoleOverrides } from "../iam/service-role";
import { type InnerIds, innerIds } from "../inner-ids";
import type { AlarmDefinition } from "../monitoring/alarm-definition";
import type { MetricWidget } from "../monitoring/dashboard";
import { StoreAccess, type StoreAccessProps } from "../network/store-access";
import { ofPlatform, type PartOfPlatform } from "../of-platform";
import { type Override, overridden } from "../override";
import { part } from "../part";
import { useRandomProvider } from "../providers";
import type { HasArn, HasId } from "../reference";
import type { Password } from "../secrets/password";
import { waive } from "../waiver";
import { adoptLogGroup } from "./adopt-log-group";
import { createPostgresParameterGroup, type PostgresMemory } from "./parameter-group";
import { postgresAlarms } from "./postgres-alarms";
import { DEFAULT_POSTGRES_THRESHOLDS } from "./postgres-thresholds";
import { postgresWidgets } from "./postgres-widgets";
import { storagePerformance } from "./storage-performance";

const PORT = 5432;

/** Without a price; longer ones are in months of 31 days. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html */
const FREE_PERFORMANCE_INSIGHTS_DAYS = 7;

/** Another instance of the same kind, beside the first. */
export interface PostgresReplica {
  /** Its construct's id and so its Terraform name. */
  readonly id: string;
  /** The identifier, at most 63 characters. */
  readonly name: string;
  /** The availability zone. */
  readonly zone: string;
}

export interface PostgresRestore {
  /** The identifier of the new instance, at most 63 characters. */
  readonly name: string;
  /** A snapshot's identifier; or else a point in time of the instance's automated backups, in UTC; or the latest. */
  readonly from: { readonly snapshot: string } | { readonly time: string } | "latest";
}

export interface PostgresProps extends InnerIds, PartOfPlatform {
  /** The identifier: at most 63 lower-case letters, digits and hyphens. */
  readonly name: string;
  /** `15.17`, or a major version alone: then AWS picks the minor one, and upgrades it in the maintenance window. */
  readonly engineVersion: string;
  /**
   * Lets a change of `engineVersion` go to another major version, together with `applyImmediately`: in a maintenance window to
   * come, the parameter group of the old version would still be in use when Terraform removes it. @default false
   */
  readonly allowMajorVersionUpgrade?: boolean;
  /**
   * AWS keeps a major version that is past its standard support, at an extra price, instead of refusing to create and upgrading
   * it. It counts when an instance is created or restored: AWS changes it in none that exists. @default false
   */
  readonly extendedSupport?: boolean;
  readonly instanceClass: string;
  /** GiB. */
  readonly allocatedStorage: number;
  /** GiB up to which the storage grows by itself. @default it does not grow */
  readonly maxAllocatedStorage?: number;
  readonly storageType: "gp3" | "io2";
  /** Provisioned I/O operations a second; gp3 has them from 400 GiB on. @default 12000 of such a gp3 */
  readonly iops?: number;
  /** MiB a second; gp3 from 400 GiB on. @default 500 of such a gp3 */
  readonly storageThroughput?: number;
  /** Encrypts storage, backups and Performance Insights. */
  readonly key: HasArn;
  /** The first database, at most 63 letters, digits and underscores. */
  readonly databaseName: string;
  readonly username: string;
  readonly password: Password;
  /** Also lets IAM users and roles log in, with tokens, once PostgreSQL grants them rds_iam. @default false */
  readonly iamAuthentication?: boolean;
  readonly vpc: HasId;
  /** In two zones or more. */
  readonly subnets: readonly HasId[];
  readonly subnetGroupName: string;
  /** The tag Name and the beginning of the name of the security group. */
  readonly securityGroupName: string;
  readonly parameterGroupName: string;
  readonly memory?: PostgresMemory;
  /** Days of automated backups, 0–35. */
  readonly backupRetentionDays: number;
  /** Every day, UTC: `03:00-04:00`. */
  readonly backupWindow: string;
  /** Every week, UTC: `sun:04:00-sun:05:00`. */
  readonly maintenanceWindow: string;
  /** A standby in another zone. Doubles the price. */
  readonly multiAz: boolean;
  /** Makes AWS refuse to delete it. */
  readonly deletionProtection: boolean;
  /** No snapshot when it is deleted. */
  readonly skipFinalSnapshot: boolean;
  /** Changes that interrupt at once, instead of in the maintenance window. @default false */
  readonly applyImmediately?: boolean;
  /** Logs that RDS sends to CloudWatch. */
  readonly cloudwatchLogsExports: readonly ("postgresql" | "upgrade")[];
  /** Days CloudWatch keeps them, one of its own steps: 1, 3, 5, 7, 14, 30 … 3653. */
  readonly logRetentionDays: number;
  /** Encrypts them; its policy has to let CloudWatch Logs (`logEncryption`). @default a key of CloudWatch's own */
  readonly logKey?: HasArn;
  /**
   * Takes over log groups that RDS has made again after the destroy of an instance of the same name. Wants Terraform 1.7.
   * @default true
   */
  readonly adoptsLogGroups?: boolean;
  /** Performance Insights, free of charge for 7 days back. @default false */
  readonly performanceInsights?: boolean;
  /** Enhanced Monitoring, every so many seconds: 1, 5, 10, 15, 30 or 60. @default none */
  readonly monitoring?: { readonly intervalSeconds: number; readonly roleName: string };
  /** @default none */
  readonly replicas?: readonly PostgresReplica[];
  /** Steps that have to be done before the instance changes, its replicas not among them: `UpgradeReplicas`. @default none */
  readonly upgradedAfter?: readonly ITerraformDependable[];
  /** A new instance from a backup, beside this one. @default none */
  readonly restore?: PostgresRestore;
  /**
   * Resources that Terraform destroys only after the database: if AWS refuses to delete the database, they are still there.
   * For example secrets, whose names AWS keeps for weeks after a deletion. @default none
   */
  readonly destroyedBefore?: readonly ITerraformDependable[];
  readonly overrides?: {
    readonly instance?: Override<DbInstanceConfig>;
    /** Of each replica. */
    readonly replica?: Override<DbInstanceConfig>;
    readonly restored?: Override<DbInstanceConfig>;
    readonly subnetGroup?: Override<DbSubnetGroupConfig>;
    readonly parameterGroup?: Override<DbParameterGroupConfig>;
    /** Of each log's group. */
    readonly logGroup?: Override<CloudwatchLogGroupConfig>;
    readonly monitoringRole?: ServiceRoleOverrides;
    /** Of the numbers in the final snapshots' names. */
    readonly finalSnapshotNumber?: Override<IdConfig>;
  } & StoreAccessProps["overrides"];
}

/**
 * PostgreSQL on RDS: encrypted, by TLS only, without a public address, open to the security groups of `allowFrom`. Inner ids
 * are `rds`, `rds_monitoring` and `main`; all else bears or begins with the construct's id.
 * Guide: lines 175–226, 946–953, 1008–1011 and 1111–1116.
 */
export class Postgres extends Construct {
  readonly instance: DbInstance;
  readonly replicas: readonly DbInstance[];
  /** Absent unless asked for. */
  readonly restored?: DbInstance;
  readonly port = PORT;
  private readonly access: StoreAccess;
  private readonly inner: (name: string) => string;
  private readonly subnetGroup: DbSubnetGroup;
  private readonly parameterGroup: DbParameterGroup;
  private readonly monitoring: Pick<
    DbInstanceConfig,
    "monitoringInterval" | "monitoringRoleArn" | "dependsOn"
  >;

  constructor(
    scope: Construct,
    private readonly id: string,
    private readonly props: PostgresProps,
  ) {
    super(scope, id);
    useRandomProvider(this);
    this.inner = innerIds(id, props);
    this.access = this.createAccess();
    this.subnetGroup = this.createSubnetGroup();
    this.parameterGroup = this.createParameterGroup();
    this.monitoring = this.createMonitoring();
    this.instance = this.createInstance();
    this.replicas = (props.replicas ?? []).map((replica) => this.createReplica(replica));
    this.restored = props.restore && this.createRestored(props.restore);
  }

  get arn(): string {
    return this.instance.arn;
  }

  /**
   * The version that runs once the instance is as the settings say: what is set, if that is done at once; otherwise what AWS says
   * at each plan, since AWS upgrades it some other time.
   */
  get version(): string {
    const { engineVersion, applyImmediately } = this.props;
    const isDoneAtOnce = applyImmediately && isMinorVersionOurs(this.props);
    return isDoneAtOnce ? engineVersion : this.instance.engineVersionActual;
  }

  /** The identifier. */
  get name(): string {
    return this.instance.identifier;
  }

  /** The host name alone: `endpoint` carries the port too. */
  get address(): string {
    return this.instance.address;
  }

  /** Lets the members of a security group connect. Returns the rules, which lie beside that group. */
  allowFrom(peer: SecurityGroup) {
    return this.access.allowFrom(peer);
  }

  /** Of the database and each replica. */
  widgets(thresholds = DEFAULT_POSTGRES_THRESHOLDS): MetricWidget[] {
    return postgresWidgets(
      [
        { label: "primary", identifier: this.instance.identifier },
        ...this.replicas.map((replica) => ({
          label: this.shortId(replica).replaceAll("_", "-"),
          identifier: replica.identifier,
        })),
      ],
      thresholds,
    );
  }

  /** Of the database and each replica; what is made of a backup has none, until it takes the database's place. */
  alarms(thresholds = DEFAULT_POSTGRES_THRESHOLDS): AlarmDefinition[] {
    const replicas = this.replicas.map(
      (replica) => [this.shortId(replica), { identifier: replica.identifier }] as const,
    );
    return postgresAlarms(
      { identifier: this.instance.identifier, replicas: Object.fromEntries(replicas) },
      thresholds,
    );
  }

  /** What of a replica's id is its own: `read_1`. */
  private shortId({ node: { id } }: DbInstance): string {
    const beginning = `${this.id}_`;
    return id.startsWith(beginning) ? id.slice(beginning.length) : id;
  }

  private createAccess(): StoreAccess {
    const { vpc, securityGroupName, overrides } = this.props;
    return new StoreAccess(part(this, "access"), this.inner("rds"), {
      vpc,
      name: securityGroupName,
      description: ofPlatform("PostgreSQL", this.props),
      port: PORT,
      overrides,
    });
  }

  private createSubnetGroup(): DbSubnetGroup {
    const { subnetGroupName, subnets, overrides } = this.props;
    const config: DbSubnetGroupConfig = {
      name: subnetGroupName,
      description: ofPlatform("PostgreSQL", this.props),
      subnetIds: subnets.map((subnet) => subnet.id),
    };
    return new DbSubnetGroup(
      part(this, "subnet_group"),
      this.inner("main"),
      overridden(config, overrides?.subnetGroup),
    );
  }

  private createParameterGroup(): DbParameterGroup {
    const { parameterGroupName, engineVersion, memory, platformName, overrides } = this.props;
    return createPostgresParameterGroup(part(this, "parameter_group"), this.id, {
      name: parameterGroupName,
      majorVersion: Number.parseInt(engineVersion, 10),
      memory,
      platformName,
      override: overrides?.parameterGroup,
    });
  }

  /** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html */
  private createMonitoring() {
    const { monitoring, overrides } = this.props;
    if (!monitoring) return {};
    const role = new ServiceRole(part(this, "monitoring_role"), this.inner("rds_monitoring"), {
      name: monitoring.roleName,
      service: "monitoring.rds.amazonaws.com",
      overrides: overrides?.monitoringRole,
    });
    const attachment = role.attachManaged("service-role/AmazonRDSEnhancedMonitoringRole");
    return {
      monitoringInterval: monitoring.intervalSeconds,
      monitoringRoleArn: role.arn,
      dependsOn: [attachment],
    };
  }

  private createInstance(): DbInstance {
    const { props } = this;
    const shared = this.shared(this.id, props.name);
    const config: DbInstanceConfig = {
      ...shared,
      dependsOn: [...(shared.dependsOn ?? []), ...(props.upgradedAfter ?? [])],
      engine: "postgres",
      engineVersion: props.engineVersion,
      allowMajorVersionUpgrade: props.allowMajorVersionUpgrade,
      ...this.lifecycleSupport(),
      kmsKeyId: props.key.arn,
      dbName: props.databaseName,
      username: props.username,
      ...this.password(),
      dbSubnetGroupName: this.subnetGroup.name,
      backupRetentionPeriod: props.backupRetentionDays,
      backupWindow: props.backupWindow,
      multiAz: props.multiAz,
      ...this.finalSnapshot(this.id, props.name),
    };
    const instance = new DbInstance(
      part(this, "instance"),
      this.id,
      overridden(config, props.overrides?.instance),
    );
    this.waivePinnedVersion(instance);
    if (!props.multiAz)
      waive(instance, "CKV_AWS_157", "A standby is a setting, which this environment does without");
    if (!props.deletionProtection)
      waive(instance, "CKV_AWS_293", "Protection is a setting, which this environment does without");
    return instance;
  }

  private waivePinnedVersion(instance: DbInstance): void {
    if (!isMinorVersionOurs(this.props)) return;
    waive(
      instance,
      "CKV_AWS_226",
      "The minor version is a setting: AWS' own upgrades would be undone by the next apply",
    );
  }

  /** Subnet group, key, engine and password are its source's. */
  private createReplica({ id, name, zone }: PostgresReplica): DbInstance {
    const config: DbInstanceConfig = {
      ...this.shared(id, name),
      replicateSourceDb: this.instance.identifier,
      availabilityZone: zone,
      // It holds nothing that its source has not, and is replaced when its zone changes.
      deletionProtection: false,
      // AWS makes no final snapshot of a replica.
      skipFinalSnapshot: true,
    };
    const replica = new DbInstance(
      part(this, "replicas"),
      id,
      overridden(config, this.props.overrides?.replica),
    );
    this.waivePinnedVersion(replica);
    waive(replica, "CKV_AWS_157", "A replica needs no standby: its source has one");
    waive(
      replica,
      "CKV_AWS_293",
      "A replica holds nothing that its source has not, and has to go for another zone",
    );
    return replica;
  }

  /** Database and user are the backup's. */
  private createRestored({ name, from }: PostgresRestore): DbInstance {
    const { props } = this;
    const id = `${this.id}_restored`;
    const config: DbInstanceConfig = {
      ...this.shared(id, name),
      ...(from !== "latest" && "snapshot" in from
        ? { snapshotIdentifier: from.snapshot }
        : {
            restoreToPointInTime: {
              sourceDbInstanceIdentifier: this.instance.identifier,
              ...(from === "latest" ? { useLatestRestorableTime: true } : { restoreTime: from.time }),
            },
          }),
      ...this.password(),
      ...this.lifecycleSupport(),
      kmsKeyId: props.key.arn,
      dbSubnetGroupName: this.subnetGroup.name,
      backupRetentionPeriod: props.backupRetentionDays,
      backupWindow: props.backupWindow,
      multiAz: props.multiAz,
      ...this.finalSnapshot(id, name),
    };
    return new DbInstance(part(this, "restored"), id, overridden(config, props.overrides?.restored));
  }

  /** What all instances have alike, and a log group for each. */
  private shared(id: string, name: string): DbInstanceConfig {
    const { props } = this;
    return {
      identifier: name,
      instanceClass: props.instanceClass,
      allocatedStorage: props.allocatedStorage,
      storageType: props.storageType,
      maxAllocatedStorage: props.maxAllocatedStorage,
      ...storagePerformance(props),
      storageEncrypted: true,
      vpcSecurityGroupIds: [this.access.securityGroup.id],
      publiclyAccessible: false,
      parameterGroupName: this.parameterGroup.name,
      iamDatabaseAuthenticationEnabled: props.iamAuthentication ?? false,
      maintenanceWindow: props.maintenanceWindow,
      autoMinorVersionUpgrade: !isMinorVersionOurs(props),
      applyImmediately: props.applyImmediately ?? false,
      deletionProtection: props.deletionProtection,
      copyTagsToSnapshot: true,
      enabledCloudwatchLogsExports: [...props.cloudwatchLogsExports],
      ...this.performanceInsights(),
      ...this.monitoring,
      tags: { Name: name },
      dependsOn: [
        ...this.createLogGroups(id, name),
        ...(this.monitoring.dependsOn ?? []),
        ...(props.destroyedBefore ?? []),
      ],
    };
  }

  /** Made before the instance: RDS would make them itself, without an end of retention. */
  private createLogGroups(id: string, name: string): CloudwatchLogGroup[] {
    const { cloudwatchLogsExports, logRetentionDays, logKey, adoptsLogGroups = true, overrides } = this.props;
    return cloudwatchLogsExports.map((log) => {
      const groupName = `/aws/rds/instance/${name}/${log}`;
      const config: CloudwatchLogGroupConfig = {
        name: groupName,
        retentionInDays: logRetentionDays,
        kmsKeyId: logKey?.arn,
      };
      const group = new CloudwatchLogGroup(
        part(this, "log_groups"),
        `${id}_${log}`,
        overridden(config, overrides?.logGroup),
      );
      if (adoptsLogGroups) adoptLogGroup(this, group, groupName);
      return group;
    });
  }

  private password() {
    const { password } = this.props;
    return password.isInState
      ? { password: password.value }
      : { passwordWo: password.value, passwordWoVersion: password.version };
  }

  /**
   * Of replicas their source decides. The provider would try to change it in an instance that exists, and again in each plan:
   * https://github.com/hashicorp/terraform-provider-aws/issues/40870
   */
  private lifecycleSupport() {
    const { extendedSupport = false } = this.props;
    return {
      engineLifecycleSupport: extendedSupport
        ? "open-source-rds-extended-support"
        : "open-source-rds-extended-support-disabled",
      lifecycle: { ignoreChanges: ["engine_lifecycle_support"] },
    };
  }

  /**
   * Turned off, they have no days to keep: if that were left out, the provider would send the days of before, and AWS refuses those
   * of what is off. It keeps the key for good.
   */
  private performanceInsights() {
    const { performanceInsights = false, key } = this.props;
    if (!performanceInsights)
      return { performanceInsightsEnabled: false, performanceInsightsRetentionPeriod: 0 };
    return {
      performanceInsightsEnabled: true,
      performanceInsightsKmsKeyId: key.arn,
      performanceInsightsRetentionPeriod: FREE_PERFORMANCE_INSIGHTS_DAYS,
    };
  }

  /** A number in its name, since the name of an earlier instance's snapshot would be taken: another for all that replaces it. */
  private finalSnapshot(id: string, name: string) {
    const { skipFinalSnapshot, databaseName, username, overrides } = this.props;
    if (skipFinalSnapshot) return { skipFinalSnapshot };
    const config: IdConfig = { byteLength: 4, keepers: { name, databaseName, username } };
    const number = new Id(
      part(this, "final_snapshots"),
      `${id}_final_snapshot`,
      overridden(config, overrides?.finalSnapshotNumber),
    );
    return { skipFinalSnapshot: false, finalSnapshotIdentifier: `${name}-final-${number.hex}` };
  }
}

function isMinorVersionOurs({ engineVersion }: PostgresProps): boolean {
  return engineVersion.includes(".");
}
