import { z } from "zod";
import { FARGATE_CPU_UNITS, fargateMemory } from "../../modules/ecs/fargate-size";
import type { Problem } from "./problem";
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
  "restApiInternalUrl",
] as const;

/** What a service can be allowed, beyond its own log and its own secrets. */
export const PERMISSIONS = ["contexts", "sendTasks", "receiveTasks", "models", "secrets", "metrics"] as const;

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

const path = z
  .string()
  .regex(/^\/[\w./?&=-]*$/, "must be a path, beginning with /")
  .max(1024, "AWS allows 1024 characters")
  .meta({ example: "/health" });

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html */
const healthCheckSchema = z.strictObject({
  /** `["CMD", program, argument…]`, or `["CMD-SHELL", line]` if the image has a shell. */
  command: z
    .array(z.string().min(1, "must not be empty").meta({ example: "CMD" }))
    .refine((words) => words[0] === "CMD" || words[0] === "CMD-SHELL", "must begin with CMD or CMD-SHELL")
    .refine((words) => words.length > 1, "must say what to run")
    .meta({ example: ["CMD-SHELL", "curl -f http://localhost:8080/health || exit 1"] }),
  /** Seconds between two checks, 5–300. @default 30 */
  intervalSeconds: wholeNumber(5, 300, "seconds").default(30).meta({ example: 30 }),
  /** Seconds until a check has failed, 2–60. @default 5 */
  timeoutSeconds: wholeNumber(2, 60, "seconds").default(5).meta({ example: 5 }),
  /** Failures in a row that make a container unhealthy, 1–10. @default 3 */
  retries: wholeNumber(1, 10, "times").default(3).meta({ example: 3 }),
  /** Seconds after the start in which failures do not count, 0–300. @default 60 */
  startPeriodSeconds: wholeNumber(0, 300, "seconds").default(60).meta({ example: 60 }),
});

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html */
const targetSchema = z.strictObject({
  /** What the load balancer asks for; it wants the status 200. @default "/health" */
  healthPath: path.default("/health"),
  /** Seconds between two checks, 5–300. @default 30 */
  intervalSeconds: wholeNumber(5, 300, "seconds").default(30).meta({ example: 30 }),
  /** Seconds until a check has failed, 2–120. @default 5 */
  timeoutSeconds: wholeNumber(2, 120, "seconds").default(5).meta({ example: 5 }),
  /** Successes in a row that make a target healthy, 2–10. @default 2 */
  healthyThreshold: wholeNumber(2, 10, "times").default(2).meta({ example: 2 }),
  /** Failures in a row that make it unhealthy, 2–10. @default 5, patient with a service that depends on another */
  unhealthyThreshold: wholeNumber(2, 10, "times").default(5).meta({ example: 5 }),
  /** Seconds that requests in hand have when a target goes, 0–3600. @default 30 */
  deregistrationDelaySeconds: wholeNumber(0, 3600, "seconds").default(30).meta({ example: 30 }),
  /** Seconds after its start in which a task is not replaced for failing these checks, 0–2147483647. @default 120 */
  gracePeriodSeconds: wholeNumber(0, 2_147_483_647, "seconds").default(120).meta({ example: 120 }),
});

const MAX_COUNT = 5000;

