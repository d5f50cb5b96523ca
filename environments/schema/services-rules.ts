import type { configurationSchema } from "./configuration";
import type { dataSchema } from "./data";
import type { Filled } from "./filled";
import { nearest } from "./likeness";
import { LOAD_BALANCER_NAME, type NameRule, nameFault, ROLE_NAME } from "./names";
import type { networkSchema } from "./network";
import type { platformSchema } from "./platform";
import type { Problem } from "./problem";
import { isTarget, routingProblems } from "./routes";
import { type FilledService, serviceProblems } from "./service-rules";
import type { servicesSchema } from "./services";

type FilledServices = Filled<typeof servicesSchema>;

/** What services depend on. */
export interface Around {
  readonly network: Filled<typeof networkSchema>;
  readonly data: Filled<typeof dataSchema>;
  readonly configuration: Filled<typeof configurationSchema>;
  readonly platform: Filled<typeof platformSchema>;
  /** `<namePrefix>-<name>`, if it is right. */
  readonly prefix: string | undefined;
}

/** What the services' settings lack when each is right by itself. Takes the settings that are. */
export function servicesProblems(services: FilledServices, around: Around): Problem[] {
  const all = services.all ?? {};
  const { spotInstances } = around.platform;
  const each = Object.entries(all).flatMap(([name, service]) =>
    [
      ...serviceProblems(service, spotInstances),
      ...servedProblems(service),
      ...referenceProblems(service, all, around),
      ...executeCommandProblems(service, services.executeCommand),
      ...metricProblems(service, around),
      ...nameProblems(name, service, around.prefix),
    ].map((problem) => ({ ...problem, path: `${name}.${problem.path}` })),
  );
  const routing = Object.fromEntries(
    Object.entries(all).map(([name, { hosts, routes, port }]) => [
      name,
      // Without a port, there is nothing to lead to, and that is said already.
      port === undefined ? undefined : { hosts, routes },
    ]),
  );
  return [
    ...[
      ...each,
      ...routingProblems(routing, around.platform.domain),
      ...orderProblems(all),
      ...sharedProblems(all),
    ].map((problem) => ({
      ...problem,
      path: `services.all.${problem.path}`,
    })),
    ...migrationProblems(services),
    ...retiredProblems(all),
    ...executionRoleProblems(services, around.prefix),
    ...dnsProblems(around.network),
    ...subnetProblems(around.network),
    ...wayOutProblems(services, around.network, spotInstances !== undefined),
  ];
}

/** What only a service with a port can have, and what only one that the load balancer sends requests to. */
function servedProblems(service: FilledService): Problem[] {
  const { port, hosts, routes, target, autoscaling, publicUrl, names } = service;
  const called: [path: string, value: unknown][] = [
    ["hosts", Object.keys(hosts).length > 0 ? hosts : undefined],
    ["routes", routes],
    ["publicUrl", publicUrl],
  ];
  const targeted: [path: string, value: unknown][] = [
    ["target", target],
    ["names.targetGroup", names.targetGroup],
    ["autoscaling.requestsPerTarget", autoscaling.requestsPerTarget],
  ];
  const tell = (settings: typeof called, reason: string, use: string) =>
    settings.flatMap(([path, value]) => (value === undefined ? [] : [{ path, value, reason, use }]));
  if (port === undefined) {
    const reason = "the service has no port that takes requests";
    return tell([...called, ...targeted], reason, "leave it out, or set port");
  }
  const reason = "the load balancer has no rule that leads to the service";
  return [
    ...publicUrlProblems(publicUrl, hosts),
    ...(isTarget(service) ? [] : tell(targeted, reason, "leave it out, or set hosts or routes")),
  ];
}

function publicUrlProblems(publicUrl: FilledService["publicUrl"], hosts: FilledService["hosts"]): Problem[] {
  if (publicUrl?.host === undefined || Object.hasOwn(hosts, publicUrl.host)) return [];
  const known = Object.keys(hosts);
  const use = known.length > 0 ? `"${nearest(publicUrl.host, known) ?? known[0]}"` : "a name in its hosts";
  return [{ path: "publicUrl.host", value: publicUrl.host, reason: "is none of its hosts", use }];
}

