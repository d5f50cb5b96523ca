import {
  CloudwatchLogGroup,
  type CloudwatchLogGroupConfig,
} from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DbInstance, type DbInstanceConfig } from "@cdktf/provider-aws/lib/db-instance";
import type { DbParameterGroup, DbParameterGroupConfig } from "@cdktf/provider-aws/lib/db-parameter-group";
import { DbSubnetGroup, type DbSubnetGroupConfig } from "@cdktf/provider-aws/lib/db-subnet-group";
import type { SecurityGroup, SecurityGroupConfig } from "@cdktf/provider-aws/lib/security-group";
import { Id } from "@cdktf/provider-random/lib/id";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { EncryptionKey } from "../encryption/encryption-key";
import { ServiceRole } from "../iam/service-role";
import type { AlarmDefinition } from "../monitoring/alarm-definition";
import { StoreAccess } from "../network/store-access";
import { part } from "../part";
import { useRandomProvider } from "../providers";
import type { Password } from "../secrets/password";
import { waive } from "../waiver";
import { createPostgresParameterGroup, type PostgresMemory } from "./parameter-group";
import { postgresAlarms } from "./postgres-alarms";
import { DEFAULT_POSTGRES_THRESHOLDS } from "./postgres-thresholds";

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

export interface PostgresProps {
  /** The identifier: at most 63 lower-case letters, digits and hyphens. */
  readonly name: string;
  /** `15.4`, or a major version alone: then AWS picks the minor one, and upgrades it in the maintenance window. */
  readonly engineVersion: string;
  /**
   * Lets a change of `engineVersion` go to another major version, together with `applyImmediately`: in a maintenance window to
   * come, the parameter group of the old version would still be in use when Terraform removes it. @default false
   */
  readonly allowMajorVersionUpgrade?: boolean;
  readonly instanceClass: string;
  /** GiB. */
  readonly allocatedStorage: number;
  /** GiB up to which the storage grows by itself. @default it does not grow */
  readonly maxAllocatedStorage?: number;
  readonly storageType: "gp3" | "io2";
  /** Provisioned I/O operations a second; gp3 has them from 400 GiB on. @default the type's own */
  readonly iops?: number;
  /** MiB a second; gp3 from 400 GiB on. @default the type's own */
  readonly storageThroughput?: number;
  /** Encrypts storage, backups and Performance Insights. */
  readonly key: EncryptionKey;
  /** The first database, at most 63 letters, digits and underscores. */
  readonly databaseName: string;
  readonly username: string;
  readonly password: Password;
  /** Also lets IAM users and roles log in, with tokens, once PostgreSQL grants them rds_iam. @default false */
  readonly iamAuthentication?: boolean;
  readonly vpcId: string;
  /** Subnets in two zones or more. */
  readonly subnetIds: string[];
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
  readonly logKey?: EncryptionKey;
  /** Performance Insights, free of charge for 7 days back. @default false */
  readonly performanceInsights?: boolean;
  /** Enhanced Monitoring, every so many seconds: 1, 5, 10, 15, 30 or 60. @default none */
  readonly monitoring?: { readonly intervalSeconds: number; readonly roleName: string };
  /** @default none */
  readonly replicas?: readonly PostgresReplica[];
  /** A new instance from a backup, beside this one. @default none */
  readonly restore?: PostgresRestore;
  /**
   * What is destroyed only after the database: if AWS refuses to delete that, these are still there. Secrets, say, whose
   * names would not be free for weeks. @default none
   */
  readonly outlivedBy?: readonly ITerraformDependable[];
  readonly overrides?: {
    readonly instance?: Partial<DbInstanceConfig>;
    readonly replica?: Partial<DbInstanceConfig>;
    readonly restored?: Partial<DbInstanceConfig>;
    readonly subnetGroup?: Partial<DbSubnetGroupConfig>;
    readonly parameterGroup?: Partial<DbParameterGroupConfig>;
    readonly securityGroup?: Partial<SecurityGroupConfig>;
    readonly logGroup?: Partial<CloudwatchLogGroupConfig>;
  };
}

/**
 * PostgreSQL on RDS: encrypted, by TLS only, without a public address, reached by those whom `allowFrom` lets in.
 * Guide: lines 175–226, 951–957, 1000–1003 and 1107–1117.
 */
