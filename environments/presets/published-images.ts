import type { EnvironmentSettings } from "../schema/environment";
import { PresetError, type Problem } from "../schema/problem";
import { isTarget } from "../schema/routes";
import type { ServiceInput } from "../schema/service";

/** What an image needs of the settings of its service. docs/published-images.md says of each variable what it is for. */
type Needed = Omit<ServiceInput, "after"> &
  Required<Pick<ServiceInput, "healthCheck" | "environment" | "secrets" | "after">>;

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
} as const;

/** Of server and API. Without the file they end at once; without units, the cache's timeouts are nanoseconds. */
const configuration = {
  ENVIRONMENT: "production",
  MCP_CONFIG_FILE: "/app/configs/config.docker.yaml",
  MCP_CACHE_DIAL_TIMEOUT: "5s",
  MCP_CACHE_READ_TIMEOUT: "3s",
  MCP_CACHE_WRITE_TIMEOUT: "3s",
} as const;

const databasePassword = { DATABASE_PASSWORD: { secret: "db-password", key: "password" } } as const;
const apiKey = { MCP_API_KEY: { secret: "api-keys", key: "mcp" } } as const;

const needs = {
  "mcp-server": {
    port: 8080,
    healthCheck: check("/app/mcp-server"),
    environment: {
      ...configuration,
      ...database,
      ...redis,
      // The file of examples/published-images/mcp-server reads it: no variable of the image's own has this address.
      REST_API_INTERNAL_URL: { internalUrlOf: "rest-api" },
    },
    secrets: {
      ...databasePassword,
      ...apiKey,
      DATABASE_URL: "db-url",
      JWT_SECRET: "jwt-secret",
      ENCRYPTION_KEY: "encryption-key",
      ENCRYPTION_MASTER_KEY: "encryption-key",
    },
    // Its answer depends on the REST API's: tasks that are well must not be replaced for that at once.
    target: { healthPath: "/health", unhealthyThreshold: 10, keepAliveSeconds: 120 },
    after: ["rest-api"],
  },
  "rest-api": {
    port: 8081,
    healthCheck: check("/app/rest-api"),
    environment: {
      ...configuration,
      ...database,
      ...redis,
      PORT: "8081",
      MCP_API_LISTEN_ADDRESS: ":8081",
      MIGRATIONS_FAIL_FAST: "true",
    },
    secrets: {
      ...databasePassword,
      ...apiKey,
      JWT_SECRET: "jwt-secret",
      DEVMESH_ENCRYPTION_KEY: "encryption-key",
      ADMIN_API_KEY: { secret: "api-keys", key: "admin" },
      GITHUB_WEBHOOK_SECRET: { secret: "api-keys", key: "github-webhook" },
    },
    target: { healthPath: "/readyz", keepAliveSeconds: 90 },
    after: [],
  },
  worker: {
    healthCheck: check("/app/worker"),
    environment: { ...database, ...redis, REDIS_TLS_ENABLED: "true", HEALTH_ENDPOINT: ":8088" },
    secrets: databasePassword,
    after: ["mcp-server"],
    // It reads Redis' streams, and calls AWS for nothing.
    receiveFrom: [],
    buckets: {},
    permissions: [],
  },
} satisfies Record<string, Needed>;

/** The REST API ends a request after so long, whatever its variables say. */
const REQUEST_TIMEOUT_SECONDS = 30;

/** Migrations grant rights to it. */
const ROLE = "devmesh";

/**
 * An environment's settings with what the platform's published images (developer-mesh) read and need, where it is not what the
 * guide's do. Nothing else has to be set for them:
 *
 * ```ts
 * export default withPublishedImages({ name: "production", ... });
 * ```
 *
 * - of the services `mcp-server`, `rest-api` and `worker`: ports, checks without a shell, variables, keys, the order of their start,
 *   and no scaling by what they do not publish. What the settings say of variables and targets goes before.
 * - of the database: the role that migrations grant to, beside the extensions.
 * - of the cache: connections without TLS and token beside those with, because the images' clients disagree.
 * - of all: requests end after 30 seconds, so that the load balancer's idle timeout is below what the images keep connections.
 *
 * The secret `api-keys` has to be filled in before they start, with the keys `admin`, `mcp` and `github-webhook`; and for WebSockets
 * the server's image is one of two files over the published one. docs/published-images.md has both, and what each image reads.
 *
 * @throws PresetError if the settings ask for what these images cannot do: Graviton, a cache that requires TLS, or requests that may take
 * more or less than 30 seconds
 */
