/** What the platform's published images need, beside what the guide's do. */
import { withPublishedImages } from "../../../environments/presets/published-images";
import { type EnvironmentSettings, validateSettings } from "../../../environments/schema/environment";
import { PresetError } from "../../../environments/schema/problem";
import {
  type Block,
  environment,
  imageSettings,
  type Synthesized,
  servicesWith,
  synthEnvironments,
} from "../../support/synth";

/** The server pings its WebSockets so often. */
const PING_SECONDS = 30;

let stack: Synthesized;

beforeAll(() => {
  stack = synthOf(imageSettings({ layout: "single" }));
});

function synthOf(own: EnvironmentSettings): Synthesized {
  return synthEnvironments(environment(withPublishedImages(own)))["mcp-production"] as Synthesized;
}

const container = (id: string) => stack.container(`aws_ecs_task_definition.${id}`);
const variable = (id: string, name: string) =>
  (container(id).environment as Block[]).find((each) => each.name === name)?.value;
const secret = (id: string, name: string) =>
  (container(id).secrets as Block[]).find((each) => each.name === name)?.valueFrom;

test.each([
  ["mcp_server", "/app/mcp-server"],
  ["rest_api", "/app/rest-api"],
  ["worker", "/app/worker"],
])("%s looks after its health without a shell", (id, binary) => {
  expect(container(id).healthCheck).toMatchObject({ command: ["CMD", binary, "-health-check"] });
});

test("the REST API listens where the load balancer looks for it", () => {
  expect(variable("rest_api", "MCP_API_LISTEN_ADDRESS")).toBe(":8081");
  expect(stack.at("aws_lb_target_group.rest_api")).toMatchObject({
    port: 8081,
    health_check: { path: "/readyz" },
  });
});

test("the migration replaces the image's entry point, which is the REST API itself", () => {
  expect(container("migrate")).toMatchObject({ entryPoint: ["/app/rest-api", "-migrate"] });
  expect(container("migrate")).not.toHaveProperty("command");
});

test.each(["mcp_server", "rest_api", "worker"])("%s connects to the database by parts", (id) => {
  expect(variable(id, "DATABASE_HOST")).toBe("${aws_db_instance.mcp_postgres.address}");
  expect(variable(id, "DATABASE_SSL_MODE")).toBe("require");
  expect(secret(id, "DATABASE_PASSWORD")).toBe("${aws_secretsmanager_secret.db_password.arn}:password::");
});

test.each(["mcp_server", "rest_api", "worker"])("%s connects to Redis by either of two names", (id) => {
  const address = "${aws_elasticache_replication_group.mcp_redis.primary_endpoint_address}:6379";
  expect(["REDIS_ADDR", "REDIS_ADDRESS"].map((name) => variable(id, name))).toEqual([address, address]);
});

test("Redis takes clients that disagree about TLS and password: no token, and none in a secret", () => {
  const redis = stack.at("aws_elasticache_replication_group.mcp_redis");
  expect(redis).toMatchObject({ transit_encryption_enabled: true, transit_encryption_mode: "preferred" });
  expect(redis).not.toHaveProperty("auth_token");
  expect(stack.at("aws_secretsmanager_secret_version.redis_url").secret_string).toBe(
    "rediss://${aws_elasticache_replication_group.mcp_redis.primary_endpoint_address}:6379",
  );
  expect(Object.keys(stack.resources("random_password"))).not.toContain("redis_auth_token");
});

test("server and API encrypt with one key, which is generated", () => {
  const key = "${aws_secretsmanager_secret.encryption_key.arn}";
  expect(secret("mcp_server", "ENCRYPTION_MASTER_KEY")).toBe(key);
  expect(secret("mcp_server", "ENCRYPTION_KEY")).toBe(key);
  expect(secret("rest_api", "DEVMESH_ENCRYPTION_KEY")).toBe(key);
  expect(stack.at("aws_secretsmanager_secret_version.encryption_key").secret_string).toBe(
    "${base64sha256(random_password.encryption_key.result)}",
  );
});

