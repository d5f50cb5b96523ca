import {
  CloudwatchLogGroup,
  type CloudwatchLogGroupConfig,
} from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import {
  ElasticacheParameterGroup,
  type ElasticacheParameterGroupConfig,
} from "@cdktf/provider-aws/lib/elasticache-parameter-group";
import {
  ElasticacheReplicationGroup,
  type ElasticacheReplicationGroupConfig,
  type ElasticacheReplicationGroupLogDeliveryConfiguration,
} from "@cdktf/provider-aws/lib/elasticache-replication-group";
import {
  ElasticacheSubnetGroup,
  type ElasticacheSubnetGroupConfig,
} from "@cdktf/provider-aws/lib/elasticache-subnet-group";
import type { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Id, type IdConfig } from "@cdktf/provider-random/lib/id";
import { Construct } from "constructs";
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
import { redisAlarms } from "./redis-alarms";
import { DEFAULT_REDIS_THRESHOLDS } from "./redis-thresholds";
import { redisWidgets } from "./redis-widgets";

const PORT = 6379;

export interface RedisProps extends InnerIds, PartOfPlatform {
  /** Name of the replication group and of all that belongs to it: at most 40 lower-case letters, digits and single hyphens. */
  readonly name: string;
  /** What it is for. The descriptions of what belongs to it are made of `platformName`. */
  readonly description: string;
  /** Redis, or Valkey, which clients of Redis speak with. From Redis to Valkey is an upgrade in place, the way back a replacement. @default "redis" */
  readonly engine?: "redis" | "valkey";
  /** The engine's version: of Redis 6.2 to 7.1, of Valkey 7.2 and later. A higher one is an upgrade in place, a lower one a replacement. */
  readonly engineVersion: string;
  /** The nodes' type, such as `cache.r7g.large`; a change is made in place. */
  readonly nodeType: string;
  /** Primary and replicas, 1–6; a change is made in place. Failover needs two. */
  readonly numCacheClusters: number;
  readonly automaticFailoverEnabled: boolean;
  /** Needs automatic failover. */
  readonly multiAzEnabled: boolean;
  /** Days that daily snapshots are kept, 0–35; 0 is none at all. */
  readonly snapshotRetentionDays: number;
  /** When the daily snapshot begins, UTC: `03:00-05:00`, 60 minutes and more. */
  readonly snapshotWindow: string;
  /** When AWS may work on the nodes, UTC: `sun:05:00-sun:06:00`, 60 minutes and more. @default chosen by AWS */
  readonly maintenanceWindow?: string;
  /** Days CloudWatch keeps the logs, one of its own steps: 1, 3, 5, 7, 14, 30 … 3653. */
  readonly logRetentionDays: number;
  /** Encrypts the cache and its snapshots; another one replaces it. @default a key of ElastiCache's own */
  readonly key?: HasArn;
  /** Encrypts them; its policy has to let CloudWatch Logs (`logEncryption`). @default a key of CloudWatch's own */
  readonly logKey?: HasArn;
  readonly vpc: HasId;
  /** In two zones and more if it is multi-AZ. */
  readonly subnets: readonly HasId[];
  /** Redis' own parameters. What is left out has ElastiCache's default; further ones go into `overrides`. */
  readonly parameters: {
    /** Which keys are evicted when the memory is full (`maxmemory-policy`). @default "volatile-lru", by ElastiCache */
    readonly maxmemoryPolicy?: string;
    /** Seconds after which an idle client is disconnected, 20 and more; 0 is never. @default 0, by ElastiCache */
    readonly timeoutSeconds?: number;
    /** TCP keepalive: seconds between two probes of a client; 0 is none. @default 300, by ElastiCache */
    readonly tcpKeepaliveSeconds?: number;
  };
  /** Beginning of the parameter group's name; the family follows, as in `mcp-redis7` or `mcp-redis-valkey8`. @default `name` */
  readonly parameterGroupName?: string;
  /**
   * What clients log in with: 16–128 letters, digits and `!&#$^<>-`. Outside of the state, somebody else has to set it.
   * @default none: every client that reaches the cache may use it, with or without TLS
   */
  readonly authToken?: Password;
  /** Takes a snapshot before the cache is destroyed; false is for caches that may be lost. @default true */
  readonly finalSnapshot?: boolean;
  readonly overrides?: {
    readonly replicationGroup?: Override<ElasticacheReplicationGroupConfig>;
    readonly parameterGroup?: Override<ElasticacheParameterGroupConfig>;
    readonly subnetGroup?: Override<ElasticacheSubnetGroupConfig>;
    /** Of both logs' groups. */
    readonly logGroup?: Override<CloudwatchLogGroupConfig>;
    /** Of the number in the final snapshot's name. */
    readonly finalSnapshotNumber?: Override<IdConfig>;
  } & StoreAccessProps["overrides"];
}

