import { Fn, type TerraformElement, TerraformOutput } from "cdktf";
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
import type { NetworkLayer } from "./network-layer";
import { namedSecrets, type SecretName } from "./service-settings";

/** Characters of the passwords that are made. */
const DATABASE_PASSWORD_LENGTH = 32;
const AUTH_TOKEN_LENGTH = 64;
/** As many as the guide's `openssl rand -hex 32` writes: line 524. */
const SECRET_LENGTH = 64;

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
  /** What whoever uses the database in the same stack has to wait for: its extensions, and one-off tasks' way to it. */
  readonly databaseReady: TerraformElement[];
  /** Encrypts the secrets of all layers. */
  readonly secretsKey: EncryptionKey;
  private readonly secrets = new Map<SecretName, Secret>();

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
    this.databasePassword = this.createSecret("db-password", "PostgreSQL's master user");
    this.databaseUrl = this.createSecret("db-url", "PostgreSQL's URL, with user and password");
    this.redisUrl = this.createSecret("redis-url", "Redis' URL, with user and token");
    this.createServiceSecrets();

    const password = this.createPassword("db_password", {
      length: DATABASE_PASSWORD_LENGTH,
      specialCharacters: DATABASE_SPECIAL_CHARACTERS,
      version: environment.data.postgres.passwordVersion,
    });
    this.database = this.createDatabase(vpcId, databaseSubnetIds, password);
    this.writeDatabasePassword(password);
    this.writeDatabaseUrl(password);
    this.taskRunner = this.createTaskRunner(vpcId, privateSubnetIds);
    this.databaseReady = this.enableExtensions(password);

    const authToken = this.createAuthToken();
    this.redis = this.createRedis(vpcId, databaseSubnetIds, authToken);
    this.writeRedisUrl(authToken);
    this.writeRedisAuthToken(authToken);

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
    props: { length: number; specialCharacters?: string; version: number },
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
      outlivedBy: [...this.secrets.values()].map(({ secret }) => secret),
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

  /** A secret by the name that settings know it by. */
  secret(name: SecretName): Secret {
    const secret = this.secrets.get(name);
    if (secret) return secret;
    throw new Error(`${this.node.path}: no service named the secret ${name} when the data layer was made`);
  }

  /**
   * What services sign and encrypt with, and what people fill in. They lie beside the database, whose fate they share: a
   * destroy that AWS refuses must not have taken names that are not free for weeks.
   */
  private createServiceSecrets(): void {
    this.generate(this.createSecret("jwt-secret", "Signs the tokens of users"));
    this.createSecret("api-keys", "Keys of clients, filled in by people");
    if (namedSecrets(this.environment).has("encryption-key")) {
      this.generate(
        this.createSecret("encryption-key", "Encrypts what the services keep of users' credentials"),
      );
    }
    // Beside the URL, for services that want the token alone; a secret costs, and nobody else reads it.
    if (namedSecrets(this.environment).has("redis-auth-token"))
      this.createSecret("redis-auth-token", "Redis' token");
  }

  private generate(secret: Secret): void {
    const password = this.createPassword(secret.node.id, { length: SECRET_LENGTH, version: 1 });
    secret.write({ password, inputs: [], text: password.value });
  }

  private writeRedisAuthToken(authToken: Password | undefined): void {
    if (!authToken) return;
    this.secrets.get("redis-auth-token")?.write({ password: authToken, inputs: [], text: authToken.value });
  }

  private createSecret(name: SecretName, description: string): Secret {
    const { names, data } = this.environment;
    const secret = new Secret(part(this, "secrets"), name.replaceAll("-", "_"), {
      name: `${names.secretsPath}/${name}`,
      description,
      key: this.secretsKey,
      recoveryWindowDays: data.secrets.recoveryWindowDays,
    });
    this.secrets.set(name, secret);
    return secret;
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

  private enableExtensions(password: Password): TerraformElement[] {
    const { postgres } = this.environment.data;
    const { databaseName, username, extensions, extensionsFrom, extensionsImage: image } = postgres;
    const way = this.database.allowFrom(this.taskRunner.securityGroup);
    const { run } = new EnableExtensions(this, "enable_pgvector", {
      database: this.database,
      databaseName,
      username,
      extensions,
      from:
        extensionsFrom === "task"
          ? { task: { runner: this.taskRunner, image, secret: this.databasePassword, way } }
          : { operator: { password } },
    });
    return [run, ...way];
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
