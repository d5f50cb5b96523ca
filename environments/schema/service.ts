import { z } from "zod";
import { FARGATE_CPU_UNITS } from "../../modules/ecs/fargate-size";
import { atMost } from "./at-most";
import { hostsSchema, routesSchema } from "./routes";
import { isTimezone, scheduleFault } from "./schedule";
import { wholeNumber } from "./whole-number";

/** Secrets of the environment that a service can have in its environment variables. */
export const SECRETS = [
  "db-url",
  "db-password",
  "redis-url",
  "redis-auth-token",
  "jwt-secret",
  "encryption-key",
  "api-keys",
] as const;

/** What is known of the environment only after an apply, for environment variables. */
export const SOURCES = [
  "databaseHost",
  "databasePort",
  "databaseName",
  "databaseUsername",
  "redisHost",
  "redisPort",
  "redisAddress",
] as const;

/**
 * What a service can be allowed beside its own log, its own secrets, queues and buckets: to invoke Bedrock's models, to look up
 * `jwt-secret` and `api-keys` by their names or every secret of the environment, to publish metrics.
 */
export const PERMISSIONS = ["models", "secrets", "allSecrets", "metrics"] as const;

/** Where tasks run. `EC2_SPOT` is the provider that `platform.spotInstances` makes. */
export const CAPACITY_PROVIDERS = ["FARGATE", "FARGATE_SPOT", "EC2_SPOT"] as const;

/** What ECS sets itself, and what would stand in for the service's role. */
const TAKEN_VARIABLE =
  /^(ECS_|AWS_CONTAINER_|AWS_EXECUTION_ENV$|AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)$)/;

const variableName = z
  .string()
  .regex(/^[A-Za-z_]\w*$/, "must be letters, digits and _, not beginning with a digit")
  .refine((name) => !TAKEN_VARIABLE.test(name), "is set by ECS, or says otherwise than the service's role")
  .meta({ example: "LOG_LEVEL" });

/** Names of services, queues and buckets: they are part of names of AWS's, and with underscores they are Terraform's. */
export const ENTRY_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
export const ENTRY_NAME_RULE =
  "must be lower-case letters, digits and single hyphens, beginning with a letter";

/** What such a name was meant to be: `BillingJobs` and `billing_jobs` are `billing-jobs`. */
export function asEntryName(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const words = value.replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase();
  return words.replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^[^a-z]+|-$/g, "");
}

const entryName = (example: string) => z.string().regex(ENTRY_NAME, ENTRY_NAME_RULE).meta({ example });

const path = z
  .string()
  .regex(/^\/[\w./?&=-]*$/, "must be a path, beginning with /")
  .max(1024, "AWS allows 1024 characters")
  .meta({ example: "/health" });

/** AWS has no limit of its own but the 64 KiB of a task definition: nobody means more. */
export const MAX_WORDS = 100;
export const WORDS_RULE = `must be ${MAX_WORDS} words at most`;
const MAX_VARIABLES = 500;

/**
 * What one service is granted or reads, each: a role's policy has 10240 characters.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const MAX_GRANTS = 10;
const MAX_SECRETS = 40;
const NO_ROOM = "a role has no room for more";

/**
 * All services have one execution role, whose policy names the repository and the log of each in some 400 characters, of 10240.
 */
export const MAX_SERVICES = 20;

