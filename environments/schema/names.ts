import { type Problem, show } from "./problem";

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
export const DATABASE_NAME: NameRule = {
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

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCapacityProvider.html */
export const CAPACITY_PROVIDER_NAME: NameRule = {
  what: "capacity provider name",
  maxLength: 255,
  pattern: /^(?!aws|ecs|fargate)[A-Za-z][\w-]*$/i,
  allowed: "letters, digits, _ and -, not beginning with aws, ecs or fargate",
};

interface Beginnings {
  /** `<namePrefix>-<name>`, the beginning of every name. */
  readonly prefix: string;
  /** `<namePrefix>/<name>`, the beginning of the names of secrets. */
  readonly path: string;
}

/** How a name is made that settings leave to us, and AWS's rule for it, where it can be broken by what it is made of. */
interface DerivedName {
  readonly of: (beginnings: Beginnings) => string;
  readonly rule?: NameRule;
}

const DERIVED_NAMES = {
  stateBucket: { of: ({ prefix }) => `${prefix}-terraform-state`, rule: BUCKET_NAME },
  stateKeyAlias: { of: ({ prefix }) => `alias/${prefix}-terraform-state`, rule: KMS_ALIAS },
  lockTable: { of: ({ prefix }) => `${prefix}-terraform-locks`, rule: TABLE_NAME },
  contextsBucket: { of: ({ prefix }) => `${prefix}-contexts`, rule: BUCKET_NAME },
  logsKeyAlias: { of: ({ prefix }) => `alias/${prefix}-logs`, rule: KMS_ALIAS },
  flowLogsRole: { of: ({ prefix }) => `${prefix}-vpc-flow-logs`, rule: ROLE_NAME },
  database: { of: ({ prefix }) => `${prefix}-db`, rule: DATABASE_NAME },
  databaseKeyAlias: { of: ({ prefix }) => `alias/${prefix}-rds`, rule: KMS_ALIAS },
  databaseMonitoringRole: { of: ({ prefix }) => `${prefix}-rds-monitoring`, rule: ROLE_NAME },
  databaseSecurityGroup: { of: ({ prefix }) => `${prefix}-rds`, rule: SECURITY_GROUP_NAME },
  parameterGroup: { of: ({ prefix }) => `${prefix}-postgres` },
  restoredDatabase: { of: ({ prefix }) => `${prefix}-db-restored`, rule: DATABASE_NAME },
  redis: { of: ({ prefix }) => `${prefix}-redis`, rule: REDIS_NAME },
  redisKeyAlias: { of: ({ prefix }) => `alias/${prefix}-redis`, rule: KMS_ALIAS },
  taskQueue: { of: ({ prefix }) => `${prefix}-tasks`, rule: QUEUE_NAME },
  deadLetterQueue: { of: ({ prefix }) => `${prefix}-tasks-dlq`, rule: QUEUE_NAME },
  jobs: { of: ({ prefix }) => `${prefix}-jobs` },
  jobsRole: { of: ({ prefix }) => `${prefix}-jobs-execution`, rule: ROLE_NAME },
  secretsKeyAlias: { of: ({ prefix }) => `alias/${prefix}-secrets`, rule: KMS_ALIAS },
  passwordsPath: { of: ({ path }) => `/${path}/passwords` },
  secretsPath: { of: ({ path }) => path },
  configurationPath: { of: ({ path }) => `/${path}/config`, rule: PARAMETER_PATH },
  metricsNamespace: { of: ({ path }) => metricsNamespace(path) },
  cluster: { of: ({ prefix }) => prefix },
  serviceDiscovery: { of: ({ prefix }) => `${prefix}.internal` },
  loadBalancer: { of: ({ prefix }) => `${prefix}-alb`, rule: LOAD_BALANCER_NAME },
  targetGroup: {
    of: ({ prefix }) => `${prefix}-server`,
    rule: { ...LOAD_BALANCER_NAME, what: "target group name" },
  },
  loadBalancerLogsBucket: { of: ({ prefix }) => `${prefix}-alb-logs`, rule: BUCKET_NAME },
  applicationSecurityGroup: { of: ({ path }) => `${path.split("/")[0]}-app`, rule: SECURITY_GROUP_NAME },
  webAcl: { of: ({ prefix }) => `${prefix}-waf` },
  webAclLog: { of: ({ prefix }) => `aws-waf-logs-${prefix}` },
  taskPolicy: { of: ({ prefix }) => `${prefix}-ecs-task-policy` },
  executionRole: { of: ({ prefix }) => `${prefix}-ecs-execution-role`, rule: ROLE_NAME },
  imagesKeyAlias: { of: ({ prefix }) => `alias/${prefix}-images`, rule: KMS_ALIAS },
  spotCapacity: { of: ({ prefix }) => `${prefix}-spot-capacity`, rule: CAPACITY_PROVIDER_NAME },
  alerts: { of: ({ prefix }) => `${prefix}-alerts` },
  pages: { of: ({ prefix }) => `${prefix}-pages` },
  chat: { of: ({ prefix }) => `${prefix}-chat` },
  alertsKeyAlias: { of: ({ prefix }) => `alias/${prefix}-alerts`, rule: KMS_ALIAS },
} as const satisfies Record<string, DerivedName>;

type DerivedNames = Record<keyof typeof DERIVED_NAMES, string>;

/** The names that settings leave to us. */
export function derivedNames(beginnings: Beginnings): DerivedNames {
  const names = Object.entries<DerivedName>(DERIVED_NAMES).map(([key, { of }]) => [key, of(beginnings)]);
  return Object.fromEntries(names);
}

/** The guide's form, line 861: `MCP/Production` for `mcp/production`. */
function metricsNamespace(path: string): string {
  const [project = "", environment = ""] = path.split("/");
  return `${project.toUpperCase()}/${environment.charAt(0).toUpperCase()}${environment.slice(1)}`;
}

/** Why AWS would refuse a name; `undefined` if it would not. */
export function nameFault(name: string, rule: NameRule): string | undefined {
  if (name.length > rule.maxLength) {
    return `the ${rule.what} ${show(name)} has ${name.length} characters, AWS allows ${rule.maxLength}`;
  }
  return rule.pattern.test(name) ? undefined : `as ${rule.what}, ${show(name)} must be ${rule.allowed}`;
}

/**
 * What is wrong with the names that follow from an environment's own name and prefix.
 *
 * @param given the names that settings do not leave to us: where they say them, or where nothing has them
 */
export function derivedNameProblems(
  name: string,
  namePrefix: string,
  given: Partial<DerivedNames>,
): Problem[] {
  const beginnings = { prefix: `${namePrefix}-${name}`, path: `${namePrefix}/${name}` };
  const faults = Object.entries<DerivedName>(DERIVED_NAMES).flatMap(([key, { of, rule }]) => {
    if (!rule || given[key as keyof DerivedNames] !== undefined) return [];
    const derived = of(beginnings);
    const reason = nameFault(derived, rule);
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