test("keys that people fill in come from one secret's JSON", () => {
  expect(secret("rest_api", "ADMIN_API_KEY")).toBe("${aws_secretsmanager_secret.api_keys.arn}:admin::");
});

test("the server calls the API inside the VPC, by the variable that the file in its image names", () => {
  expect(variable("mcp_server", "REST_API_INTERNAL_URL")).toBe(
    "http://rest-api.mcp-production.internal:8081",
  );
});

test.each(["mcp_server", "rest_api"])(
  "%s finds its file of settings, and its cache's timeouts have a unit",
  (id) => {
    expect(variable(id, "MCP_CONFIG_FILE")).toBe("/app/configs/config.docker.yaml");
    const timeouts = ["DIAL", "READ", "WRITE"].map((name) => variable(id, `MCP_CACHE_${name}_TIMEOUT`));
    expect(timeouts).toEqual(["5s", "3s", "3s"]);
  },
);

test("the role that migrations grant to is made before them, and the master user stays who it is", () => {
  expect(stack.at("null_resource.enable_pgvector").triggers).toMatchObject({ roles: "devmesh" });
  expect(stack.at("aws_db_instance.mcp_postgres").username).toBe("mcp_admin");
  const { data } = imageSettings();
  const own = imageSettings({
    data: { ...data, postgres: { ...data.postgres, roles: ["reports", "devmesh"] } },
  });
  expect(withPublishedImages(own).data.postgres.roles).toEqual(["reports", "devmesh"]);
});

test("first the migration, then the REST API, the server, and the worker", () => {
  const after = (id: string) => stack.at(`aws_ecs_service.${id}`).depends_on as string[];
  expect(after("rest_api")).toContain("null_resource.migrate");
  expect(after("mcp_server")).toContain("null_resource.rest_api_deployed");
  expect(after("worker")).toContain("null_resource.mcp_server_deployed");
  const { services } = withPublishedImages(
    imageSettings({
      services: servicesWith({ worker: { after: ["rest-api"] }, "mcp-server": { after: undefined } }),
    }),
  );
  expect(services.all["mcp-server"]?.after).toEqual(["rest-api"]);
  expect(services.all.worker?.after).toEqual(["rest-api", "mcp-server"]);
});

test("a service that is not there is waited for by none", () => {
  const { services } = imageSettings();
  const { worker } = services.all;
  const alone = withPublishedImages(
    imageSettings({ services: { ...services, all: { worker: { ...worker, after: [] } } } }),
  );
  expect(alone.services.all.worker?.after).toEqual([]);
});

test("the load balancer closes idle connections before the images do, after the longest request and the next ping", () => {
  const { platform, configuration, services } = environment(withPublishedImages(imageSettings()));
  const { idleTimeoutSeconds } = platform.loadBalancer;
  const keepAlives = services.all.flatMap(({ target }) => target.keepAliveSeconds ?? []);
  expect(keepAlives.sort()).toEqual([120, 90]);
  expect(idleTimeoutSeconds).toBeLessThan(Math.min(...keepAlives));
  expect(idleTimeoutSeconds).toBeGreaterThan(configuration.requestTimeoutSeconds);
  expect(idleTimeoutSeconds).toBeGreaterThan(PING_SECONDS);
  const { platform: own } = imageSettings();
  const hour = imageSettings({ platform: { ...own, loadBalancer: { idleTimeoutSeconds: 3600 } } });
  expect(validateSettings(withPublishedImages(hour)).problems).toEqual([
    expect.objectContaining({ path: "platform.loadBalancer.idleTimeoutSeconds", value: 3600, use: "60" }),
  ]);
});

test("a REST API that only other services call has no target, and none is made up", () => {
  const { services } = imageSettings();
  const inside = {
    ...services.all["rest-api"],
    hosts: undefined,
    routes: undefined,
    publicUrl: undefined,
    names: {},
  };
  const own = imageSettings({ services: servicesWith({ "rest-api": inside }) });
  expect(validateSettings(withPublishedImages(own)).problems).toBeUndefined();
});