/** What is named has to be there. */
function referenceProblems(
  service: FilledService,
  all: Record<string, FilledService>,
  { data }: Around,
): Problem[] {
  const queues = ["tasks", ...Object.keys(data.queues)];
  const buckets = ["contexts", ...Object.keys(data.buckets)];
  // One that is retired itself waits for nobody and calls nobody.
  const retired = service.retired ? [] : retiredAmong(all);
  const services = Object.keys(all).filter((name) => !retired.includes(name));
  const served = services.filter((name) => all[name]?.port !== undefined);
  const { sendTo, receiveFrom, after, buckets: granted, environment, autoscaling } = service;
  const listed = (
    path: string,
    names: readonly (string | undefined)[],
    known: readonly string[],
    what: string,
  ) => names.flatMap((name, index) => unknown(`${path}[${index}]`, name, known, what, retired));
  const { backlog } = autoscaling;
  return [
    ...listed("sendTo", sendTo, queues, "queue"),
    ...listed("receiveFrom", receiveFrom, queues, "queue"),
    ...listed("after", after, services, "service"),
    ...Object.keys(granted).flatMap((name) => unknown(`buckets.${name}`, name, buckets, "bucket")),
    ...Object.entries(environment).flatMap(([variable, value]) => {
      if (typeof value !== "object") return [];
      const path = `environment.${variable}`;
      if ("queueUrl" in value) return unknown(`${path}.queueUrl`, value.queueUrl, queues, "queue");
      if ("bucketName" in value) return unknown(`${path}.bucketName`, value.bucketName, buckets, "bucket");
      if (!("internalUrlOf" in value)) return [];
      return unknown(`${path}.internalUrlOf`, value.internalUrlOf, served, "service with a port", retired);
    }),
    ...unknown("autoscaling.backlog.queue", backlog?.queue, receiveFrom, "queue in its receiveFrom"),
  ];
}

function unknown(
  path: string,
  name: string | undefined,
  known: readonly (string | undefined)[],
  what: string,
  retired: readonly string[] = [],
): Problem[] {
  if (name === undefined || known.includes(name)) return [];
  if (retired.includes(name))
    return [
      { path, value: name, reason: "this service is retired: nothing runs of it", use: "leave it out" },
    ];
  const names = known.filter((each) => each !== undefined);
  const use = names.length > 0 ? `"${nearest(name, names) ?? names[0]}"` : "leave it out";
  return [{ path, value: name, reason: `there is no such ${what}`, use }];
}

function retiredAmong(all: Record<string, FilledService>): string[] {
  return Object.keys(all).filter((name) => all[name]?.retired);
}

/** Each service waits for those in its `after`: a cycle could never be deployed. */
function orderProblems(all: Record<string, FilledService>): Problem[] {
  return Object.keys(all).flatMap((name) => {
    const cycle = cycleFrom(name, all);
    // Each cycle is reported once, at the first of its names in the alphabet.
    if (!cycle || [...cycle].sort()[0] !== name) return [];
    const reason = `the services wait for one another: ${[...cycle, name].join(" after ")}`;
    return [
      { path: `${name}.after`, value: all[name]?.after, reason, use: "an order that begins somewhere" },
    ];
  });
}

/** The shortest cycle of `after` that a service is in, if there is one: each service is looked at once, from the nearest on. */
function cycleFrom(name: string, all: Record<string, FilledService>): readonly string[] | undefined {
  const seen = new Set([name]);
  const paths: (readonly string[])[] = [[name]];
  for (const path of paths) {
    for (const before of all[path.at(-1) ?? name]?.after ?? []) {
      if (before === name) return path;
      if (before === undefined || seen.has(before)) continue;
      seen.add(before);
      paths.push([...path, before]);
    }
  }
  return undefined;
}