export function withPublishedImages(settings: EnvironmentSettings): EnvironmentSettings {
  const problems = problemsOf(settings);
  if (problems.length > 0) throw new PresetError(problems);
  // What is missing, in a file that is not type-checked, is reported with all else when the settings are.
  const { data, services } = settings;
  const { postgres, redis: cache } = data ?? {};
  const entries = services?.all ?? {};
  const all = Object.entries(entries).map(([name, own]): [string, ServiceInput] => {
    const needed: Needed | undefined = isPublished(name) ? needs[name] : undefined;
    return [name, needed ? merged(own, needed, Object.keys(entries)) : own];
  });
  return {
    ...settings,
    data: {
      ...data,
      postgres: { ...postgres, roles: [...new Set([...(postgres?.roles ?? []), ROLE])] },
      redis: { ...cache, transitEncryptionMode: "preferred" },
    },
    services: { ...services, all: Object.fromEntries(all) },
    configuration: { ...settings.configuration, requestTimeoutSeconds: REQUEST_TIMEOUT_SECONDS },
  };
}

/** What the settings say, and these images cannot do. */
function problemsOf({ data, services, configuration }: EnvironmentSettings): Problem[] {
  const cpuArchitecture = services?.cpuArchitecture;
  const requestTimeoutSeconds = configuration?.requestTimeoutSeconds;
  const transitEncryptionMode = data?.redis?.transitEncryptionMode;
  const graviton = {
    path: "services.cpuArchitecture",
    value: cpuArchitecture,
    reason: "the published images hold binaries for x86 only, those named arm64 too",
    use: '"X86_64"',
  };
  const tls = {
    path: "data.redis.transitEncryptionMode",
    value: transitEncryptionMode,
    reason: "of the published images' clients of Redis, some know no TLS and the others no token",
    use: '"preferred", or leave it out',
  };
  const timeout = {
    path: "configuration.requestTimeoutSeconds",
    value: requestTimeoutSeconds,
    reason: `of the published images, the REST API ends a request after ${REQUEST_TIMEOUT_SECONDS} seconds, whatever is set`,
    use: `${REQUEST_TIMEOUT_SECONDS}, or leave it out`,
  };
  return [
    ...(cpuArchitecture === "ARM64" ? [graviton] : []),
    ...(transitEncryptionMode === "required" ? [tls] : []),
    ...((requestTimeoutSeconds ?? REQUEST_TIMEOUT_SECONDS) === REQUEST_TIMEOUT_SECONDS ? [] : [timeout]),
  ];
}

function isPublished(name: string): name is keyof typeof needs {
  return Object.hasOwn(needs, name);
}

/** What an image needs goes before, but for its variables and its target: there, the settings do. */
function merged(
  own: ServiceInput,
  { healthCheck, environment, secrets, target, after, ...needed }: Needed,
  names: readonly string[],
): ServiceInput {
  const before = [...(own.after ?? []), ...after.filter((name) => names.includes(name))];
  return {
    ...own,
    ...needed,
    healthCheck: { ...own.healthCheck, ...healthCheck },
    environment: { ...environment, ...own.environment },
    secrets: { ...secrets, ...own.secrets },
    target: isTarget({ ...own, ...needed, hosts: own.hosts ?? {} })
      ? { ...target, ...own.target }
      : own.target,
    after: [...new Set(before)],
    // They publish no number of connections and take no tasks from the queue: a policy without data keeps tasks from going.
    autoscaling: { ...own.autoscaling, connectionsPerTask: undefined, backlog: undefined },
  };
}
