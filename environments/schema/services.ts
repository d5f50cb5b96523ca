import { z } from "zod";
import type { configurationSchema } from "./configuration";
import { type networkSchema, RETENTION_DAYS } from "./network";
import type { platformSchema } from "./platform";
import type { Problem } from "./problem";
import { mcpServerSchema, restApiSchema, serviceProblems, workerSchema } from "./service";
import { wholeNumber } from "./whole-number";

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImage.html */
const TAG = /^\w[\w.-]{0,127}$/;

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html */
const REPOSITORY_PREFIX = /^[a-z0-9]+([._/-][a-z0-9]+)*$/;

/** The three services. Guide: lines 350–455, 904–947 and 1168–1183. */
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
  logRetentionDays: z.literal(RETENTION_DAYS).default(365).meta({ example: 365 }),
  /** Lets people open a shell in a container (ECS Exec), if the image has one. Each use is logged. @default false */
  executeCommand: z.boolean().default(false).meta({ example: false }),
  /** A task that runs, with the REST API's image, before each new version; false for none. */
  migration: z
    .union(
      [
        z.literal(false),
        z.strictObject({
          /** @default ["/app/rest-api", "-migrate"] */
          command: z
            .array(z.string().meta({ example: "/app/rest-api" }))
            .refine(([program]) => program !== undefined && program !== "", "must say what to run")
            .default(["/app/rest-api", "-migrate"])
            .meta({ example: ["/app/rest-api", "-migrate"] }),
          /** Seconds until it is stopped and the apply fails, 60–7200. @default 900 */
          timeoutSeconds: wholeNumber(60, 7200, "seconds", "must be").default(900).meta({ example: 900 }),
        }),
      ],
      { error: "must be false, or an object with command and timeoutSeconds" },
    )
    .prefault({})
    .meta({ example: false }),
  /** The WebSocket server. @default {} */
  mcpServer: mcpServerSchema.prefault({}),
  /** The REST API. @default {} */
  restApi: restApiSchema.prefault({}),
  /** The worker. @default {} */
  worker: workerSchema.prefault({}),
});

type ServicesInput = Partial<z.input<typeof servicesSchema>>;
type Services = z.output<typeof servicesSchema>;

/** What services depend on. */
interface Around {
  readonly network?: Partial<z.input<typeof networkSchema>>;
  readonly configuration?: Partial<z.input<typeof configurationSchema>>;
  readonly platform?: Partial<z.input<typeof platformSchema>>;
}

/** What the services' settings lack when each is right by itself. Takes the settings that are. */
export function servicesProblems(
  services: ServicesInput,
  { network = {}, configuration = {}, platform = {} }: Around,
): Problem[] {
  const hasSpotInstances = platform.spotInstances !== undefined;
  const { mcpServer = {}, restApi = {}, worker = {} } = services;
  const each = Object.entries({ mcpServer, restApi, worker }).flatMap(([key, service]) => [
    ...serviceProblems(service, hasSpotInstances).map((problem) => ({
      ...problem,
      path: `services.${key}.${problem.path}`,
    })),
    ...executeCommandProblems(key, service.readonlyRootFilesystem ?? true, services.executeCommand ?? false),
  ]);
  return [
    ...each,
    ...portProblems(mcpServer.port ?? 8080, restApi.port ?? 8081),
    ...metricProblems(services, configuration, platform),
    ...dnsProblems(network),
    ...subnetProblems(network),
    ...wayOutProblems(services, network, hasSpotInstances),
  ];
}

/** What services scale by has to be published. */
function metricProblems(
  { mcpServer = {}, worker = {} }: ServicesInput,
  { metricsEnabled = true }: NonNullable<Around["configuration"]>,
  { containerInsights = "enabled" }: NonNullable<Around["platform"]>,
): Problem[] {
  const connections = mcpServer.autoscaling?.connectionsPerTask;
  const isPublished = metricsEnabled && (mcpServer.permissions?.includes("metrics") ?? true);
  const unpublished = {
    path: "services.mcpServer.autoscaling.connectionsPerTask",
    value: connections,
    reason:
      "the server publishes its connections only with configuration.metricsEnabled and the permission metrics",
    use: "leave it out, or let it publish",
  };
  const uncounted = {
    path: "platform.containerInsights",
    value: containerInsights,
    reason: "services.worker.autoscaling.backlogPerTask takes the number of tasks from it",
    use: '"enabled"',
  };
  return [
    ...(connections !== undefined && !isPublished ? [unpublished] : []),
    ...(worker.autoscaling?.backlogPerTask !== undefined && containerInsights === "disabled"
      ? [uncounted]
      : []),
  ];
}

/**
 * Private names, those of Cloud Map and of interface endpoints, take both.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html
 * https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html
 */
function dnsProblems(network: NonNullable<Around["network"]>): Problem[] {
  const { enableDnsSupport = true, enableDnsHostnames = true } = network;
  const reason = "the services know the database, AWS and one another by names, private ones among them";
  return Object.entries({ enableDnsSupport, enableDnsHostnames })
    .filter(([, value]) => !value)
    .map(([name, value]) => ({ path: `network.${name}`, value, reason, use: "true" }));
}