/** https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-limits.html */
const MAX_SCHEDULES = 200;

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html */
const healthCheckSchema = z.strictObject({
  /** `["CMD", program, argument…]`, or `["CMD-SHELL", line]` if the image has a shell. */
  command: z
    .array(z.string().min(1, "must not be empty").meta({ example: "CMD" }))
    .max(MAX_WORDS, WORDS_RULE)
    .refine((words) => words[0] === "CMD" || words[0] === "CMD-SHELL", "must begin with CMD or CMD-SHELL")
    .refine((words) => words.length > 1, "must say what to run")
    .meta({ example: ["CMD-SHELL", "curl -f http://localhost:8080/health || exit 1"] }),
  /** Seconds between two checks, 5–300. @default 30 */
  intervalSeconds: wholeNumber(5, 300, "seconds").default(30),
  /** Seconds until a check has failed, 2–60. @default 5 */
  timeoutSeconds: wholeNumber(2, 60, "seconds").default(5),
  /** Failures in a row that make a container unhealthy, 1–10. @default 3 */
  retries: wholeNumber(1, 10, "times").default(3),
  /** Seconds after the start in which failures do not count, 0–300. @default 60 */
  startPeriodSeconds: wholeNumber(0, 300, "seconds").default(60),
});

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html */
export const targetSchema = z.strictObject({
  /** What the load balancer asks for; it wants the status 200. @default "/health" */
  healthPath: path.default("/health"),
  /** Seconds between two checks, 5–300. @default 30 */
  intervalSeconds: wholeNumber(5, 300, "seconds").default(30),
  /** Seconds until a check has failed, 2–120. @default 5 */
  timeoutSeconds: wholeNumber(2, 120, "seconds").default(5),
  /** Successes in a row that make a target healthy, 2–10. @default 2 */
  healthyThreshold: wholeNumber(2, 10, "times").default(2),
  /** Failures in a row that make it unhealthy, 2–10. @default 5, patient with a service that depends on another */
  unhealthyThreshold: wholeNumber(2, 10, "times").default(5),
  /** Stickiness: seconds that a client's requests go to the same task, 1–604800. @default requests go to any task */
  stickinessSeconds: wholeNumber(1, 604_800, "seconds").optional().meta({ example: 86_400 }),
  /** Seconds that open requests have to end when a target is deregistered, 0–3600. @default 30 */
  deregistrationDelaySeconds: wholeNumber(0, 3600, "seconds").default(30),
  /**
   * Seconds after which the service's own server closes an idle connection, 2–86400: a fact about the image, which the load
   * balancer's idle timeout has to stay below. A request that comes on a connection while it is being closed is answered with 502.
   * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html
   * @default not known, and not checked
   */
  keepAliveSeconds: wholeNumber(2, 86_400, "seconds", "must be").optional().meta({ example: 75 }),
  /**
   * Seconds after its start in which a task is not replaced for failing these checks, 0–2147483647; at least the container's own
   * `healthCheck.startPeriodSeconds`. @default 120
   */
  gracePeriodSeconds: wholeNumber(0, 2_147_483_647, "seconds").default(120),
});

const MAX_COUNT = 5000;

/** https://docs.aws.amazon.com/autoscaling/application/userguide/scheduled-scaling-using-cron-expressions.html */
export const scheduleSchema = z.strictObject({
  /** Part of its name: lower-case letters, digits and hyphens. */
  name: z
    .string()
    .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "must be lower-case letters, digits and single hyphens")
    .max(200, "must be at most 200 characters")
    .meta({ example: "business-hours" }),
  /** `cron(…)` of six fields, `rate(…)`, or `at(…)`. */
  schedule: z
    .string()
    .superRefine((text, context) => {
      const message = scheduleFault(text);
      if (message !== undefined) context.addIssue({ code: "custom", message });
    })
    .meta({ example: "cron(0 7 ? * MON-FRI *)" }),
  /** @default "UTC" */
  timezone: z
    .string()
    .refine(isTimezone, "must be a time zone such as Europe/Zurich")
    .default("UTC")
    .meta({ example: "Europe/Zurich" }),
  /** Tasks, from then on. */
  minimum: wholeNumber(0, MAX_COUNT, "tasks").meta({ example: 4 }),
  maximum: wholeNumber(1, MAX_COUNT, "tasks").meta({ example: 10 }),
});

const percent = wholeNumber(1, 100, "percent", "must be");