/** What only one service can have: AWS's names, Terraform's, and the variable of its URL. */
function sharedProblems(all: Record<string, FilledService>): Problem[] {
  const owners = new Map<string, string>();
  return Object.entries(all).flatMap(([name, service]) => {
    const { names, addresses, publicUrl } = service;
    const own = [
      ["names.repository", names.repository ?? name],
      ["names.targetGroup", isTarget(service) ? (names.targetGroup ?? name) : undefined],
      ["names.taskRole", names.taskRole ?? `${name}-task-role`],
      ["addresses.taskRole", addresses.taskRole],
      ["addresses.taskPolicy", addresses.taskPolicy],
      ["addresses.scaling", addresses.scaling],
      ["addresses.highCpu", addresses.highCpu],
      ["publicUrl.variable", publicUrl?.variable],
    ] as const;
    return own.flatMap(([path, value]) => {
      if (value === undefined) return [];
      const owner = owners.get(`${path} ${value}`);
      owners.set(`${path} ${value}`, owner ?? name);
      if (owner === undefined) return [];
      return [
        { path: `${name}.${path}`, value, reason: `services.all.${owner} has it`, use: "one of its own" },
      ];
    });
  });
}

/** Monitoring would have nothing to look at. */
function retiredProblems(all: Record<string, FilledService>): Problem[] {
  const names = Object.keys(all);
  if (names.length === 0 || retiredAmong(all).length < names.length) return [];
  const reason = "every service is retired, and one at least has to run";
  return [{ path: "services.all", value: names, reason, use: `retired: false of ${names[0]}` }];
}

function migrationProblems({ migration, all = {} }: FilledServices): Problem[] {
  if (!migration) return [];
  const retired = retiredAmong(all);
  const running = Object.keys(all).filter((name) => !retired.includes(name));
  const problems = unknown("services.migration.service", migration.service, running, "service", retired);
  return problems.map((problem) => ({ ...problem, use: `${problem.use}, or false as services.migration` }));
}

/** Of a role's policies together, without white space. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_POLICY_CHARACTERS = 10_240;
/** Statements of the execution role's policy in a region of a long name, but for what they name; and those that name no service. */
const STATEMENT_CHARACTERS = { repository: 180, log: 145, secret: 140 } as const;
const OTHER_CHARACTERS = 500;

/** One execution role pulls all images, writes all logs and reads all secrets: IAM refuses a policy that is too long. */
function executionRoleProblems({ all = {}, ...common }: FilledServices, prefix = ""): Problem[] {
  const { namePrefix = `${prefix}-`, repositoryPrefix = prefix } = common;
  const secrets = Object.values(all).flatMap((service) => Object.values(service.secrets).map(secretName));
  const { repository, log, secret } = STATEMENT_CHARACTERS;
  const sizes = [
    OTHER_CHARACTERS,
    ...Object.entries(all).flatMap(([name, { names }]) => [
      repository + `${repositoryPrefix}/${names.repository ?? name}`.length,
      log + `/ecs/${namePrefix}${name}`.length,
    ]),
    ...[...new Set(secrets)].map((name) => secret + `${prefix}/${name}`.length),
  ];
  const characters = sizes.reduce((sum, size) => sum + size, 0);
  if (characters <= MAX_POLICY_CHARACTERS) return [];
  const reason = `AWS allows a role ${MAX_POLICY_CHARACTERS} characters of policy, and the execution role would have some ${characters} for all repositories, logs and secrets`;
  return [{ path: "services.all", value: Object.keys(all), reason, use: "fewer services, or fewer secrets" }];
}

/** The name by which settings know a secret; none of one that is wrong. */
function secretName(secret: FilledService["secrets"][string]): string {
  if (typeof secret !== "object") return secret ?? "";
  return ("own" in secret ? secret.own : secret.secret) ?? "";
}

/** What services scale by has to be published. */
function metricProblems(service: FilledService, { configuration, platform }: Around): Problem[] {
  const { connectionsPerTask, backlog } = service.autoscaling;
  const isPublished =
    configuration.metricsEnabled && service.webSockets && service.permissions.includes("metrics");
  const unpublished = {
    path: "autoscaling.connectionsPerTask",
    value: connectionsPerTask,
    reason:
      "a service publishes its connections only with webSockets, configuration.metricsEnabled and the permission metrics",
    use: "leave it out, or let it publish",
  };
  const uncounted = {
    path: "autoscaling.backlog",
    value: backlog,
    reason:
      'it takes the number of tasks from Container Insights, and platform.containerInsights is "disabled"',
    use: "leave it out, or enable Container Insights",
  };
  return [
    ...(connectionsPerTask !== undefined && !isPublished ? [unpublished] : []),
    ...(backlog !== undefined && platform.containerInsights === "disabled" ? [uncounted] : []),
  ];
}

