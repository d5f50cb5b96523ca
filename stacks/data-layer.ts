import { Fn, type TerraformElement, TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import type { Environment } from "../environments/schema/environment";
import { Redis } from "../modules/cache/redis";
import { RedisAuthToken } from "../modules/cache/redis-auth-token";
import { EnableExtensions } from "../modules/database/enable-extensions";
import { Postgres, type PostgresReplica } from "../modules/database/postgres";
import { UpgradeReplicas } from "../modules/database/upgrade-replicas";
import { EncryptionKey } from "../modules/encryption/encryption-key";
import { literal } from "../modules/literal";
import { part } from "../modules/part";
import { allowPublishing, TaskQueue } from "../modules/queue/task-queue";
import type { HasId } from "../modules/reference";
import { Password } from "../modules/secrets/password";
import { Secret } from "../modules/secrets/secret";
import { PrivateBucket } from "../modules/storage/private-bucket";
import { TaskRunner } from "../modules/tasks/task-runner";
import { byName } from "./by-name";
import type { NetworkLayer } from "./network-layer";
import { PLATFORM_NAME } from "./platform-name";
import { optionalSecrets } from "./service-settings";

/** Characters of the passwords that are made. */
const DATABASE_PASSWORD_LENGTH = 32;
const AUTH_TOKEN_LENGTH = 64;
/** As many as the guide's `openssl rand -hex 32` writes: line 526. */
const SECRET_LENGTH = 64;

/**
 * Special characters that the store takes and that need no escape in a URL: clients put passwords into URLs as they are.
 * RDS: all but / @ " and space. ElastiCache: !&#$^<>- only.
 */
const DATABASE_SPECIAL_CHARACTERS = "-_";
const AUTH_TOKEN_SPECIAL_CHARACTERS = "-";

type QueueSettings = Environment["data"]["queues"][number];

/**
 * What keeps data: database, cache, buckets and queues, with their keys, passwords and secrets. Guide: lines 175–347, 512–526,
 * 946–981 and 1108–1122.
 */
export class DataLayer extends Construct {
  readonly database: Postgres;
  readonly redis: Redis;
  /** By the names that settings know them by. */
  readonly buckets: ReadonlyMap<string, PrivateBucket>;
  readonly queues: ReadonlyMap<string, TaskQueue>;
  /** `postgresql://…?sslmode=require` */
  readonly databaseUrl: Secret;
  /** The form that AWS's rotation expects. */
  readonly databasePassword: Secret;
  /** `rediss://…` */
  readonly redisUrl: Secret;
  /** Runs one-off tasks that need the database. */
  readonly taskRunner: TaskRunner;
  /** What users of the database in the same stack depend on: its extensions, and the security group rules of one-off tasks. */
  readonly databaseReady: TerraformElement[];
  /** Encrypts the secrets of all layers. */
  readonly secretsKey: EncryptionKey;
  private readonly secrets = new Map<string, Secret>();

  constructor(
    scope: Construct,
    id: string,
    private readonly environment: Environment,
    private readonly network: NetworkLayer,
  ) {
    super(scope, id);
    const { databaseSubnets, privateSubnets } = network.network;
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
    this.database = this.createDatabase(databaseSubnets, password);
    this.writeDatabasePassword(password);
    this.writeDatabaseUrl(password);
    this.taskRunner = this.createTaskRunner(privateSubnets);
    this.databaseReady = this.enableExtensions(password);

    const authToken = this.createAuthToken();
    this.redis = this.createRedis(databaseSubnets, authToken);
    this.writeRedisUrl(authToken);
    this.writeRedisAuthToken(authToken);

    this.buckets = new Map(environment.data.buckets.map((bucket) => [bucket.key, this.createBucket(bucket)]));
    this.queues = new Map(environment.data.queues.map((queue) => [queue.key, this.createQueue(queue)]));
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

  private createDatabase(subnets: readonly HasId[], password: Password): Postgres {
    const { names, data } = this.environment;
    const { parameterGroup, readReplicas, restore, monitoringIntervalSeconds, ...settings } = data.postgres;
    const { name: parameterGroupName, ...memory } = parameterGroup;
    const replicas = Object.entries(readReplicas).map(([name, { zone }]) => ({
      id: `mcp_postgres_${name.replaceAll("-", "_")}`,
      name: `${this.environment.prefix}-${name}`,
      zone,
    }));
    return new Postgres(this, "mcp_postgres", {
      ...settings,
      idPrefix: "",
      platformName: PLATFORM_NAME,
      name: names.database,
      key: new EncryptionKey(part(this, "keys"), "rds", {
        alias: names.databaseKeyAlias,
        description: "Encrypts the MCP platform's database",
      }),
      password,
      vpc: this.network.network,
      subnets,
      subnetGroupName: names.database,
      securityGroupName: names.databaseSecurityGroup,
      parameterGroupName,
      memory,
      logKey: this.network.logsKey,
      // Terraform before 1.10, which locks in DynamoDB, may be older than 1.7.
      adoptsLogGroups: this.environment.state.lock === "s3",
      monitoring:
        monitoringIntervalSeconds === 0
          ? undefined
          : { intervalSeconds: monitoringIntervalSeconds, roleName: names.databaseMonitoringRole },
      replicas,
      upgradedAfter: this.upgradeReplicas(replicas),
      restore: restore && { name: names.restoredDatabase, from: restore },
      destroyedBefore: [...this.secrets.values()].map(({ secret }) => secret),
    });
  }

  /** Of a major version alone AWS upgrades the minor one itself, replicas and all. */
  private upgradeReplicas(replicas: readonly PostgresReplica[]): TerraformElement[] {
    const { region, data } = this.environment;
    const { engineVersion } = data.postgres;
    if (replicas.length === 0 || !engineVersion.includes(".")) return [];
    const { run } = new UpgradeReplicas(this, "upgrade_replicas", {
      region,
      engineVersion,
      replicas: replicas.map(({ name }) => name),
    });
    return [run];
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
  secret(name: string): Secret {
    const secret = this.secrets.get(name);
    if (secret) return secret;
    throw new Error(`${this.node.path}: no service named the secret ${name} when the data layer was made`);
  }

  /** A queue by the name that settings know it by. */
  queue(name: string): TaskQueue {
    return byName(this, this.queues, name, "queue");
  }

  /** A bucket by the name that settings know it by. */
  bucket(name: string): PrivateBucket {
    return byName(this, this.buckets, name, "bucket");
  }

  /**
   * What services sign and encrypt with, and what people fill in. They are in the database's layer and destroyed after it:
   * if AWS refuses to delete the database, the secrets must still exist, because AWS keeps their names for weeks.
   */
  private createServiceSecrets(): void {
    this.generate(this.createSecret("jwt-secret", "Signs the tokens of users"));
    this.createSecret("api-keys", "Keys of clients, filled in by people");
    // Whether a service names it or not: another key, made when the next one does, could not read what this one has encrypted.
    this.generateKey(
      this.createSecret("encryption-key", "Encrypts what the services keep of users' credentials"),
    );
    for (const name of optionalSecrets(this.environment)) {
      // Beside the URL, for services that want the token alone; a secret costs, and nobody else reads it.
      const isToken = name === "redis-auth-token";
      this.createSecret(name, isToken ? "Redis' token" : "A service's own, filled in by people");
    }
  }

  private generate(secret: Secret): void {
    const password = this.createPassword(secret.node.id, { length: SECRET_LENGTH, version: 1 });
    secret.write({ password, inputs: [], text: password.value });
  }

  /**
   * A key of AES-256 as its readers take it: base64 of 32 bytes. They are a hash of a password with more than 256 random bits, and not
   * the provider's `random_bytes`, so that they may be in no state; the password stays the one of versions that kept it as it is.
   */
  private generateKey(secret: Secret): void {
    const password = this.createPassword(secret.node.id, { length: SECRET_LENGTH, version: 1 });
    secret.write({ password, inputs: ["base64sha256"], text: Fn.base64sha256(password.value) });
  }

  private writeRedisAuthToken(authToken: Password | undefined): void {
    if (!authToken) return;
    this.secrets.get("redis-auth-token")?.write({ password: authToken, inputs: [], text: authToken.value });
  }

  private createSecret(name: string, description: string): Secret {
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

  private createTaskRunner(subnets: readonly HasId[]): TaskRunner {
    const { names, region, data } = this.environment;
    return new TaskRunner(this, "jobs", {
      name: names.jobs,
      region,
      vpc: this.network.network,
      subnets,
      wayOut: this.network.wayOut,
      logRetentionDays: data.postgres.logRetentionDays,
      logKey: this.network.logsKey,
    });
  }

  private enableExtensions(password: Password): TerraformElement[] {
    const { postgres } = this.environment.data;
    const { databaseName, username, extensions, roles, extensionsFrom, extensionsImage: image } = postgres;
    const securityGroupRules = this.database.allowFrom(this.taskRunner.securityGroup);
    const { run } = new EnableExtensions(this, "enable_pgvector", {
      database: this.database,
      databaseName,
      username,
      extensions,
      roles,
      from:
        extensionsFrom === "task"
          ? { task: { runner: this.taskRunner, image, secret: this.databasePassword, securityGroupRules } }
          : { operator: { password } },
    });
    return [run, ...securityGroupRules];
  }

  private createRedis(subnets: readonly HasId[], authToken: Password | undefined): Redis {
    const { names, region, data } = this.environment;
    const { authTokenVersion, transitEncryptionMode, ...settings } = data.redis;
    const redis = new Redis(this, "mcp_redis", {
      ...settings,
      description: literal(settings.description),
      idPrefix: "",
      platformName: PLATFORM_NAME,
      name: names.redis,
      vpc: this.network.network,
      subnets,
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

  private createBucket(settings: Environment["data"]["buckets"][number]): PrivateBucket {
    const { standardIaAfterDays, glacierAfterDays } = settings;
    const transitions = [
      ...(standardIaAfterDays === undefined
        ? []
        : [{ days: standardIaAfterDays, storageClass: "STANDARD_IA" }]),
      ...(glacierAfterDays === undefined ? [] : [{ days: glacierAfterDays, storageClass: "GLACIER" }]),
    ];
    return new PrivateBucket(part(this, "buckets"), settings.id, {
      name: settings.bucket,
      tags: { Name: settings.tagName },
      lifecycle: {
        ruleId: settings.ruleId,
        transitions: transitions.length > 0 ? transitions : undefined,
        expireDays: settings.expireDays,
        oldVersionsExpireDays: settings.oldVersionsExpireDays,
      },
    });
  }

  private createQueue(settings: QueueSettings): TaskQueue {
    const { customerKey, queueName, tagName, deadLetterTagName } = settings;
    return new TaskQueue(part(this, "queues"), settings.id, {
      ...settings,
      name: queueName,
      tags: { Name: tagName },
      deadLetterTags: { Name: deadLetterTagName },
      key: customerKey ? this.createQueueKey(settings) : undefined,
    });
  }

  private createQueueKey({ keyId, keyAlias, key }: QueueSettings): EncryptionKey {
    return new EncryptionKey(part(this, "keys"), keyId, {
      alias: keyAlias,
      description: `Encrypts the MCP platform's ${key === "tasks" ? "task queue" : `queue ${key}`}`,
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
      ...Object.fromEntries(
        this.environment.data.queues.map(({ id, key }) => [`${id}_url`, this.queue(key).url]),
      ),
    };
    for (const [id, value] of Object.entries(outputs)) {
      if (value !== undefined) new TerraformOutput(this, id, { value });
    }
  }
}
