import type { EnvironmentSettings } from "../schema/environment";
import type { ServiceInput } from "../schema/service";

/** A binary's own check of itself: there is neither a shell nor curl in these images. */
const check = (binary: string) => ({ command: ["CMD", binary, "-health-check"] });

/** What an image needs of the settings of its service. */
type Needed = ServiceInput & Required<Pick<ServiceInput, "healthCheck" | "environment" | "secrets">>;

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
  "mcp-server": {
    healthCheck: check("/app/mcp-server"),
    environment: {
      ENVIRONMENT: "production",
      ...database,
      ...redis,
      REST_API_URL: { internalUrlOf: "rest-api" },
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
  "rest-api": {
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
    // It reads Redis' streams, and calls AWS for nothing else.
    receiveFrom: [],
    buckets: {},
    permissions: ["metrics"],
  },
} satisfies Record<string, Needed>;

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
  const all = Object.entries(settings.all).map(([name, own]): [string, ServiceInput] => {
    const needed: Needed | undefined = isPublished(name) ? needs[name] : undefined;
    return [name, needed ? merged(own, needed) : own];
  });
  return { ...settings, all: Object.fromEntries(all) };
}

function isPublished(name: string): name is keyof typeof needs {
  return Object.hasOwn(needs, name);
}

/** What an image needs goes before, but for its variables and its target: there, the settings do. */
function merged(
  own: ServiceInput,
  { healthCheck, environment, secrets, target, ...needed }: Needed,
): ServiceInput {
  return {
    ...own,
    ...needed,
    healthCheck: { ...own.healthCheck, ...healthCheck },
    environment: { ...environment, ...own.environment },
    secrets: { ...secrets, ...own.secrets },
    target: target || own.target ? { ...target, ...own.target } : undefined,
    // They publish no number of connections and take no tasks from the queue: a policy without data keeps tasks from going.
    autoscaling: { ...own.autoscaling, connectionsPerTask: undefined, backlog: undefined },
  };
}
