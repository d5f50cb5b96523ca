import type { Block, Synthesized } from "./synth";

/** A node of a schema of CloudFormation's, as cfn-lint has it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** A type that Terraform and CloudFormation both have. */
export interface SharedType {
  readonly terraform: string;
  readonly cloudFormation: string;
  /** Arguments whose properties are called otherwise or stand elsewhere: by the argument's path, `health_check.interval`, the property's. */
  readonly renamed: Readonly<Record<string, string>>;
  /** Arguments that CloudFormation has not, or has in another form. */
  readonly unjudged: readonly string[];
}

/** A resource in CloudFormation's words, and what of it has none. */
export interface Translated {
  readonly properties: Block;
  /** The paths of arguments without a property. */
  readonly unknown: readonly string[];
}

/** Those of ours with the most arguments. */
export const SHARED_TYPES: readonly SharedType[] = [
  {
    terraform: "aws_db_instance",
    cloudFormation: "AWS::RDS::DBInstance",
    renamed: {
      backup_window: "PreferredBackupWindow",
      enabled_cloudwatch_logs_exports: "EnableCloudwatchLogsExports",
      iam_database_authentication_enabled: "EnableIAMDatabaseAuthentication",
      identifier: "DBInstanceIdentifier",
      instance_class: "DBInstanceClass",
      maintenance_window: "PreferredMaintenanceWindow",
      parameter_group_name: "DBParameterGroupName",
      password: "MasterUserPassword",
      password_wo: "MasterUserPassword",
      performance_insights_enabled: "EnablePerformanceInsights",
      replicate_source_db: "SourceDBInstanceIdentifier",
      snapshot_identifier: "DBSnapshotIdentifier",
      username: "MasterUsername",
      vpc_security_group_ids: "VPCSecurityGroups",
    },
    unjudged: [
      "final_snapshot_identifier",
      "password_wo_version",
      "restore_to_point_in_time",
      "skip_final_snapshot",
    ],
  },
  {
    terraform: "aws_elasticache_replication_group",
    cloudFormation: "AWS::ElastiCache::ReplicationGroup",
    renamed: {
      description: "ReplicationGroupDescription",
      maintenance_window: "PreferredMaintenanceWindow",
      node_type: "CacheNodeType",
      parameter_group_name: "CacheParameterGroupName",
      subnet_group_name: "CacheSubnetGroupName",
    },
    unjudged: [
      "apply_immediately",
      "auth_token_update_strategy",
      "final_snapshot_identifier",
      "log_delivery_configuration.destination",
    ],
  },
  {
    terraform: "aws_lb",
    cloudFormation: "AWS::ElasticLoadBalancingV2::LoadBalancer",
    renamed: { load_balancer_type: "Type" },
    // Its attributes are keys and values in CloudFormation.
    unjudged: [
      "access_logs",
      "drop_invalid_header_fields",
      "enable_deletion_protection",
      "idle_timeout",
      "internal",
    ],
  },
  {
    terraform: "aws_lb_target_group",
    cloudFormation: "AWS::ElasticLoadBalancingV2::TargetGroup",
    renamed: {
      "health_check.enabled": "HealthCheckEnabled",
      "health_check.healthy_threshold": "HealthyThresholdCount",
      "health_check.interval": "HealthCheckIntervalSeconds",
      "health_check.matcher": "Matcher.HttpCode",
      "health_check.path": "HealthCheckPath",
      "health_check.protocol": "HealthCheckProtocol",
      "health_check.timeout": "HealthCheckTimeoutSeconds",
      "health_check.unhealthy_threshold": "UnhealthyThresholdCount",
    },
    unjudged: ["deregistration_delay", "stickiness"],
  },
  {
    terraform: "aws_ecs_task_definition",
    cloudFormation: "AWS::ECS::TaskDefinition",
    renamed: {},
    unjudged: ["skip_destroy"],
  },
  {
    terraform: "aws_ecs_service",
    cloudFormation: "AWS::ECS::Service",
    renamed: {
      alarms: "DeploymentConfiguration.Alarms",
      deployment_circuit_breaker: "DeploymentConfiguration.DeploymentCircuitBreaker",
      deployment_maximum_percent: "DeploymentConfiguration.MaximumPercent",
      deployment_minimum_healthy_percent: "DeploymentConfiguration.MinimumHealthyPercent",
      "network_configuration.security_groups": "NetworkConfiguration.AwsvpcConfiguration.SecurityGroups",
      "network_configuration.subnets": "NetworkConfiguration.AwsvpcConfiguration.Subnets",
    },
    // The first two have other types in CloudFormation: an object, and ENABLED or DISABLED.
    unjudged: ["force_new_deployment", "network_configuration.assign_public_ip", "wait_for_steady_state"],
  },
  {
    terraform: "aws_wafv2_web_acl",
    cloudFormation: "AWS::WAFv2::WebACL",
    renamed: {},
    unjudged: [],
  },
  {
    terraform: "aws_cloudwatch_metric_alarm",
    cloudFormation: "AWS::CloudWatch::Alarm",
    renamed: {},
    // Its parts stand one level deeper in CloudFormation; canned-metrics.test.ts judges what it names.
    unjudged: ["metric_query"],
  },
];