const target = (unit: string) => wholeNumber(1, 1_000_000, unit, "must be");

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html */
const autoscalingSchema = z.strictObject({
  /** The fewest tasks, 1 and more: without any, requests have no answer. @default 2 */
  minimum: wholeNumber(1, MAX_COUNT, "tasks", "must be").default(2),
  /** The most tasks. @default 10 */
  maximum: wholeNumber(1, MAX_COUNT, "tasks").default(10),
  /** Target of average CPU utilization, percent. @default 70 */
  cpuPercent: percent.default(70),
  /** Target of average memory utilization, percent. @default 80 */
  memoryPercent: percent.default(80),
  /** Seconds after a change until tasks are taken away, 0–3600. @default 300 */
  scaleInCooldownSeconds: wholeNumber(0, 3600, "seconds", "must be").default(300),
  /** Seconds after a change until tasks are added, 0–3600. @default 60 */
  scaleOutCooldownSeconds: wholeNumber(0, 3600, "seconds", "must be").default(60),
  /** Other limits at certain times; with these, minimum and maximum are for the first time only. @default [] */
  schedules: z.array(scheduleSchema).max(MAX_SCHEDULES, `AWS allows ${MAX_SCHEDULES}`).default([]),
  /** Requests a minute and task to keep to, of a service that takes requests. @default no such policy */
  requestsPerTarget: target("requests").optional().meta({ example: 1000 }),
  /** WebSocket connections a task to keep to, of a service with `webSockets`. @default no such policy */
  connectionsPerTask: target("connections").optional().meta({ example: 100 }),
  /** Target of messages in a queue per task. @default no such policy */
  backlog: z
    .strictObject({
      /** One of the queues that it receives from. */
      queue: entryName("tasks"),
      /** Messages, 1–1000000. */
      perTask: target("messages").meta({ example: 100 }),
    })
    .optional()
    .meta({ example: { queue: "tasks", perTask: 100 } }),
});

const PRIVATE_ECR = /^\d{12}\.dkr[.-]ecr\./;

/** What a service has of secrets if nothing is said. */
const DEFAULT_SECRETS: Record<string, "db-url" | "redis-url"> = {
  DATABASE_URL: "db-url",
  REDIS_URL: "redis-url",
};

/** Secrets that are JSON, or that people may make so; of another, ECS could pick no key. */
const JSON_SECRETS = ["db-password", "api-keys"] as const;

/** A colon would end it. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html */
const jsonKey = z
  .string()
  .regex(/^[^:\s]+$/, "must be a key of the secret's JSON, without colons and spaces")
  .meta({ example: "username" });

/** Linux counts further, container runtimes do not. */
const MAX_USER = 2 ** 31 - 1;

export const capacityShareSchema = z.strictObject({
  provider: z.enum(CAPACITY_PROVIDERS),
  weight: wholeNumber(0, 1000, "parts").meta({ example: 1 }),
  base: wholeNumber(0, 100_000, "tasks").default(0).meta({ example: 1 }),
});

const PORT_RULE = "must be 1024 to 65535";

const names = (what: string, example: string, most: number) =>
  z
    .array(entryName(example))
    .max(most, `must be ${most} at most`)
    .refine((each) => new Set(each).size === each.length, `names a ${what} twice`)
    .default([])
    .meta({ example: [example] });

const nameEnd = (example: string) =>
  z.string().regex(ENTRY_NAME, ENTRY_NAME_RULE).optional().meta({ example });

const terraformName = (example: string) =>
  z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/, "must be lower-case letters, digits and _, beginning with a letter")
    .optional()
    .meta({ example });

/** AWS allows 512, the environment's path included. */
export const MAX_SECRET_NAME = [200, "must be at most 200 characters"] as const;

/** A secret that the platform does not know. */
const ownSecret = z
  .string()
  .regex(ENTRY_NAME, ENTRY_NAME_RULE)
  .max(...MAX_SECRET_NAME)
  .refine(
    (name) => !SECRETS.some((known) => known === name),
    "is one of the environment's: name it without own",
  )
  .meta({ example: "stripe-key" });

