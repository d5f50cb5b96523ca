import { z } from "zod";
import { atMost } from "./at-most";
import { RETENTION_DAYS } from "./network";
import { hostsOf, isTarget, listenerRules } from "./routes";
import {
  asEntryName,
  ENTRY_NAME,
  ENTRY_NAME_RULE,
  MAX_SERVICES,
  MAX_WORDS,
  serviceSchema,
  targetSchema,
  WORDS_RULE,
} from "./service";
import { wholeNumber } from "./whole-number";

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImage.html */
const TAG = /^\w[\w.-]{0,127}$/;

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html */
const REPOSITORY_PREFIX = /^[a-z0-9]+([._/-][a-z0-9]+)*$/;

/** Names of roles take it and 23 characters more, of 64: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_SERVICE_NAME = 40;

/** Terraform has log groups, roles and task definitions of these names. */
const TAKEN_NAME =
  /^(ecs|jobs|spot|waf|migrate|enable-pgvector|vpc-flow-logs|redis-(engine|slow)-log|mcp-postgres-.+)$/;

/** The services. Guide: lines 349–475, 909–944 and 1168–1185. */
export const servicesSchema = z.strictObject({
  /** The images' tag: what is deployed where Terraform's variable image_tag says nothing else. */
  imageTag: z
    .string()
    .regex(TAG, "must be letters, digits and _.-, at most 128")
    .refine((tag) => tag !== "latest", "says nothing of a version: tags are never moved here")
    // Of 1.0, JavaScript keeps 1.
    .meta({
      example: "1.0.0",
      offer: (value: unknown) => (Number.isInteger(value) ? `${value}.0` : undefined),
    }),
  /** The beginning of the names of the images' repositories. @default "<namePrefix>/<name>" */
  repositoryPrefix: z
    .string()
    .regex(REPOSITORY_PREFIX, "must be lower-case letters, digits and single ._/-")
    .max(249, "AWS allows 256 characters, and /server follows")
    .optional()
    .meta({ example: "mcp" }),
  /** The beginning of the names of task families and, after /ecs/, of log groups. @default "<namePrefix>-<name>-" */
  namePrefix: z
    .string()
    .regex(/^([a-z0-9]+-)*$/, "must be lower-case letters and digits that end in a hyphen, or nothing")
    .max(245, "AWS allows 255 characters, and mcp-server follows")
    .optional()
    .meta({ example: "acme-" }),
  /** Graviton (ARM64) costs a fifth less, and needs images that are built for it. @default "X86_64" */
  cpuArchitecture: z.enum(["X86_64", "ARM64"]).default("X86_64"),
  /** Days CloudWatch keeps the services' logs, one of its own steps. @default 365 */
  logRetentionDays: z.literal(RETENTION_DAYS).default(365),
  /** Lets people open a shell in a container (ECS Exec), if the image has one. Each use is logged. @default false */
  executeCommand: z.boolean().default(false),
  /** A task that runs, with the image of a service, before each new version; false for none. @default {} */
  migration: z
    .union(
      [
        z.literal(false),
        z.strictObject({
          /** The service whose image, variables and secrets it has. @default "rest-api" */
          service: z.string().default("rest-api"),
          /** @default ["/app/rest-api", "-migrate"] */
          command: z
            .array(z.string().meta({ example: "/app/rest-api" }))
            .max(MAX_WORDS, WORDS_RULE)
            .refine(([program]) => program !== undefined && program !== "", "must say what to run")
            .default(["/app/rest-api", "-migrate"]),
          /** Seconds until it is stopped and the apply fails, 60–7200. @default 900 */
          timeoutSeconds: wholeNumber(60, 7200, "seconds", "must be").default(900),
        }),
      ],
      { error: "must be false, or an object" },
    )
    .prefault({})
    .meta({ example: false }),
  /**
   * The services, each by its name in ECS. What a team adds is an entry: it gets a repository, roles, a log, a task definition, a
   * service, autoscaling, alarms and its place on the dashboards; with a port and hosts, what the load balancer, the certificate
   * and DNS need besides. The guide's three are in environments/presets/guide-services.ts.
   */
  all: z
    .record(
      z
        .string()
        .regex(ENTRY_NAME, ENTRY_NAME_RULE)
        .max(MAX_SERVICE_NAME, `must be at most ${MAX_SERVICE_NAME} characters`)
        .refine((name) => !TAKEN_NAME.test(name), "is the name of something else of this environment")
        .meta({ example: "scheduler", offer: asEntryName }),
      serviceSchema.meta({ example: { cpu: 256, memory: 512 } }),
    )
    .refine((all) => Object.keys(all).length > 0, "name at least one service")
    .refine(...atMost(MAX_SERVICES, "the execution role has no room for more"))
    .meta({ example: { "mcp-server": { port: 8080 } } }),
});

/**
 * The services with their names, in the order of the settings.
 *
 * @param prefix `<namePrefix>-<name>`
 * @param path `<namePrefix>/<name>`
 */
export function resolveServices(settings: z.output<typeof servicesSchema>, prefix: string, path: string) {
  const { namePrefix = `${prefix}-`, repositoryPrefix = path } = settings;
  const hosts = hostsOf(settings.all);
  const all = Object.entries(settings.all).map(([name, { names, addresses, routes, ...service }]) => {
    const id = name.replaceAll("-", "_");
    return {
      ...service,
      /** The Terraform name of what is made once for it. */
      id,
      /** ECS's name of the service and its container. */
      name,
      family: `${namePrefix}${name}`,
      logGroup: `/ecs/${namePrefix}${name}`,
      repository: `${repositoryPrefix}/${names.repository ?? name}`,
      /** Without the port, which can change while the group stays. Absent where no requests are sent. */
      targetGroup: isTarget({ ...service, routes }) ? `${prefix}-${names.targetGroup ?? name}` : undefined,
      target: service.target ?? targetSchema.parse({}),
      taskRole: `${prefix}-${names.taskRole ?? `${name}-task-role`}`,
      /** @default as the role */
      taskPolicy: names.taskPolicy === undefined ? undefined : `${prefix}-${names.taskPolicy}`,
      /** Terraform's names of its parts. */
      addresses: {
        taskRole: addresses.taskRole ?? `${id}_task_role`,
        taskPolicy: addresses.taskPolicy ?? `${id}_task_policy`,
        scaling: addresses.scaling ?? `${id}_`,
        highCpu: addresses.highCpu ?? `${id}_high_cpu`,
      },
      /** The rules of the load balancer that lead to it. */
      rules: listenerRules(service.hosts, routes, hosts),
    };
  });
  return {
    ...settings,
    namePrefix,
    repositoryPrefix,
    /** All host names, by the names of their DNS records in Terraform. */
    hosts,
    all,
  };
}
