import type { Problem } from "./problem";

/** A name that AWS gets to see, with AWS's limit for it. */
interface NameRule {
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
const ROLE_NAME: NameRule = {
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

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html */
const QUEUE_NAME: NameRule = {
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
    flowLogsRole: `${prefix}-vpc-flow-logs`,
    database: `${prefix}-db`,
    databaseKeyAlias: `alias/${prefix}-rds`,
    databaseMonitoringRole: `${prefix}-rds-monitoring`,
    databaseSecurityGroup: `${prefix}-rds`,
    parameterGroup: `${prefix}-postgres`,
    replica: `${prefix}-read`,
    restoredDatabase: `${prefix}-db-restored`,
    redis: `${prefix}-redis`,
    taskQueue: `${prefix}-tasks`,
    deadLetterQueue: `${prefix}-tasks-dlq`,
    taskQueueKeyAlias: `alias/${prefix}-tasks`,
    jobs: `${prefix}-jobs`,
    jobsRole: `${prefix}-jobs-execution`,
    secretsKeyAlias: `alias/${prefix}-secrets`,
    databaseUrlSecret: `${path}/db-url`,
    databasePasswordSecret: `${path}/db-password`,
    redisUrlSecret: `${path}/redis-url`,
    passwordsPath: `/${path}/passwords`,
  };
}

/** Why AWS would refuse a name; `undefined` if it would not. */
export function nameFault(name: string, rule: NameRule): string | undefined {
  if (name.length > rule.maxLength) {
    return `the ${rule.what} "${name}" has ${name.length} characters, AWS allows ${rule.maxLength}`;
  }
  return rule.pattern.test(name) ? undefined : `as ${rule.what}, "${name}" must be ${rule.allowed}`;
}

/** What is wrong with the names that follow from an environment's own name. */
export function derivedNameProblems(name: string, prefix: string, path: string): Problem[] {
  const names = derivedNames(prefix, path);
  const faults = [
    nameFault(names.stateBucket, BUCKET_NAME),
    nameFault(names.contextsBucket, BUCKET_NAME),
    nameFault(names.lockTable, TABLE_NAME),
    nameFault(names.stateKeyAlias, KMS_ALIAS),
    nameFault(names.flowLogsRole, ROLE_NAME),
    nameFault(names.databaseMonitoringRole, ROLE_NAME),
    nameFault(names.jobsRole, ROLE_NAME),
    nameFault(names.restoredDatabase, DATABASE_NAME),
    nameFault(names.redis, REDIS_NAME),
    nameFault(names.deadLetterQueue, QUEUE_NAME),
  ];
  const fault = faults.find((text) => text !== undefined);
  return fault
    ? [{ path: "name", value: name, reason: fault, use: 'a shorter name or namePrefix, such as "staging"' }]
    : [];
}