/**
 * Redis with replicas and one shard (no cluster mode), encrypted at rest and in transit, with a token. The replication group
 * bears the construct's id; inner ids are `redis` and `main`. A node of cache.r7g.large costs about 160 USD a month, with Valkey
 * about 128. Guide: lines 229–261, 967–981 and 1118–1121.
 */
export class Redis extends Construct {
  readonly replicationGroup: ElasticacheReplicationGroup;
  /** Who may connect. */
  readonly access: StoreAccess;
  /** Where the primary is, also after a failover. */
  readonly host: string;
  readonly port = PORT;
  private readonly inner: (name: string) => string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: RedisProps,
  ) {
    super(scope, id);
    this.inner = innerIds(id, props);
    this.access = this.createAccess();
    const parameterGroup = this.createParameterGroup();
    const subnetGroup = this.createSubnetGroup();
    this.replicationGroup = this.createReplicationGroup(id, parameterGroup, subnetGroup);
    this.host = this.replicationGroup.primaryEndpointAddress;
  }

  get arn(): string {
    return this.replicationGroup.arn;
  }

  get name(): string {
    return this.replicationGroup.replicationGroupId;
  }

  /** Lets the members of a security group connect. Returns the rules, which lie beside that group. */
  allowFrom(peer: SecurityGroup) {
    return this.access.allowFrom(peer);
  }

  /** Of primary and replicas: what CloudWatch calls them, as a cluster of one node each. */
  get nodeIds(): string[] {
    const { replicationGroupId } = this.replicationGroup;
    return Array.from(
      { length: this.props.numCacheClusters },
      (_, index) => `${replicationGroupId}-${`${index + 1}`.padStart(3, "0")}`,
    );
  }

  widgets(thresholds = DEFAULT_REDIS_THRESHOLDS): MetricWidget[] {
    return redisWidgets(this.nodeIds, thresholds);
  }

  alarms(thresholds = DEFAULT_REDIS_THRESHOLDS): AlarmDefinition[] {
    return redisAlarms(this.nodeIds, thresholds);
  }

  private createAccess(): StoreAccess {
    const { vpc, name, overrides } = this.props;
    return new StoreAccess(part(this, "access"), this.inner("redis"), {
      vpc,
      name,
      description: ofPlatform("Redis", this.props),
      port: PORT,
      overrides,
    });
  }

  private createParameterGroup(): ElasticacheParameterGroup {
    const { name, parameterGroupName = name, parameters, overrides } = this.props;
    const { family, suffix } = this.family();
    const values = {
      "maxmemory-policy": parameters.maxmemoryPolicy,
      timeout: parameters.timeoutSeconds,
      "tcp-keepalive": parameters.tcpKeepaliveSeconds,
    };
    const config: ElasticacheParameterGroupConfig = {
      // The group of the next family is made while this one is in use: their names have to differ.
      name: `${parameterGroupName}${suffix}`,
      lifecycle: { createBeforeDestroy: true },
      family,
      description: ofPlatform("Redis", this.props),
      parameter: Object.entries(values).flatMap(([parameter, value]) =>
        value === undefined ? [] : [{ name: parameter, value: `${value}` }],
      ),
    };
    return new ElasticacheParameterGroup(
      part(this, "parameter_group"),
      this.inner("redis"),
      overridden(config, overrides?.parameterGroup),
    );
  }

  /** Of parameters. https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html */
  private family(): { family: string; suffix: string } {
    const { engine, engineVersion } = this.props;
    const major = engineVersion.split(".")[0];
    // Both engines have a version 7.
    if (engine === "valkey") return { family: `valkey${major}`, suffix: `-valkey${major}` };
    // Up to version 6 it says `.x`.
    return { family: major === "6" ? "redis6.x" : `redis${major}`, suffix: `${major}` };
  }

  private createSubnetGroup(): ElasticacheSubnetGroup {
    const { name, subnets, overrides } = this.props;
    const config: ElasticacheSubnetGroupConfig = {
      name,
      description: ofPlatform("Redis", this.props),
      subnetIds: subnets.map((subnet) => subnet.id),
    };
    return new ElasticacheSubnetGroup(
      part(this, "subnet_group"),
      this.inner("main"),
      overridden(config, overrides?.subnetGroup),
    );
  }

  private createReplicationGroup(
    id: string,
    parameterGroup: ElasticacheParameterGroup,
    subnetGroup: ElasticacheSubnetGroup,
  ): ElasticacheReplicationGroup {
    const { props } = this;
    const config: ElasticacheReplicationGroupConfig = {
      replicationGroupId: props.name,
      description: props.description,
      engine: props.engine ?? "redis",
      engineVersion: props.engineVersion,
      nodeType: props.nodeType,
      numCacheClusters: props.numCacheClusters,
      port: PORT,
      parameterGroupName: parameterGroup.name,
      subnetGroupName: subnetGroup.name,
      securityGroupIds: [this.access.securityGroup.id],
      atRestEncryptionEnabled: "true",
      kmsKeyId: props.key?.arn,
      transitEncryptionEnabled: true,
      ...this.authentication(),
      automaticFailoverEnabled: props.automaticFailoverEnabled,
      multiAzEnabled: props.multiAzEnabled,
      snapshotRetentionLimit: props.snapshotRetentionDays,
      snapshotWindow: props.snapshotWindow,
      finalSnapshotIdentifier: this.finalSnapshotName(),
      maintenanceWindow: props.maintenanceWindow,
      logDeliveryConfiguration: [this.createLog("slow"), this.createLog("engine")],
      // Not in the next maintenance window: what an apply reports as done is done.
      applyImmediately: true,
      tags: { Name: props.name },
    };
    const group = new ElasticacheReplicationGroup(
      part(this, "replication_group"),
      id,
      overridden(config, props.overrides?.replicationGroup),
    );
    if (!props.multiAzEnabled)
      waive(group, "CKV2_AWS_50", "Failover is a setting, which this environment does without");
    return group;
  }

  /**
   * AWS has the mode `preferred` only without a token: "Transit encryption preferred is not supported with redis access control".
   * The mode is written in both cases: left out, the provider keeps what the cache has.
   */
  private authentication(): Partial<ElasticacheReplicationGroupConfig> {
    const { authToken } = this.props;
    if (!authToken) return { transitEncryptionMode: "preferred" };
    const required = { transitEncryptionMode: this.required() };
    // The provider reads no token from AWS. Without this, a cache that had its token in the state would lose it when the
    // token moves out: the provider sends an empty one, which AWS refuses.
    if (!authToken.isInState)
      return { ...required, lifecycle: { ignoreChanges: ["auth_token", "auth_token_update_strategy"] } };
    // ElastiCache takes the token before as well, until the next change: clients change over one by one. With SET, those
    // that have not read the new one yet would be locked out.
    return { ...required, authToken: authToken.value, authTokenUpdateStrategy: "ROTATE" };
  }

  /** Version 6 has this mode alone, and AWS refuses to be told: "not supported for engine version 6.2.6". */
  private required(): "required" | undefined {
    return this.props.engineVersion.startsWith("6.") ? undefined : "required";
  }

  /**
   * A snapshot outlives its cache, and a second one of its name is refused: with a fixed name, a second `destroy` would fail.
   * So the name has a number, another one for all that replaces the cache.
   */
  private finalSnapshotName(): string | undefined {
    const { name, engineVersion, finalSnapshot = true, overrides } = this.props;
    if (!finalSnapshot) return undefined;
    useRandomProvider(this);
    const config: IdConfig = { byteLength: 4, keepers: { name, engineVersion } };
    const number = new Id(
      part(this, "final_snapshot"),
      this.inner("redis_final_snapshot"),
      overridden(config, overrides?.finalSnapshotNumber),
    );
    return `${name}-final-${number.hex}`;
  }

  private createLog(kind: "slow" | "engine"): ElasticacheReplicationGroupLogDeliveryConfiguration {
    const { name, logRetentionDays: retentionInDays, logKey, overrides } = this.props;
    const config: CloudwatchLogGroupConfig = {
      name: `/aws/elasticache/${name}/${kind}-log`,
      retentionInDays,
      kmsKeyId: logKey?.arn,
    };
    const group = new CloudwatchLogGroup(
      part(this, "log_groups"),
      this.inner(`redis_${kind}_log`),
      overridden(config, overrides?.logGroup),
    );
    return {
      destination: group.name,
      destinationType: "cloudwatch-logs",
      logFormat: "json",
      logType: `${kind}-log`,
    };
  }
}