/** https://docs.aws.amazon.com/autoscaling/application/userguide/scheduled-scaling-using-cron-expressions.html */
const scheduleSchema = z.strictObject({
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

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html */
const autoscaling = {
  /** The fewest tasks, 1 and more: without any, requests have no answer. @default 2 */
  minimum: wholeNumber(1, MAX_COUNT, "tasks", "must be").default(2).meta({ example: 2 }),
  /** The most tasks. @default 10 */
  maximum: wholeNumber(1, MAX_COUNT, "tasks").default(10).meta({ example: 10 }),
  /** Average CPU utilization to keep to, percent. @default 70 */
  cpuPercent: percent.default(70).meta({ example: 70 }),
  /** Average memory utilization to keep to, percent. @default 80 */
  memoryPercent: percent.default(80).meta({ example: 80 }),
  /** Seconds after a change until tasks are taken away, 0–3600. @default 300 */
  scaleInCooldownSeconds: wholeNumber(0, 3600, "seconds", "must be").default(300).meta({ example: 300 }),
  /** Seconds after a change until tasks are added, 0–3600. @default 60 */
  scaleOutCooldownSeconds: wholeNumber(0, 3600, "seconds", "must be").default(60).meta({ example: 60 }),
  /** Other limits at certain times; with these, minimum and maximum are for the first time only. @default [] */
  schedules: z.array(scheduleSchema).default([]).meta({ example: [] }),
};

const target = (unit: string) => wholeNumber(1, 1_000_000, unit, "must be");

const requestsPerTarget = {
  /** Requests a minute and task to keep to. @default not looked at */
  requestsPerTarget: target("requests").optional().meta({ example: 1000 }),
};

interface Defaults {
  readonly stopTimeoutSeconds: number;
  readonly permissions: (typeof PERMISSIONS)[number][];
}

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

/** Limits: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html */
function task({ stopTimeoutSeconds, permissions }: Defaults) {
  return {
    /** CPU units; 1024 are one vCPU. One of Fargate's sizes. @default 1024 */
    cpu: z.literal(FARGATE_CPU_UNITS).default(1024).meta({ example: 1024 }),
    /** MiB, one of those that Fargate has for this CPU. @default 2048 */
    memory: z.int("must be a whole number of MiB").default(2048).meta({ example: 2048 }),
    /** Image without a tag, from another registry than ours. @default this service's repository */
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
      .refine(([program]) => program !== undefined && program !== "", "must say what to run, or be left out")
      .optional()
      .meta({ example: ["/app/mcp-server"] }),
    /** Tasks at first; autoscaling changes their number later. @default 3 */
    desiredCount: wholeNumber(0, MAX_COUNT, "tasks").default(3).meta({ example: 3 }),
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
      .default("65532:65532")
      .meta({ example: "65532:65532" }),
    /** Nothing can be written into the container's file system. @default true */
    readonlyRootFilesystem: z.boolean().default(true).meta({ example: true }),
    /** Seconds between the request to stop and the end of patience, 2–120. */
    stopTimeoutSeconds: wholeNumber(2, 120, "seconds")
      .default(stopTimeoutSeconds)
      .meta({ example: stopTimeoutSeconds }),
    /** Files and sockets that may be open, 1024–1048576. @default 65536 */
    openFiles: wholeNumber(1024, 1_048_576, "files").default(65_536).meta({ example: 65_536 }),
    /** Further environment variables, or others in place of ours: a text, or what is known only after an apply. @default {} */
    environment: z
      .record(
        variableName,
        z
          .union([z.string(), z.strictObject({ from: z.enum(SOURCES) })], {
            error: `must be a text, or { from: one of ${SOURCES.join(", ")} }`,
          })
          .meta({ example: "a text" }),
      )
      .default({})
      .meta({ example: { LOG_LEVEL: "debug" } }),
    /** Environment variables from secrets: a secret's name, or one key of a secret's JSON. */
    secrets: z
      .record(
        variableName,
        z
          .union([z.enum(SECRETS), z.strictObject({ secret: z.enum(JSON_SECRETS), key: jsonKey })], {
            error: `must be one of ${SECRETS.join(", ")}, or { secret: one of ${JSON_SECRETS.join(", ")}, key }`,
          })
          .meta({ example: "api-keys" }),
      )
      .default(DEFAULT_SECRETS)
      .meta({ example: { DATABASE_URL: "db-url" } }),
    /** What its role may: the bucket of contexts, the task queue, Bedrock's models, secrets by their names, its own metrics. */
    permissions: z
      .array(z.enum(PERMISSIONS))
      .refine((names) => new Set(names).size === names.length, "names one twice")
      .default(permissions)
      .meta({ example: permissions }),
    /** Tasks during a deployment, in percent of those wanted: 100–400. @default 200 */
    maximumPercent: wholeNumber(100, 400, "percent", "must be").default(200).meta({ example: 200 }),
    /** Healthy tasks during a deployment, in percent of those wanted: 0–100. @default 100 */
    minimumHealthyPercent: wholeNumber(0, 100, "percent").default(100).meta({ example: 100 }),
    /**
     * Where its tasks run, by weight; `base` of them come first. AWS does not mix Fargate and instances.
     * @default Fargate on demand
     */
    capacityProviders: z
      .array(
        z.strictObject({
          provider: z.enum(CAPACITY_PROVIDERS),
          weight: wholeNumber(0, 1000, "parts").meta({ example: 1 }),
          base: wholeNumber(0, 100_000, "tasks").default(0).meta({ example: 1 }),
        }),
      )
      .optional()
      .meta({ example: [{ provider: "FARGATE_SPOT", weight: 1 }] }),
  };
}

const PORT_RULE = "must be 1024 to 65535";

const port = (number: number) =>
  z
    .int("must be a whole number")
    .min(1024, PORT_RULE)
    .max(65_535, PORT_RULE)
    .default(number)
    .meta({ example: number });

/** Time for clients to go elsewhere: the load balancer takes 30 seconds to send them. */
const SERVER_STOP_SECONDS = 60;
/** As long as Fargate waits: a task in hand is lost after that, and comes again from the queue. */
const WORKER_STOP_SECONDS = 120;

const ALL_PERMISSIONS = [...PERMISSIONS];

export const mcpServerSchema = z.strictObject({
  ...task({ stopTimeoutSeconds: SERVER_STOP_SECONDS, permissions: ALL_PERMISSIONS }),
  /** Where it listens. @default 8080 */
  port: port(8080),
  /** How the load balancer treats its tasks. @default {} */
  target: targetSchema.prefault({}),
  /** How many tasks there are. @default {} */
  autoscaling: z
    .strictObject({
      ...autoscaling,
      ...requestsPerTarget,
      /** WebSocket connections a task to keep to, by the metric that the server publishes. @default not looked at */
      connectionsPerTask: target("connections").optional().meta({ example: 100 }),
    })
    .prefault({}),
});

export const restApiSchema = z.strictObject({
  ...task({
    stopTimeoutSeconds: SERVER_STOP_SECONDS,
    permissions: ["contexts", "sendTasks", "models", "secrets", "metrics"],
  }),
  /** Where it listens. @default 8081 */
  port: port(8081),
  /** How the load balancer treats its tasks. @default {} */
  target: targetSchema.prefault({}),
  /** How many tasks there are. @default {} */
  autoscaling: z.strictObject({ ...autoscaling, ...requestsPerTarget }).prefault({}),
});

export const workerSchema = z.strictObject({
  ...task({
    stopTimeoutSeconds: WORKER_STOP_SECONDS,
    permissions: ["contexts", "receiveTasks", "models", "metrics"],
  }),
  /** How many tasks there are. @default {} */
  autoscaling: z
    .strictObject({
      ...autoscaling,
      /** Messages that wait in the queue, a task, to keep to. @default not looked at */
      backlogPerTask: target("messages").optional().meta({ example: 100 }),
    })
    .prefault({}),
});

type Service = Partial<z.input<typeof mcpServerSchema>> & Partial<z.input<typeof workerSchema>>;

interface Rule extends Problem {
  readonly broken: boolean;
}

/** What a service's settings lack when each is right by itself. Takes the settings that are. */
export function serviceProblems(service: Service, hasSpotInstances: boolean): Problem[] {
  return [
    ...sizeProblems(service),
    ...checkProblems(service),
    ...countProblems(service),
    ...variableProblems(service),
    ...definitionProblems(service),
    ...capacityProblems(service, hasSpotInstances),
    ...rolloutProblems(service),
  ];
}

function sizeProblems({ cpu = 1024, memory = 2048 }: Service): Problem[] {
  const sizes = fargateMemory(cpu);
  if (sizes.length === 0 || sizes.includes(memory)) return [];
  const reason = `Fargate has ${sizes[0]} to ${sizes.at(-1)} MiB in steps for ${cpu} CPU units`;
  const nearest = sizes.find((size) => size >= memory) ?? sizes.at(-1);
  return [{ path: "memory", value: memory, reason, use: `${nearest}` }];
}

function checkProblems({ healthCheck, target }: Service): Problem[] {
  const rules: Rule[] = [];
  for (const [path, check] of Object.entries({ healthCheck, target })) {
    const { intervalSeconds = 30, timeoutSeconds = 5 } = check ?? {};
    rules.push({
      broken: timeoutSeconds >= intervalSeconds,
      path: `${path}.timeoutSeconds`,
      value: timeoutSeconds,
      reason: `a check has to end before the next, which begins after ${intervalSeconds} seconds`,
      use: String(Math.max(2, intervalSeconds - 1)),
    });
  }
  return broken(rules);
}

function countProblems({ autoscaling = {}, desiredCount = 3 }: Service): Problem[] {
  const { minimum = 2, maximum = 10, schedules = [] } = autoscaling;
  const isPossible = minimum <= maximum;
  return broken([
    {
      broken: !isPossible,
      path: "autoscaling.minimum",
      value: minimum,
      reason: `is more than the maximum, ${maximum}`,
      use: `${Math.max(1, Math.min(desiredCount, maximum))}`,
    },
    {
      broken: desiredCount > maximum || (isPossible && desiredCount < minimum),
      path: "desiredCount",
      value: desiredCount,
      reason: isPossible ? `autoscaling keeps ${minimum} to ${maximum} tasks` : `the maximum is ${maximum}`,
      use: `${Math.min(Math.max(desiredCount, isPossible ? minimum : 0), maximum)}`,
    },
    ...schedules.flatMap((schedule, index) => scheduleRules(schedules, schedule, index)),
  ]);
}

type Schedule = z.input<typeof scheduleSchema>;

function scheduleRules(all: readonly Schedule[], schedule: Schedule | undefined, index: number): Rule[] {
  if (schedule === undefined) return [];
  const names = all.map((each) => each?.name);
  const path = `autoscaling.schedules[${index}]`;
  return [
    {
      broken: schedule.minimum > schedule.maximum,
      path: `${path}.minimum`,
      value: schedule.minimum,
      reason: `is more than the maximum, ${schedule.maximum}`,
      use: `${schedule.maximum}`,
    },
    {
      broken: schedule.name !== undefined && names.indexOf(schedule.name) < index,
      path: `${path}.name`,
      value: schedule.name,
      reason: "is named twice",
      use: "a name of its own",
    },
  ];
}

/** ECS refuses a task definition that has one name in both. */
function variableProblems({ environment = {}, secrets = DEFAULT_SECRETS }: Service): Problem[] {
  return Object.keys(environment)
    .filter((name) => Object.hasOwn(secrets, name))
    .map((name) => ({
      path: `environment.${name}`,
      value: environment[name],
      reason: "is among the secrets too, and a variable has one value",
      use: "leave it out here or there",
    }));
}

/** Bytes of JSON that ECS takes as a task definition, without what we write into it. */
const MAX_DEFINITION_BYTES = 65_536 - 8192;

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html */
function definitionProblems({
  command = [],
  environment = {},
  secrets = {},
  healthCheck,
}: Service): Problem[] {
  const sizes = Object.entries({ command, environment, secrets, "healthCheck.command": healthCheck?.command })
    .map(([path, value]) => ({ path, value, bytes: Buffer.byteLength(JSON.stringify(value ?? "")) }))
    .sort((one, other) => other.bytes - one.bytes);
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  const [largest] = sizes;
  if (!largest || total <= MAX_DEFINITION_BYTES) return [];
  const reason = `a task definition has 64 KiB, of which this and the like have ${total} bytes, and 8 KiB are ours`;
  const use = "less here: a file in the image, or an object in the bucket of contexts";
  return [{ path: largest.path, value: largest.value, reason, use }];
}

type CapacityShares = NonNullable<Service["capacityProviders"]>;

function capacityProblems({ capacityProviders }: Service, hasSpotInstances: boolean): Problem[] {
  // Of what is wrong itself, nothing can be said here.
  const shares = capacityProviders?.filter((each) => each?.provider !== undefined);
  if (!shares || shares.length < (capacityProviders?.length ?? 0)) return [];
  const names = shares.map(({ provider }) => provider);
  const reasons: [broken: boolean, reason: string][] = [
    [shares.every(({ weight }) => weight === 0), "one provider at least needs a weight above 0"],
    [new Set(names).size < names.length, "each provider can be named once"],
    [
      names.includes("EC2_SPOT") && names.some((name) => name !== "EC2_SPOT"),
      "AWS does not mix Fargate and instances in one service",
    ],
    [
      names.includes("EC2_SPOT") && !hasSpotInstances,
      "there are no instances for EC2_SPOT: platform.spotInstances is not set",
    ],
    [shares.filter(({ base = 0 }) => base > 0).length > 1, "AWS allows a base for one provider"],
  ];
  const use = JSON.stringify(possibleShares(shares));
  return reasons.flatMap(([isBroken, reason]) =>
    isBroken ? [{ path: "capacityProviders", value: capacityProviders, reason, use }] : [],
  );
}

/** What AWS takes, as near as possible to what was said. */
function possibleShares(shares: CapacityShares): CapacityShares {
  const onFargate = shares.filter(({ provider }) => provider !== "EC2_SPOT");
  const once = onFargate.filter(
    ({ provider }, index) => onFargate.findIndex((other) => other.provider === provider) === index,
  );
  if (once.length === 0) return [{ provider: shares.length > 0 ? "FARGATE_SPOT" : "FARGATE", weight: 1 }];
  const isWeightless = once.every(({ weight }) => weight === 0);
  const first = once.find(({ base = 0 }) => base > 0);
  return once.map(({ base: _base, ...share }, index) => ({
    ...share,
    ...(isWeightless && index === 0 ? { weight: 1 } : {}),
    ...(share.provider === first?.provider ? { base: first.base } : {}),
  }));
}

/**
 * ECS rounds the most tasks down and the fewest up: between the two, there has to be one.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
 */
function rolloutProblems(service: Service): Problem[] {
  const { maximumPercent = 200, minimumHealthyPercent = 100, autoscaling = {} } = service;
  const { minimum = 2, maximum = 10 } = autoscaling;
  const counts = Array.from({ length: Math.max(1, maximum - minimum + 1) }, (_, index) => minimum + index);
  const stuck = counts.find(
    (count) => Math.floor((count * maximumPercent) / 100) <= Math.ceil((count * minimumHealthyPercent) / 100),
  );
  if (stuck === undefined) return [];
  const reason = `with ${minimumHealthyPercent} % that have to stay healthy, a deployment of ${stuck} tasks could start none`;
  return [{ path: "maximumPercent", value: maximumPercent, reason, use: "200" }];
}

function broken(rules: readonly Rule[]): Problem[] {
  return rules.flatMap(({ broken: isBroken, ...problem }) => (isBroken ? [problem] : []));
}