export class Postgres extends Construct {
  readonly instance: DbInstance;
  readonly replicas: readonly DbInstance[];
  /** Absent unless asked for. */
  readonly restored?: DbInstance;
  readonly port = PORT;
  private readonly access: StoreAccess;
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
    this.access = this.createAccess();
    this.subnetGroup = this.createSubnetGroup();
    this.parameterGroup = this.createParameterGroup();
    this.monitoring = this.createMonitoring();
    this.instance = this.createInstance();
    this.replicas = (props.replicas ?? []).map((replica) => this.createReplica(replica));
    this.restored = props.restore && this.createRestored(props.restore);
  }

  /** The host name alone: `endpoint` carries the port too. */
  get address(): string {
    return this.instance.address;
  }

  /** Lets the members of a security group connect. Returns the rules, which lie beside that group. */
  allowFrom(peer: SecurityGroup) {
    return this.access.allowFrom(peer);
  }

  /** Of the database and each replica; what is made of a backup has none, until it takes the database's place. */
  alarms(thresholds = DEFAULT_POSTGRES_THRESHOLDS): AlarmDefinition[] {
    const beginning = `${this.id}_`;
    const replicas = this.replicas.map(({ node, identifier }) => {
      const { id } = node;
      return [id.startsWith(beginning) ? id.slice(beginning.length) : id, { identifier }] as const;
    });
    return postgresAlarms(
      { identifier: this.instance.identifier, replicas: Object.fromEntries(replicas) },
      thresholds,
    );
  }

  private createAccess(): StoreAccess {
    const { vpcId, securityGroupName, overrides } = this.props;
    return new StoreAccess(this, "rds", {
      vpcId,
      name: securityGroupName,
      description: "PostgreSQL of the MCP platform",
      port: PORT,
      overrides,
    });
  }

  private createSubnetGroup(): DbSubnetGroup {
    const { subnetGroupName, subnetIds, overrides } = this.props;
    return new DbSubnetGroup(part(this, "subnet_group"), "main", {
      name: subnetGroupName,
      description: "PostgreSQL of the MCP platform",
      subnetIds,
      ...overrides?.subnetGroup,
    });
  }

  private createParameterGroup(): DbParameterGroup {
    const { parameterGroupName, engineVersion, memory, overrides } = this.props;
    return createPostgresParameterGroup(part(this, "parameter_group"), this.id, {
      name: parameterGroupName,
      majorVersion: Number.parseInt(engineVersion, 10),
      memory,
      overrides: overrides?.parameterGroup,
    });
  }

  /** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html */
  private createMonitoring() {
    const { monitoring } = this.props;
    if (!monitoring) return {};
    const role = new ServiceRole(this, "rds_monitoring", {
      name: monitoring.roleName,
      service: "monitoring.rds.amazonaws.com",
    });
    const attachment = role.attachManaged("service-role/AmazonRDSEnhancedMonitoringRole");
    return {
      monitoringInterval: monitoring.intervalSeconds,
      monitoringRoleArn: role.role.arn,
      dependsOn: [attachment],
    };
  }

  private createInstance(): DbInstance {
    const { props } = this;
    const instance = new DbInstance(part(this, "instance"), this.id, {
      ...this.shared(this.id, props.name),
      engine: "postgres",
      engineVersion: props.engineVersion,
      allowMajorVersionUpgrade: props.allowMajorVersionUpgrade,
      kmsKeyId: props.key.key.arn,
      dbName: props.databaseName,
      username: props.username,
      ...this.password(),
      dbSubnetGroupName: this.subnetGroup.name,
      backupRetentionPeriod: props.backupRetentionDays,
      backupWindow: props.backupWindow,
      multiAz: props.multiAz,
      ...this.finalSnapshot(this.id, props.name),
      ...props.overrides?.instance,
    });
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
    const replica = new DbInstance(part(this, "replicas"), id, {
      ...this.shared(id, name),
      replicateSourceDb: this.instance.identifier,
      availabilityZone: zone,
      // It holds nothing that its source has not, and has to go for another zone.
      deletionProtection: false,
      // AWS makes no final snapshot of a replica.
      skipFinalSnapshot: true,
      ...this.props.overrides?.replica,
    });
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
    return new DbInstance(part(this, "restored"), id, {
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
      kmsKeyId: props.key.key.arn,
      dbSubnetGroupName: this.subnetGroup.name,
      backupRetentionPeriod: props.backupRetentionDays,
      backupWindow: props.backupWindow,
      multiAz: props.multiAz,
      ...this.finalSnapshot(id, name),
      ...props.overrides?.restored,
    });
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
      iops: props.iops,
      storageThroughput: props.storageThroughput,
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
        ...(props.outlivedBy ?? []),
      ],
    };
  }

  /** Made before the instance: RDS would make them itself, and keep the logs for ever. */
  private createLogGroups(id: string, name: string): CloudwatchLogGroup[] {
    const { cloudwatchLogsExports, logRetentionDays, logKey, overrides } = this.props;
    return cloudwatchLogsExports.map(
      (log) =>
        new CloudwatchLogGroup(part(this, "log_groups"), `${id}_${log}`, {
          name: `/aws/rds/instance/${name}/${log}`,
          retentionInDays: logRetentionDays,
          kmsKeyId: logKey?.key.arn,
          ...overrides?.logGroup,
        }),
    );
  }

  private password() {
    const { password } = this.props;
    return password.isInState
      ? { password: password.value }
      : { passwordWo: password.value, passwordWoVersion: password.version };
  }

  private performanceInsights() {
    const { performanceInsights = false, key } = this.props;
    if (!performanceInsights) return { performanceInsightsEnabled: false };
    return {
      performanceInsightsEnabled: true,
      performanceInsightsKmsKeyId: key.key.arn,
      performanceInsightsRetentionPeriod: FREE_PERFORMANCE_INSIGHTS_DAYS,
    };
  }

  /** A number in its name, since the name of an earlier instance's snapshot would be taken: another for all that replaces it. */
  private finalSnapshot(id: string, name: string) {
    const { skipFinalSnapshot, databaseName, username } = this.props;
    if (skipFinalSnapshot) return { skipFinalSnapshot };
    const number = new Id(part(this, "final_snapshots"), `${id}_final_snapshot`, {
      byteLength: 4,
      keepers: { name, databaseName, username },
    });
    return { skipFinalSnapshot: false, finalSnapshotIdentifier: `${name}-final-${number.hex}` };
  }
}

function isMinorVersionOurs({ engineVersion }: PostgresProps): boolean {
  return engineVersion.includes(".");
}