/** The environment's own name and prefix are looked at elsewhere: here it is the service's that is too long. */
function nameProblems(name: string, service: FilledService, prefix: string | undefined): Problem[] {
  if (prefix === undefined) return [];
  const { names } = service;
  const group = names.targetGroup ?? name;
  const rule: NameRule = { ...LOAD_BALANCER_NAME, what: "target group name" };
  const room = rule.maxLength - `${prefix}-`.length;
  const derived: [setting: string, fault: string | undefined, use: string][] = [
    [
      "targetGroup",
      !isTarget(service) || room < 1 ? undefined : nameFault(`${prefix}-${group}`, rule),
      `"${group.slice(0, Math.max(1, room)).replace(/-$/, "")}"`,
    ],
    [
      "taskRole",
      nameFault(`${prefix}-${names.taskRole ?? `${name}-task-role`}`, ROLE_NAME),
      "a shorter name",
    ],
  ];
  return derived.flatMap(([setting, reason, use]) =>
    reason === undefined
      ? []
      : [{ path: `names.${setting}`, value: names[setting as "taskRole"], reason, use }],
  );
}

/**
 * Private names, those of Cloud Map and of interface endpoints, take both.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html
 * https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html
 */
function dnsProblems({ enableDnsSupport, enableDnsHostnames, ...network }: Around["network"]): Problem[] {
  const known = "the services know the database, AWS and one another by names, private ones among them";
  const reason =
    network.interfaceEndpoints.length > 0
      ? `${known}; AWS refuses interface endpoints with private names without it`
      : known;
  return Object.entries({ enableDnsSupport, enableDnsHostnames })
    .filter(([, value]) => !value)
    .map(([name, value]) => ({ path: `network.${name}`, value, reason, use: "true" }));
}

/** Where subnets are listed; those that are planned are of every kind, in every zone. */
function subnetProblems(network: Around["network"]): Problem[] {
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

/** What a service was allowed is of use where it reaches it. */
function grantedEndpoints({ sendTo, receiveFrom, permissions }: FilledService): string[] {
  return [
    ...(sendTo.length + receiveFrom.length > 0 ? ["sqs"] : []),
    ...(permissions.includes("models") ? ["bedrock-runtime"] : []),
    ...(permissions.includes("metrics") ? ["monitoring"] : []),
  ];
}

/** Tasks have no public address: they reach AWS by a NAT gateway, or by endpoints. */
function wayOutProblems(
  { all = {}, executeCommand }: FilledServices,
  { natGateways, gatewayEndpoints, interfaceEndpoints }: Around["network"],
  hasSpotInstances: boolean,
): Problem[] {
  if (natGateways !== "none") return [];
  const foreign = Object.keys(all).find((name) => all[name]?.image !== undefined);
  const needed = [
    ...ENDPOINTS,
    ...Object.values(all).flatMap(grantedEndpoints),
    ...(executeCommand ? ["ssmmessages"] : []),
    ...(hasSpotInstances ? INSTANCE_ENDPOINTS : []),
  ];
  const missing = [...new Set(needed)].filter((name) => !interfaceEndpoints.includes(name));
  const lists = [
    ...(missing.length > 0 ? [`interfaceEndpoints: ${missing.join(", ")}`] : []),
    ...(gatewayEndpoints.includes("s3") ? [] : ["gatewayEndpoints: s3"]),
  ];
  const problem = { path: "network.natGateways", value: natGateways, use: '"single"' };
  if (foreign !== undefined) {
    const reason = `the image of services.all.${foreign} comes from another registry, by a NAT gateway`;
    return [{ ...problem, reason }];
  }
  const reason = `the services' tasks reach AWS by a NAT gateway, or by endpoints, of which are missing ${lists.join("; ")}`;
  return lists.length > 0 ? [{ ...problem, reason }] : [];
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html#ecs-exec-considerations */
function executeCommandProblems(
  { readonlyRootFilesystem }: FilledService,
  executeCommand: boolean,
): Problem[] {
  if (!executeCommand || !readonlyRootFilesystem) return [];
  const reason = "services.executeCommand needs a file system that ECS can write to";
  return [{ path: "readonlyRootFilesystem", value: true, reason, use: "false" }];
}