/** Where subnets are listed; those that are planned are of every kind, in every zone. */
function subnetProblems(network: NonNullable<Around["network"]>): Problem[] {
  const { publicSubnets, privateSubnets, databaseSubnets } = network;
  const use = "leave out publicSubnets, privateSubnets and databaseSubnets: they are then planned";
  const lacks = [
    {
      path: "network.publicSubnets",
      value: publicSubnets,
      least: 2,
      reason: "a load balancer has public subnets in two zones at least",
    },
    {
      path: "network.privateSubnets",
      value: privateSubnets,
      least: 1,
      reason: "the services' tasks run in private subnets, and there are none",
    },
    {
      path: "network.databaseSubnets",
      value: databaseSubnets,
      least: 2,
      reason: "the database and the cache have database subnets in two zones at least",
    },
  ].filter(({ value, least }) => (value?.length ?? 0) < least);
  if (!publicSubnets && !privateSubnets && !databaseSubnets) return [];
  return lacks.map(({ path, value, reason }) => ({ path, value, reason, use }));
}

/** What tasks need to start. https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html */
const ENDPOINTS = ["ecr.api", "ecr.dkr", "logs", "secretsmanager"];
/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html */
const INSTANCE_ENDPOINTS = ["ecs", "ecs-agent", "ecs-telemetry"];
/** What they were allowed is of use where they reach it. */
const PERMISSION_ENDPOINTS = {
  contexts: [],
  sendTasks: ["sqs"],
  receiveTasks: ["sqs"],
  models: ["bedrock-runtime"],
  secrets: [],
  metrics: ["monitoring"],
};

/** Tasks have no public address: they reach AWS by a NAT gateway, or by endpoints. */
function wayOutProblems(
  services: ServicesInput,
  network: NonNullable<Around["network"]>,
  hasSpotInstances: boolean,
): Problem[] {
  const { natGateways = "perZone", gatewayEndpoints = [], interfaceEndpoints = [] } = network;
  if (natGateways !== "none") return [];
  const schemas = { mcpServer: mcpServerSchema, restApi: restApiSchema, worker: workerSchema };
  const keys = Object.keys(schemas) as (keyof typeof schemas)[];
  const foreign = keys.filter((key) => services[key]?.image !== undefined);
  const permissions = keys.flatMap((key) => services[key]?.permissions ?? schemas[key].parse({}).permissions);
  const needed = [
    ...ENDPOINTS,
    ...permissions.flatMap((permission) => PERMISSION_ENDPOINTS[permission] ?? []),
    ...(services.executeCommand ? ["ssmmessages"] : []),
    ...(hasSpotInstances ? INSTANCE_ENDPOINTS : []),
  ];
  const missing = [...new Set(needed)].filter((name) => !interfaceEndpoints.includes(name));
  const lists = [
    ...(missing.length > 0 ? [`interfaceEndpoints: ${missing.join(", ")}`] : []),
    ...(gatewayEndpoints.includes("s3") ? [] : ["gatewayEndpoints: s3"]),
  ];
  const problem = { path: "network.natGateways", value: natGateways, use: '"single"' };
  if (foreign.length > 0) {
    const reason = `the image of services.${foreign[0]} comes from another registry, by a NAT gateway`;
    return [{ ...problem, reason }];
  }
  const reason = `the services' tasks reach AWS by a NAT gateway, or by endpoints, of which are missing ${lists.join("; ")}`;
  return lists.length > 0 ? [{ ...problem, reason }] : [];
}

/** Both are behind one security group, and the same rules let the load balancer in. */
function portProblems(mcpServer: number, restApi: number): Problem[] {
  if (mcpServer !== restApi) return [];
  const reason = "is the MCP server's port too";
  return [
    { path: "services.restApi.port", value: restApi, reason, use: `${restApi === 8081 ? 8080 : 8081}` },
  ];
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html#ecs-exec-considerations */
function executeCommandProblems(key: string, isReadonly: boolean, executeCommand: boolean): Problem[] {
  if (!executeCommand || !isReadonly) return [];
  const reason = "services.executeCommand needs a file system that ECS can write to";
  return [{ path: `services.${key}.readonlyRootFilesystem`, value: true, reason, use: "false" }];
}

/**
 * The services with their names.
 *
 * @param prefix `<namePrefix>-<name>`
 * @param path `<namePrefix>/<name>`
 */
export function resolveServices(settings: Services, prefix: string, path: string) {
  const { namePrefix = `${prefix}-`, repositoryPrefix = path } = settings;
  const named = (id: string, name: string, repository: string) => ({
    /** The Terraform name of what is made once for it. */
    id,
    /** ECS's name of the service and its container. */
    name,
    family: `${namePrefix}${name}`,
    logGroup: `/ecs/${namePrefix}${name}`,
    repository: `${repositoryPrefix}/${repository}`,
    taskRole: `${prefix}-${name}-task-role`,
  });
  const targetGroup = (name: string, port: number) => ({ targetGroup: `${prefix}-${name}-${port}` });
  return {
    ...settings,
    mcpServer: {
      ...settings.mcpServer,
      ...named("mcp_server", "mcp-server", "server"),
      ...targetGroup("server", settings.mcpServer.port),
      taskRole: `${prefix}-ecs-task-role`,
    },
    restApi: {
      ...settings.restApi,
      ...named("rest_api", "rest-api", "api"),
      ...targetGroup("api", settings.restApi.port),
    },
    worker: { ...settings.worker, ...named("worker", "worker", "worker") },
  };
}