/** Terraform's own. */
const META = /^(\/\/|lifecycle|depends_on|provider|provisioner|timeouts|count|for_each|region)$/;

/** Resources of a type, by address, in CloudFormation's words. */
export function translated(stack: Synthesized, type: SharedType, schema: Schema): [string, Translated][] {
  return Object.entries(stack.resources(type.terraform)).map(([name, block]) => {
    const unknown: string[] = [];
    const own = Object.entries(block).filter(([argument]) => !META.test(argument));
    const properties = new Translation(type, schema, unknown).resource(Object.fromEntries(own));
    return [`${type.terraform}.${name}`, { properties, unknown }];
  });
}

class Translation {
  /** What `renamed` puts elsewhere than its block. */
  private readonly elsewhere: Block = {};

  constructor(
    private readonly type: SharedType,
    private readonly root: Schema,
    private readonly unknown: string[],
  ) {}

  resource(block: Block): Block {
    return { ...this.object(block, this.root, ""), ...this.elsewhere };
  }

  private object(value: Block, schema: Schema, path: string): Block {
    const result: Block = {};
    for (const [argument, own] of Object.entries(value)) {
      if (own === undefined || own === null) continue;
      const at = path === "" ? argument : `${path}.${argument}`;
      const renamed = this.type.renamed[at];
      const name = propertyOf(schema, argument);
      if (this.type.unjudged.includes(at)) this.unknown.push(at);
      else if (renamed !== undefined) this.place(renamed.split("."), own, at);
      else if (name !== undefined)
        result[name] = this.value(own, this.resolved(schema.properties?.[name]) ?? {}, at);
      else if (Object.keys(this.type.renamed).some((each) => each.startsWith(`${at}.`)))
        this.object([own].flat()[0] as Block, {}, at);
      else this.unknown.push(at);
    }
    return result;
  }

  private place(property: readonly string[], value: unknown, path: string): void {
    let schema: Schema | undefined = this.root;
    let target = this.elsewhere;
    for (const [index, name] of property.entries()) {
      schema = this.resolved(schema.properties?.[name]);
      if (schema === undefined) throw new Error(`${this.type.cloudFormation} has no ${property.join(".")}`);
      if (index < property.length - 1) {
        target[name] = target[name] ?? {};
        target = target[name] as Block;
      } else target[name] = this.value(value, schema, path);
    }
  }

  private value(value: unknown, schema: Schema, path: string): unknown {
    const isList = schema.type === "array" || schema.items !== undefined;
    if (typeof value === "string" && value.startsWith("["))
      return this.value(JSON.parse(value), schema, path);
    if (typeof value === "string" && value.includes("${")) return isList ? UNKNOWN_LIST : UNKNOWN;
    if (isList) return this.list(value, this.resolved(schema.items) ?? {}, path);
    // A block that is there at most once is a list in Terraform's JSON, too.
    const one = Array.isArray(value) ? value[0] : value;
    return schema.properties && typeof one === "object" && one !== null
      ? this.object(one as Block, schema, path)
      : withUnknowns(one);
  }

  private list(value: unknown, items: Schema, path: string): unknown {
    const [label] = ["Key", "Name"].filter((key) => items.properties?.[key] && items.properties.Value);
    const isMap = typeof value === "object" && !Array.isArray(value) && label !== undefined;
    const entries = isMap
      ? Object.entries(value as Block).map(([key, own]) => ({ [label]: key, Value: own }))
      : [value].flat();
    return entries.map((entry) => this.value(entry, items, path));
  }

  private resolved(schema: Schema | undefined): Schema | undefined {
    if (schema?.$ref === undefined) return schema;
    return this.resolved(this.root.definitions?.[schema.$ref.replace("#/definitions/", "")]);
  }
}

/** What Terraform knows only when it applies: cfn-lint leaves its value alone. */
const UNKNOWN = { "Fn::ImportValue": "unknown" };
const UNKNOWN_LIST = { "Fn::Split": [",", UNKNOWN] };

/** A value of any form, such as a container's options of its log. */
function withUnknowns(value: unknown): unknown {
  if (typeof value === "string") return value.includes("${") ? UNKNOWN : value;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, withUnknowns(own)]));
}

/** `engine_version` is `EngineVersion`, `rule` is `Rules`. */
function propertyOf(schema: Schema, argument: string): string | undefined {
  const plain = argument.replaceAll("_", "").toLowerCase();
  return Object.keys(schema.properties ?? {}).find((name) =>
    [plain, `${plain}s`].includes(name.toLowerCase()),
  );
}
