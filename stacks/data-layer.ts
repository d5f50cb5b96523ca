import { Fn, TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import type { Environment } from "../environments/schema/environment";
import { Redis } from "../modules/cache/redis";
import { RedisAuthToken } from "../modules/cache/redis-auth-token";
import { EnableExtensions } from "../modules/database/enable-extensions";
import { Postgres } from "../modules/database/postgres";
import { EncryptionKey } from "../modules/encryption/encryption-key";
import { part } from "../modules/part";
import { allowPublishing, TaskQueue } from "../modules/queue/task-queue";
import { Password } from "../modules/secrets/password";
import { Secret } from "../modules/secrets/secret";
import { PrivateBucket } from "../modules/storage/private-bucket";
import { TaskRunner } from "../modules/tasks/task-runner";
import { namedSecrets, type SecretName } from "./named-secrets";
import type { NetworkLayer } from "./network-layer";

/** Characters of the passwords that are made. */
const DATABASE_PASSWORD_LENGTH = 32;
const AUTH_TOKEN_LENGTH = 64;

/**
 * Special characters that the store takes and that need no escape in a URL: clients put passwords into URLs as they are.
 * RDS: all but / @ " and space. ElastiCache: !&#$^<>- only.
 */
const DATABASE_SPECIAL_CHARACTERS = "-_";
const AUTH_TOKEN_SPECIAL_CHARACTERS = "-";

/**
 * What keeps data: database, cache, bucket and queue, with their keys, passwords and secrets. Guide: lines 175–348, 494–513,
 * 949–978 and 1107–1122.
 */
export class DataLayer extends Construct {
  readonly database: Postgres;
  readonly redis: Redis;
  readonly contexts: PrivateBucket;
  readonly taskQueue: TaskQueue;
  /** `postgresql://…?sslmode=require` */
  readonly databaseUrl: Secret;
  /** The form that AWS's rotation expects. */
  readonly databasePassword: Secret;
  /** `rediss://…` */
  readonly redisUrl: Secret;
  /** Runs one-off tasks that need the database. */
  readonly taskRunner: TaskRunner;
  /** Encrypts the secrets of all layers. */
  readonly secretsKey: EncryptionKey;
  /** The secrets that services can name. */
  readonly secrets: Partial<Record<SecretName, Secret>>;

  constructor(
    scope: Construct,
    id: string,
    private readonly environment: Environment,
    private readonly network: NetworkLayer,
  ) {
    super(scope, id);
    const vpcId = network.network.vpc.id;
    const databaseSubnetIds = network.network.databaseSubnets.map((subnet) => subnet.id);
    const privateSubnetIds = network.network.privateSubnets.map((subnet) => subnet.id);
    this.secretsKey = this.createSecretsKey();
    const { databasePasswordSecret, databaseUrlSecret, redisUrlSecret } = environment.names;
    this.databasePassword = this.createSecret(
      "db_password",
      databasePasswordSecret,
      "PostgreSQL's master user",
    );
    this.databaseUrl = this.createSecret(
      "db_url",
      databaseUrlSecret,
      "PostgreSQL's URL, with user and password",
    );
    this.redisUrl = this.createSecret("redis_url", redisUrlSecret, "Redis' URL, with user and token");

    const password = this.createPassword("db_password", {
      length: DATABASE_PASSWORD_LENGTH,
      specialCharacters: DATABASE_SPECIAL_CHARACTERS,
      version: environment.data.postgres.passwordVersion,
    });
    this.database = this.createDatabase(vpcId, databaseSubnetIds, password);
    this.writeDatabasePassword(password);
    this.writeDatabaseUrl(password);
    this.taskRunner = this.createTaskRunner(vpcId, privateSubnetIds);
    this.enableExtensions(password);

    const authToken = this.createAuthToken();
    this.redis = this.createRedis(vpcId, databaseSubnetIds, authToken);
    this.writeRedisUrl(authToken);
    this.secrets = {
      "db-url": this.databaseUrl,
      "db-password": this.databasePassword,
      "redis-url": this.redisUrl,
      ...this.createRedisAuthTokenSecret(authToken),
    };

    this.contexts = this.createContexts();
    this.taskQueue = this.createTaskQueue();
    this.createOutputs();
  }

  private createSecretsKey(): EncryptionKey {
    return new EncryptionKey(part(this, "keys"), "secrets", {
      alias: this.environment.names.secretsKeyAlias,
      description: "Encrypts the MCP platform's secrets",
    });
  }

  private createPassword(
    id: string,
    props: { length: number; specialCharacters: string; version: number },
  ): Password {
    const { secretsInState, names } = this.environment;
    const parameterName = `${names.passwordsPath}/${id.replaceAll("_", "-")}`;
    return new Password(part(this, "passwords"), id, {
      ...props,
      outsideState: secretsInState ? undefined : { parameterName, key: this.secretsKey },
    });
  }

  private createAuthToken(): Password | undefined {
    const { transitEncryptionMode, authTokenVersion: version } = this.environment.data.redis;
    if (transitEncryptionMode === "preferred") return undefined;
    return this.createPassword("redis_auth_token", {
      length: AUTH_TOKEN_LENGTH,
      specialCharacters: AUTH_TOKEN_SPECIAL_CHARACTERS,
      version,
    });
  }

  private createDatabase(vpcId: string, subnetIds: string[], password: Password): Postgres {
    const { names, data } = this.environment;
    const { parameterGroup, readReplicas, restore, monitoringIntervalSeconds, ...settings } = data.postgres;
    const { name: parameterGroupName, ...memory } = parameterGroup;
    return new Postgres(this, "mcp_postgres", {
      ...settings,
      name: names.database,
      key: new EncryptionKey(part(this, "keys"), "rds", {
        alias: names.databaseKeyAlias,
        description: "Encrypts the MCP platform's database",
      }),
      password,
      vpcId,
      subnetIds,
      subnetGroupName: names.database,
      securityGroupName: names.databaseSecurityGroup,
      parameterGroupName,
      memory,
      logKey: this.network.logsKey,
      monitoring:
        monitoringIntervalSeconds === 0
          ? undefined
          : { intervalSeconds: monitoringIntervalSeconds, roleName: names.databaseMonitoringRole },
      replicas: readReplicas.map(({ zone }, index) => ({
        id: `mcp_postgres_read_${index + 1}`,
        name: `${names.replica}-${index + 1}`,
        zone,
      })),
      restore: restore && { name: names.restoredDatabase, from: restore },
      outlivedBy: [this.databasePassword, this.databaseUrl, this.redisUrl].map(({ secret }) => secret),
    });
  }

  /** https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html */
  private writeDatabasePassword(password: Password): void {
    const { names, data } = this.environment;
    const { username, databaseName } = data.postgres;
    const { address, port } = this.database;
    this.databasePassword.write({
      password,
      inputs: [address, `${port}`, databaseName, username],
      text: Fn.jsonencode({
        engine: "postgres",
        host: address,
        port,
        dbname: databaseName,
        username,
        password: password.value,
        dbInstanceIdentifier: names.database,
      }),
    });
  }

  private writeDatabaseUrl(password: Password): void {
    const { username, databaseName } = this.environment.data.postgres;
    const { address, port } = this.database;
    const secret = Fn.urlencode(password.value);
    this.databaseUrl.write({
      password,
      inputs: [address, `${port}`, databaseName, username],
      text: `postgresql://${username}:${secret}@${address}:${port}/${databaseName}?sslmode=require`,
    });
  }

  private writeRedisUrl(authToken: Password | undefined): void {
    const { host, port } = this.redis;
    const user = authToken ? `default:${Fn.urlencode(authToken.value)}@` : "";
    this.redisUrl.write({
      password: authToken,
      inputs: [host, `${port}`],
      text: `rediss://${user}${host}:${port}`,
    });
  }

  /** Beside the URL, for services that want the token alone; a secret costs, and nobody else reads it. */
  private createRedisAuthTokenSecret(authToken: Password | undefined): Partial<Record<SecretName, Secret>> {
    if (!authToken || !namedSecrets(this.environment).has("redis-auth-token")) return {};
    const name = this.environment.names.redisAuthTokenSecret;
    const secret = this.createSecret("redis_auth_token", name, "Redis' token");
    secret.write({ password: authToken, inputs: [], text: authToken.value });
    return { "redis-auth-token": secret };
  }

  private createSecret(id: string, name: string, description: string): Secret {
    return new Secret(part(this, "secrets"), id, {
      name,
      description,
      key: this.secretsKey,
      recoveryWindowDays: this.environment.data.secrets.recoveryWindowDays,
    });
  }

  private createTaskRunner(vpcId: string, subnetIds: string[]): TaskRunner {
    const { names, region, data } = this.environment;
    return new TaskRunner(this, "jobs", {
      name: names.jobs,
      region,
      vpcId,
      subnetIds,
      logRetentionDays: data.postgres.logRetentionDays,
      logKey: this.network.logsKey,
    });
  }

  private enableExtensions(password: Password): void {
    const { postgres } = this.environment.data;
    const { databaseName, username, extensions, extensionsFrom, extensionsImage: image } = postgres;
    const way = this.database.allowFrom(this.taskRunner.securityGroup);
    new EnableExtensions(this, "enable_pgvector", {
      database: this.database,
      databaseName,
      username,
      extensions,
      from:
        extensionsFrom === "task"
          ? { task: { runner: this.taskRunner, image, secret: this.databasePassword, way } }
          : { operator: { password } },
    });
  }

  private createRedis(vpcId: string, subnetIds: string[], authToken: Password | undefined): Redis {
    const { names, region, data } = this.environment;
    const { authTokenVersion, transitEncryptionMode, ...settings } = data.redis;
    const redis = new Redis(this, "mcp_redis", {
      ...settings,
      name: names.redis,
      vpcId,
      subnetIds,
      authToken,
      key: new EncryptionKey(part(this, "keys"), "redis", {
        alias: names.redisKeyAlias,
        description: "Encrypts the MCP platform's cache",
      }),
      logKey: this.network.logsKey,
    });
    if (authToken && !authToken.isInState)
      new RedisAuthToken(part(this, "auth_token"), "redis_auth_token", { redis, authToken, region });
    return redis;
  }

  private createContexts(): PrivateBucket {
    const { contexts } = this.environment.data;
    return new PrivateBucket(this, "contexts", {
      bucket: contexts.bucket,
      tags: { Name: "MCP Context Storage" },
      lifecycle: {
        ruleId: "archive-old-contexts",
        transitions: [
          { days: contexts.standardIaAfterDays, storageClass: "STANDARD_IA" },
          { days: contexts.glacierAfterDays, storageClass: "GLACIER" },
        ],
        oldVersionsExpireDays: contexts.oldVersionsExpireDays,
      },
    });
  }

  private createTaskQueue(): TaskQueue {
    const { names, prefix, data } = this.environment;
    const { customerKey, ...settings } = data.taskQueue;
    return new TaskQueue(this, "task_queue", {
      ...settings,
      name: names.taskQueue,
      tags: { Name: `${prefix}-task-queue` },
      deadLetterTags: { Name: `${prefix}-dlq` },
      key: customerKey ? this.createTaskQueueKey() : undefined,
    });
  }

  private createTaskQueueKey(): EncryptionKey {
    return new EncryptionKey(part(this, "keys"), "tasks", {
      alias: this.environment.names.taskQueueKeyAlias,
      description: "Encrypts the MCP platform's task queue",
      serviceStatements: allowPublishing(this),
    });
  }

  /** What people look for after an apply; no secret. */
  private createOutputs(): void {
    const outputs = {
      database_address: this.database.address,
      database_replica_addresses: this.database.replicas.map((replica) => replica.address),
      database_restored_address: this.database.restored?.address,
      redis_address: this.redis.host,
      task_queue_url: this.taskQueue.queue.url,
    };
    for (const [id, value] of Object.entries(outputs)) {
      if (value !== undefined) new TerraformOutput(this, id, { value });
    }
  }
}