const { data: itsData, services: itsServices } = imageSettings();

test.each([
  [
    "Graviton",
    { services: { ...itsServices, cpuArchitecture: "ARM64" as const } },
    { path: "services.cpuArchitecture", value: "ARM64", use: '"X86_64"' },
  ],
  [
    "a cache that requires TLS",
    { data: { ...itsData, redis: { ...itsData.redis, transitEncryptionMode: "required" as const } } },
    {
      path: "data.redis.transitEncryptionMode",
      value: "required",
      use: '"preferred", or leave it out',
    },
  ],
  ...[20, 600].map((seconds): [string, Partial<EnvironmentSettings>, object] => [
    `a request of ${seconds} seconds`,
    { configuration: { ...imageSettings().configuration, requestTimeoutSeconds: seconds } },
    {
      path: "configuration.requestTimeoutSeconds",
      value: seconds,
      use: "30, or leave it out",
    },
  ]),
])("%s is refused, with what would do", (_what, changes, problem) => {
  expect(problemsOf(imageSettings(changes))).toEqual([
    { ...problem, reason: expect.stringMatching(/images/) },
  ]);
});

/** What the preset itself refuses. */
function problemsOf(own: EnvironmentSettings): unknown {
  try {
    withPublishedImages(own);
  } catch (error) {
    if (error instanceof PresetError) return error.problems;
    throw error;
  }
  return [];
}

test("what a file leaves out is said by the settings' own check, not by a crash", () => {
  const { data: _data, services: _services, ...rest } = imageSettings();
  const { problems = [] } = validateSettings(withPublishedImages(rest as EnvironmentSettings));
  expect(problems.map(({ path }) => path)).toEqual(
    expect.arrayContaining(["data.redis.nodeType", "services.imageTag"]),
  );
});

test("what the settings say of the services stays", () => {
  expect(stack.at("aws_ecs_task_definition.mcp_server")).toMatchObject({ cpu: "2048", memory: "4096" });
  expect(stack.at("aws_ecs_service.worker").capacity_provider_strategy).toHaveLength(2);
  const healthCheck = { command: ["CMD-SHELL", "curl localhost"], intervalSeconds: 15 };
  const worker = { environment: { HEALTH_ENDPOINT: ":9000" }, healthCheck };
  const api = { target: { healthPath: "/healthz" } };
  const own = imageSettings({ services: servicesWith({ worker, "rest-api": api }) });
  const { all } = withPublishedImages(own).services;
  expect(all["rest-api"]?.target).toMatchObject(api.target);
  expect(all.worker?.environment).toMatchObject({
    HEALTH_ENDPOINT: ":9000",
    DATABASE_SSL_MODE: "require",
  });
  expect(all.worker?.healthCheck).toEqual({
    command: ["CMD", "/app/worker", "-health-check"],
    intervalSeconds: 15,
  });
});

test("a token that is wanted where there is none is reported", () => {
  const worker = { secrets: { REDIS_PASSWORD: "redis-auth-token" as const } };
  const wrong = imageSettings({ services: servicesWith({ worker }) });
  expect(validateSettings(withPublishedImages(wrong)).problems).toEqual([
    {
      path: "services.all.worker.secrets.REDIS_PASSWORD",
      value: "redis-auth-token",
      reason: 'there is no token: data.redis.transitEncryptionMode is "preferred"',
      use: "leave it out",
    },
  ]);
});

test("nothing scales by what the images do not publish, and the worker takes nothing from the queue", () => {
  const policies = Object.keys(stack.resources("aws_appautoscaling_policy"));
  expect(policies.filter((id) => /connection|backlog/.test(id))).toEqual([]);
  const { all } = environment(withPublishedImages(imageSettings())).services;
  const limits = all.map(({ autoscaling: { minimum, maximum } }) => [minimum, maximum]);
  expect(limits).toEqual(
    environment().services.all.map(({ autoscaling: { minimum, maximum } }) => [minimum, maximum]),
  );
  expect(Object.keys(stack.resources("aws_iam_role_policy"))).not.toContain("worker_task_policy");
});
