/** What the platform's published images need, beside what the guide's do. */
import { withPublishedImages } from "../../../environments/presets/published-images";
import { validateSettings } from "../../../environments/schema/environment";
import {
  type Block,
  environment,
  type Synthesized,
  servicesWith,
  settings,
  synthEnvironments,
} from "../../support/synth";

const { data, services } = settings();
const withImages = {
  layout: "single" as const,
  data: { ...data, redis: { ...data.redis, transitEncryptionMode: "preferred" as const } },
  services: withPublishedImages(services),
};

let stack: Synthesized;

beforeAll(() => {
  stack = synthEnvironments(environment(withImages))["mcp-production"] as Synthesized;
});

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
  expect(secret("rest_api", "ENCRYPTION_MASTER_KEY")).toBe(key);
  expect(stack.at("aws_secretsmanager_secret_version.encryption_key").secret_string).toBe(
    "${random_password.encryption_key.result}",
  );
});

test("keys that people fill in come from one secret's JSON", () => {
  expect(secret("rest_api", "ADMIN_API_KEY")).toBe("${aws_secretsmanager_secret.api_keys.arn}:admin::");
});

test("the server calls the API inside the VPC", () => {
  expect(variable("mcp_server", "REST_API_URL")).toBe("http://rest-api.mcp-production.internal:8081");
});

test("what the settings say of the services stays", () => {
  expect(stack.at("aws_ecs_task_definition.mcp_server")).toMatchObject({ cpu: "2048", memory: "4096" });
  expect(stack.at("aws_ecs_service.worker").capacity_provider_strategy).toHaveLength(2);
  const healthCheck = { command: ["CMD-SHELL", "curl localhost"], intervalSeconds: 15 };
  const worker = { environment: { HEALTH_ENDPOINT: ":9000" }, healthCheck };
  const api = { target: { healthPath: "/healthz" } };
  const own = withPublishedImages(servicesWith({ worker, "rest-api": api }));
  expect(own.all["rest-api"]?.target).toMatchObject(api.target);
  expect(own.all.worker?.environment).toMatchObject({
    HEALTH_ENDPOINT: ":9000",
    DATABASE_SSL_MODE: "require",
  });
  expect(own.all.worker?.healthCheck).toEqual({
    command: ["CMD", "/app/worker", "-health-check"],
    intervalSeconds: 15,
  });
});

test("a token that is wanted where there is none is reported", () => {
  const worker = { secrets: { REDIS_PASSWORD: "redis-auth-token" as const } };
  const wrong = settings({ ...withImages, services: withPublishedImages(servicesWith({ worker })) });
  expect(validateSettings(wrong).problems).toEqual([
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
  expect(JSON.stringify(stack.statements("worker_task_role"))).not.toMatch(/sqs:|s3:/);
});
