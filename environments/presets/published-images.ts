import type { EnvironmentSettings } from "../schema/environment";

type Services = Pick<EnvironmentSettings["services"], "mcpServer" | "restApi" | "worker">;

/** A binary's own check of itself: there is neither a shell nor curl in these images. */
const check = (binary: string) => ({ command: ["CMD", binary, "-health-check"] });

const database = {
  DATABASE_HOST: { from: "databaseHost" },
  DATABASE_PORT: { from: "databasePort" },
  DATABASE_NAME: { from: "databaseName" },
  DATABASE_USER: { from: "databaseUsername" },
  DATABASE_SSL_MODE: "require",
} as const;

const redis = {
  REDIS_ADDR: { from: "redisAddress" },
  REDIS_ADDRESS: { from: "redisAddress" },
  REDIS_TLS_ENABLED: "true",
} as const;

const urls = { DATABASE_URL: "db-url", REDIS_URL: "redis-url" } as const;
const databasePassword = { DATABASE_PASSWORD: { secret: "db-password", key: "password" } } as const;

const needs = {
  mcpServer: {
    port: 8080,
    healthCheck: check("/app/mcp-server"),
    environment: {
      ENVIRONMENT: "production",
      ...database,
      ...redis,
      REST_API_URL: { from: "restApiInternalUrl" },
    },
    secrets: {
      ...urls,
      ...databasePassword,
      JWT_SECRET: "jwt-secret",
      ENCRYPTION_KEY: "encryption-key",
      ENCRYPTION_MASTER_KEY: "encryption-key",
      MCP_API_KEY: { secret: "api-keys", key: "mcp" },
    },
    // Its answer depends on the REST API's: tasks that are well must not be replaced for that at once.
    target: { healthPath: "/health", unhealthyThreshold: 10 },
  },
  restApi: {
    port: 8081,
    healthCheck: check("/app/rest-api"),
    environment: {
      ENVIRONMENT: "production",
      ...database,
      ...redis,
      PORT: "8081",
      MCP_API_LISTEN_ADDRESS: ":8081",
      MIGRATIONS_FAIL_FAST: "true",
    },
    secrets: {
      ...urls,
      ...databasePassword,
      JWT_SECRET: "jwt-secret",
      DEVMESH_ENCRYPTION_KEY: "encryption-key",
      ENCRYPTION_MASTER_KEY: "encryption-key",
      ADMIN_API_KEY: { secret: "api-keys", key: "admin" },
      MCP_API_KEY: { secret: "api-keys", key: "mcp" },
      GITHUB_WEBHOOK_SECRET: { secret: "api-keys", key: "github-webhook" },
    },
    target: { healthPath: "/readyz" },
  },
  worker: {
    healthCheck: check("/app/worker"),
    environment: { ENVIRONMENT: "production", ...database, ...redis, HEALTH_ENDPOINT: ":8088" },
    secrets: { ...urls, ...databasePassword },
    permissions: ["metrics"],
  },
} satisfies Services;

type Settings = EnvironmentSettings["services"];

/**
 * Settings of the services with what the platform's published images (developer-mesh) read and need, where it is not what the
 * guide's do: health checks without a shell, connections in parts beside the URLs, keys. What the settings say of variables and
 * targets goes before. The secret `api-keys` has to be filled in before they start, with the keys `admin`, `mcp` and
 * `github-webhook`. The worker's clients of Redis disagree about TLS and password, so the cache has to take them without:
 *
 * ```ts
 * data: { redis: { transitEncryptionMode: "preferred", ... }, ... },
 * services: withPublishedImages({ imageTag: "1.0.0", ... }),
 * ```
 */
export function withPublishedImages(settings: Settings): Settings {
  const { mcpServer = {}, restApi = {}, worker = {} } = settings;
  return {
    ...settings,
    mcpServer: {
      ...merged(mcpServer, needs.mcpServer),
      target: { ...needs.mcpServer.target, ...mcpServer.target },
    },
    restApi: { ...merged(restApi, needs.restApi), target: { ...needs.restApi.target, ...restApi.target } },
    worker: merged(worker, needs.worker),
  };
}

type Service = Pick<
  NonNullable<Settings["worker"]>,
  "healthCheck" | "environment" | "secrets" | "permissions"
>;

/** The images' health check and permissions; their variables, and the settings' own. */
function merged<Own extends Service>(
  own: Own,
  { healthCheck, permissions, environment, secrets }: Service,
): Own {
  return {
    ...own,
    healthCheck: { ...own.healthCheck, ...healthCheck },
    permissions: own.permissions ?? permissions,
    environment: { ...environment, ...own.environment },
    secrets: { ...secrets, ...own.secrets },
  };
}