/** A service. Limits: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html */
export const serviceSchema = z.strictObject({
  /**
   * Nothing of it runs or is watched any more; what it runs on is still there: repository, roles, log, target group. The first of
   * two steps to take it away, in layout `layered`: what a deployed layer still uses cannot go. @default false
   */
  retired: z.boolean().default(false).meta({ example: true }),
  /** CPU units; 1024 are one vCPU. One of Fargate's sizes. @default 1024 */
  cpu: z.literal(FARGATE_CPU_UNITS).default(1024),
  /** MiB, one of those that Fargate has for this CPU. @default 2048 */
  memory: z.int("must be a whole number of MiB").default(2048),
  /**
   * Image without a tag, from another registry than ours, which gives it to everybody: ECS has no password of any.
   * @default this service's repository
   */
  image: z
    .string()
    .regex(
      /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?(\/[a-z0-9]([a-z0-9._-]*[a-z0-9])?)+$/,
      "must be registry/name in lower case, without a tag",
    )
    .refine(
      (image) => !PRIVATE_ECR.test(image),
      "the services' roles pull from ECR only what they have repositories of here",
    )
    .optional()
    .meta({ example: "ghcr.io/acme/mcp-server" }),
  /** Command of the container. @default the image's */
  command: z
    .array(z.string().meta({ example: "/app/mcp-server" }))
    .max(MAX_WORDS, WORDS_RULE)
    .refine(([program]) => program !== undefined && program !== "", "must say what to run, or be left out")
    .optional()
    .meta({ example: ["/app/mcp-server"] }),
  /** Tasks at first; autoscaling changes their number later. @default 3 */
  desiredCount: wholeNumber(0, MAX_COUNT, "tasks").default(3),
  /** Looks into the container. @default none: ECS knows only whether it runs */
  healthCheck: healthCheckSchema.optional(),
  /** User and group that the container runs as, by number; not root. @default "65532:65532", distroless images' nonroot */
  user: z
    .string()
    .regex(/^[1-9]\d*(:[1-9]\d*)?$/, {
      error: "must be numbers, user or user:group, and not root (0)",
      abort: true,
    })
    .refine((user) => user.split(":").every((id) => Number(id) <= MAX_USER), `must be ${MAX_USER} or less`)
    .default("65532:65532"),
  /** Nothing can be written into the container's file system. @default true */
  readonlyRootFilesystem: z.boolean().default(true),
  /** Seconds from SIGTERM to SIGKILL when a task is stopped, 2–120. @default 60: the load balancer takes 30 to send clients elsewhere */
  stopTimeoutSeconds: wholeNumber(2, 120, "seconds").default(60),
  /** Open files and sockets (`nofile`), 1024–1048576. @default 65536 */
  openFiles: wholeNumber(1024, 1_048_576, "files").default(65_536),
  /**
   * Further environment variables, or others in place of ours: a text, or what is known only after an apply. Of a queue or a
   * bucket it is the URL or the name; of another service, its address inside of the VPC. @default {}
   */
  environment: z
    .record(
      variableName,
      z
        .union(
          [
            z.string(),
            z.strictObject({ from: z.enum(SOURCES) }),
            z.strictObject({ queueUrl: entryName("tasks") }),
            z.strictObject({ bucketName: entryName("contexts") }),
            z.strictObject({ internalUrlOf: entryName("rest-api") }),
          ],
          {
            error: `must be a text, or one of { from: one of ${SOURCES.join(", ")} }, { queueUrl: a queue }, { bucketName: a bucket }, { internalUrlOf: a service }`,
          },
        )
        .meta({ example: "a text" }),
    )
    .refine(...atMost(MAX_VARIABLES, "a task definition has 64 KiB"))
    .default({})
    .meta({ example: { LOG_LEVEL: "debug" } }),
  /**
   * Environment variables from secrets: a secret's name, one key of a secret's JSON, or a secret of your own, which is made empty
   * and filled in by people before the service starts.
   */
  secrets: z
    .record(
      variableName,
      z
        .union(
          [
            z.enum(SECRETS),
            z.strictObject({ secret: z.enum(JSON_SECRETS), key: jsonKey }),
            z.strictObject({ own: ownSecret, key: jsonKey.optional() }),
          ],
          {
            error: `must be one of ${SECRETS.join(", ")}, { secret: one of ${JSON_SECRETS.join(", ")}, key }, or { own: a name }`,
          },
        )
        .meta({ example: "api-keys" }),
    )
    .refine(...atMost(MAX_SECRETS, NO_ROOM))
    .default(DEFAULT_SECRETS)
    .meta({ example: { DATABASE_URL: "db-url" } }),
  /** Queues that its role may send to, by their names: `tasks`, or one of `data.queues`. @default [] */
  sendTo: names("queue", "tasks", MAX_GRANTS),
  /** Queues that its role may receive from. @default [] */
  receiveFrom: names("queue", "tasks", MAX_GRANTS),
  /** Buckets that its role may use, by their names: `contexts`, or one of `data.buckets`. @default {} */
  buckets: z
    .record(entryName("contexts"), z.enum(["read", "readWrite"]))
    .refine(...atMost(MAX_GRANTS, NO_ROOM))
    .default({})
    .meta({ example: { contexts: "readWrite" } }),
  /** What its role may besides: invoke models, look up secrets by their names, publish its own metrics. @default [] */
  permissions: z
    .array(z.enum(PERMISSIONS))
    .refine((each) => new Set(each).size === each.length, "names one twice")
    .default([])
    .meta({ example: ["metrics"] }),
  /** Services that have to be deployed before it. @default [], after the migration only */
  after: names("service", "rest-api", MAX_SERVICES),
  /**
   * The TCP port where it listens, 1024–65535: other services find it by its name, and the load balancer sends to it what `hosts`
   * or `routes` say. @default none: nobody calls it
   */
  port: z
    .int("must be a whole number")
    .min(1024, PORT_RULE)
    .max(65_535, PORT_RULE)
    .optional()
    .meta({ example: 8080 }),
  /**
   * Its own host names, by the names of their DNS records in Terraform: each is in the certificate and in DNS. @default {}
   */
  hosts: hostsSchema.default({}).meta({ example: { api: "api.yourdomain.com" } }),
  /** What the load balancer sends to it: rules by their names. @default everything that asks for one of its hosts */
  routes: routesSchema.optional().meta({ example: { api: { host: "api" } } }),
  /** How the load balancer treats its tasks. @default {} */
  target: targetSchema.optional().meta({ example: { healthPath: "/health" } }),
  /** Its public URL, which every service finds in this environment variable. @default none does */
  publicUrl: z
    .strictObject({
      variable: variableName,
      scheme: z.enum(["https", "wss"]).default("https"),
      /** The name of one of its hosts. */
      host: z.string().meta({ example: "api" }),
      path: path.optional(),
    })
    .optional()
    .meta({ example: { variable: "REST_API_URL", host: "api" } }),
  /** It speaks WebSocket, and publishes how many connections a task has as the metric WebSocketConnections. @default false */
  webSockets: z.boolean().default(false).meta({ example: true }),
  /** The dashboard `main` shows its CPU and memory. @default false */
  onMainDashboard: z.boolean().default(false).meta({ example: true }),
  /** How many tasks there are. @default {} */
  autoscaling: autoscalingSchema.prefault({}),
  /** Ends of AWS's names in place of those that are made of the service's name. @default {} */
  names: z
    .strictObject({
      /** Of the image's repository, behind `services.repositoryPrefix`. @default the service's name */
      repository: nameEnd("server"),
      /** Of the target group, which another name replaces. @default the service's name */
      targetGroup: nameEnd("server"),
      /** Of the task role, behind `<namePrefix>-<name>-`. @default "<service>-task-role" */
      taskRole: nameEnd("ecs-task-role"),
      /** Of the task role's policy, behind `<namePrefix>-<name>-`. @default as the role's */
      taskPolicy: nameEnd("ecs-task-policy"),
    })
    .prefault({}),
  /** Terraform's names in place of those that are made of the service's name. @default {} */
  addresses: z
    .strictObject({
      /** @default "<service>_task_role" */
      taskRole: terraformName("ecs_task_role"),
      /** @default "<service>_task_policy" */
      taskPolicy: terraformName("ecs_task_policy"),
      /** The beginning of those of its scaling policies; may be empty. @default "<service>_" */
      scaling: z
        .string()
        .regex(/^([a-z][a-z0-9_]*_)?$/, "must be empty, or lower-case letters, digits and _ that end in _")
        .optional()
        .meta({ example: "" }),
      /** The alarm of its CPU. @default "<service>_high_cpu" */
      highCpu: terraformName("high_cpu"),
    })
    .prefault({}),
  /** Most tasks during a deployment, in percent of the desired count: 100–400. @default 200 */
  maximumPercent: wholeNumber(100, 400, "percent", "must be").default(200),
  /** Fewest healthy tasks during a deployment, in percent of the desired count: 0–100. @default 100 */
  minimumHealthyPercent: wholeNumber(0, 100, "percent").default(100),
  /**
   * Where its tasks run, by weight; `base` of them come first. AWS does not mix Fargate and instances.
   * @default Fargate on demand
   */
  capacityProviders: z
    .array(capacityShareSchema)
    .max(CAPACITY_PROVIDERS.length, `there are ${CAPACITY_PROVIDERS.length}`)
    .optional()
    .meta({ example: [{ provider: "FARGATE_SPOT", weight: 1 }] }),
});

/** What an environment's file says of a service. */
export type ServiceInput = z.input<typeof serviceSchema>;
