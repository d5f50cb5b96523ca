import type { Problem } from "./problem";

/** A name that AWS gets to see, with AWS's limit for it. */
export interface NameRule {
  /** What carries the name, as AWS calls it. */
  readonly what: string;
  readonly maxLength: number;
  readonly pattern: RegExp;
  /** The pattern in words. */
  readonly allowed: string;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html (dots are left out: they break TLS) */
export const BUCKET_NAME: NameRule = {
  what: "S3 bucket name",
  maxLength: 63,
  pattern:
    /^(?!xn--|sthree-|amzn-s3-demo-)[a-z0-9][a-z0-9-]+[a-z0-9](?<!-s3alias|--ol-s3|--x-s3|--table-s3|-an)$/,
  allowed:
    "3 to 63 lower-case letters, digits and hyphens, without the prefixes and suffixes that AWS keeps for itself",
};

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const ROLE_NAME: NameRule = {
  what: "IAM role name",
  maxLength: 64,
  pattern: /^[\w+=,.@-]+$/,
  allowed: "letters, digits and +=,.@_-",
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html */
const KMS_ALIAS: NameRule = {
  what: "KMS alias",
  maxLength: 256,
  pattern: /^alias\/(?!aws\/)[\w/-]+$/,
  allowed: "letters, digits and /_-, not beginning with alias/aws/",
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
export const TABLE_NAME: NameRule = {
  what: "DynamoDB table name",
  maxLength: 255,
  pattern: /^[\w.-]{3,}$/,
  allowed: "3 to 255 letters, digits and _.-",
};

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html */
const DATABASE_NAME: NameRule = {
  what: "RDS identifier",
  maxLength: 63,
  pattern: /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
  allowed: "lower-case letters, digits and single hyphens, beginning with a letter",
};

/** https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html */
const REDIS_NAME: NameRule = { ...DATABASE_NAME, what: "ElastiCache replication group id", maxLength: 40 };

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html */
export const LOAD_BALANCER_NAME: NameRule = {
  what: "load balancer name",
  maxLength: 32,
  pattern: /^(?!internal-)[a-z0-9]+(-[a-z0-9]+)*$/,
  allowed: "letters, digits and hyphens, not beginning with internal-",
};

/** https://docs.aws.amazon.com/vpc/latest/userguide/creating-security-groups.html */
const SECURITY_GROUP_NAME: NameRule = {
  what: "security group name",
  maxLength: 255,
  pattern: /^(?!sg-)[\w-]+$/,
  allowed: "letters, digits, _ and -, not beginning with sg-",
};

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
const PARAMETER_PATH: NameRule = {
  what: "parameter name",
  maxLength: 1000,
  pattern: /^\/(?!aws|ssm)[\w./-]+$/,
  allowed: "letters, digits and ./_-, not beginning with aws or ssm",
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html */
export const QUEUE_NAME: NameRule = {
  what: "SQS queue name",
  maxLength: 80,
  pattern: /^[\w-]+$/,
  allowed: "letters, digits, _ and -",
};

/**
 * The names that settings leave to us.
 *
 * @param prefix `<namePrefix>-<name>`, the beginning of every name
 * @param path `<namePrefix>/<name>`, the beginning of the names of secrets
 */
export function derivedNames(prefix: string, path: string) {
  return {
    stateBucket: `${prefix}-terraform-state`,
    stateKeyAlias: `alias/${prefix}-terraform-state`,
    lockTable: `${prefix}-terraform-locks`,
    contextsBucket: `${prefix}-contexts`,
    logsKeyAlias: `alias/${prefix}-logs`,
    flowLogsRole: `${prefix}-vpc-flow-logs`,
    database: `${prefix}-db`,
    databaseKeyAlias: `alias/${prefix}-rds`,
    databaseMonitoringRole: `${prefix}-rds-monitoring`,
    databaseSecurityGroup: `${prefix}-rds`,
    parameterGroup: `${prefix}-postgres`,
    replica: `${prefix}-read`,
    restoredDatabase: `${prefix}-db-restored`,
    redis: `${prefix}-redis`,
    redisKeyAlias: `alias/${prefix}-redis`,
    taskQueue: `${prefix}-tasks`,
    deadLetterQueue: `${prefix}-tasks-dlq`,
    jobs: `${prefix}-jobs`,
    jobsRole: `${prefix}-jobs-execution`,
    secretsKeyAlias: `alias/${prefix}-secrets`,
    passwordsPath: `/${path}/passwords`,
    secretsPath: path,
    configurationPath: `/${path}/config`,
    metricsNamespace: metricsNamespace(path),
    cluster: prefix,
    serviceDiscovery: `${prefix}.internal`,
    loadBalancer: `${prefix}-alb`,
    targetGroup: `${prefix}-server-65535`,
    loadBalancerLogsBucket: `${prefix}-alb-logs`,
    applicationSecurityGroup: `${path.split("/")[0]}-app`,
    webAcl: `${prefix}-waf`,
    webAclLog: `aws-waf-logs-${prefix}`,
    taskPolicy: `${prefix}-ecs-task-policy`,
    executionRole: `${prefix}-ecs-execution-role`,
    imagesKeyAlias: `alias/${prefix}-images`,
    spotCapacity: `${prefix}-spot-capacity`,
    alerts: `${prefix}-alerts`,
    pages: `${prefix}-pages`,
    chat: `${prefix}-chat`,
    alertsKeyAlias: `alias/${prefix}-alerts`,
  };
}

/** The guide's form, line 861: `MCP/Production` for `mcp/production`. */
function metricsNamespace(path: string): string {
  const [project = "", environment = ""] = path.split("/");
  return `${project.toUpperCase()}/${environment.charAt(0).toUpperCase()}${environment.slice(1)}`;
}

/** Why AWS would refuse a name; `undefined` if it would not. */
export function nameFault(name: string, rule: NameRule): string | undefined {
  if (name.length > rule.maxLength) {
    return `the ${rule.what} "${name}" has ${name.length} characters, AWS allows ${rule.maxLength}`;
  }
  return rule.pattern.test(name) ? undefined : `as ${rule.what}, "${name}" must be ${rule.allowed}`;
}

type DerivedName = keyof ReturnType<typeof derivedNames>;

const DERIVED_NAME_RULES = {
  stateBucket: BUCKET_NAME,
  contextsBucket: BUCKET_NAME,
  lockTable: TABLE_NAME,
  stateKeyAlias: KMS_ALIAS,
  flowLogsRole: ROLE_NAME,
  databaseMonitoringRole: ROLE_NAME,
  jobsRole: ROLE_NAME,
  restoredDatabase: DATABASE_NAME,
  redis: REDIS_NAME,
  deadLetterQueue: QUEUE_NAME,
  loadBalancer: LOAD_BALANCER_NAME,
  targetGroup: { ...LOAD_BALANCER_NAME, what: "target group name" },
  loadBalancerLogsBucket: BUCKET_NAME,
  executionRole: ROLE_NAME,
  databaseSecurityGroup: SECURITY_GROUP_NAME,
  applicationSecurityGroup: SECURITY_GROUP_NAME,
  configurationPath: PARAMETER_PATH,
} as const satisfies Partial<Record<DerivedName, NameRule>>;

/**
 * What is wrong with the names that follow from an environment's own name and prefix.
 *
 * @param given the names that settings do not leave to us, where they say them
 */
export function derivedNameProblems(
  name: string,
  namePrefix: string,
  given: Partial<Record<DerivedName, string>>,
): Problem[] {
  const names = derivedNames(`${namePrefix}-${name}`, `${namePrefix}/${name}`);
  const faults = Object.entries(DERIVED_NAME_RULES).flatMap(([key, rule]) => {
    const derived = names[key as keyof typeof DERIVED_NAME_RULES];
    const reason = given[key as DerivedName] === undefined ? nameFault(derived, rule) : undefined;
    return reason ? [{ reason, excess: derived.length - rule.maxLength }] : [];
  });
  // The tightest limit: what keeps to it keeps to all.
  const [worst] = faults.sort((a, b) => b.excess - a.excess);
  if (!worst) return [];
  const { reason, excess } = worst;
  // How a name may begin is the prefix's affair; how long it may be, the longer one's.
  if (excess <= 0) return [{ path: "namePrefix", value: namePrefix, reason, use: '"mcp"' }];
  const [path, value, example] =
    name.length >= namePrefix.length
      ? (["name", name, "production"] as const)
      : (["namePrefix", namePrefix, "mcp"] as const);
  const cut = value.slice(0, Math.max(0, value.length - excess)).replace(/-$/, "");
  return [{ path, value, reason, use: `"${cut || example}"` }];
}
