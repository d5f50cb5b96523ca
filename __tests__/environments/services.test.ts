import { validateSettings } from "../../environments/schema/environment";
import type { ServiceInput } from "../../environments/schema/service";
import { servicesWith, settings } from "../support/synth";
import { expectMessage, problemsIn, type Wrong } from "../support/wrong-settings";

const wrong: Wrong[] = [
  ["no tag", { imageTag: undefined }, "services.imageTag", "is missing", "1.0.0"],
  ["an empty tag", { imageTag: "" }, "services.imageTag", "must be letters", "1.0.0"],
  ["a tag that moves", { imageTag: "latest" }, "services.imageTag", "says nothing of a version", "1.0.0"],
  ["a number as tag", { imageTag: 1.0 }, "services.imageTag", "must be a string, in quotes", '"1.0"'],
  ["a fraction as tag", { imageTag: 1.5 }, "services.imageTag", "must be a string, in quotes", '"1.5"'],
  [
    "an architecture in lower case",
    { cpuArchitecture: "arm64" },
    "services.cpuArchitecture",
    "must be one of",
    '"ARM64"',
  ],
  [
    "an architecture by another name",
    { cpuArchitecture: "graviton" },
    "services.cpuArchitecture",
    "must be one of",
    '"X86_64"',
  ],
  [
    "a shell where nothing can be written",
    { executeCommand: true },
    "services.all.worker.readonlyRootFilesystem",
    "ECS can write to",
    "false",
  ],
  ["a prefix without an end", { namePrefix: "acme" }, "services.namePrefix", "end in a hyphen", "acme-"],
  [
    "repositories in capitals",
    { repositoryPrefix: "Acme" },
    "services.repositoryPrefix",
    "lower-case",
    "mcp",
  ],
  [
    "a migration of nothing",
    { migration: { command: [] } },
    "services.migration.command",
    "must say what to run",
    "rest-api",
  ],
  [
    "a metric nobody publishes",
    servicesWith({ "mcp-server": { permissions: [], autoscaling: { connectionsPerTask: 5 } } }),
    "services.all.mcp-server.autoscaling.connectionsPerTask",
    "publishes its connections only",
    "leave it out",
  ],
];

test.each(wrong)("%s", (...wrongly) => {
  expectMessage("services", wrongly);
});

test.each([
  ["BillingJobs", "billing-jobs"],
  ["billing_jobs", "billing-jobs"],
  ["3-billing-", "billing"],
  ["+", "scheduler"],
])("the name %s is offered as %s", (name, offer) => {
  expect(problemsIn("services", servicesWith({ [name]: {} }))).toEqual([
    expect.objectContaining({ path: `services.all.${name}`, use: `"${offer}"` }),
  ]);
});

const inNetwork = (changes: object, others: object = {}) => {
  const { data } = settings();
  const postgres = { ...data.postgres, extensionsFrom: "operator" };
  const network = { cidr: "10.0.0.0/16", zones: ["us-east-1a", "us-east-1b"], ...changes };
  const { problems = [] } = validateSettings({
    ...settings(),
    data: { ...data, postgres },
    network,
    ...others,
  });
  return problems.map(({ path, reason }) => `${path}: ${reason}`);
};

test("tasks need a route to AWS: NAT gateways, or all endpoints", () => {
  const gateways = { natGateways: "none", gatewayEndpoints: ["s3"] };
  const interfaceEndpoints = ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "sqs", "bedrock-runtime"];
  expect(inNetwork({ natGateways: "none" })).toEqual([expect.stringContaining("ecr.dkr")]);
  expect(inNetwork({ ...gateways, interfaceEndpoints })).toEqual([
    expect.stringMatching(/^network\.natGateways: .* are missing interfaceEndpoints: monitoring$/),
  ]);
  expect(inNetwork({ ...gateways, interfaceEndpoints: [...interfaceEndpoints, "monitoring"] })).toEqual([]);
});

/** What is around a service. */
type Around = { readonly network?: object; readonly services?: object; readonly platform?: object };

/** What a worker alone lacks without NAT gateways, with the endpoints that every task needs. */
const lacking = (worker: ServiceInput, { network, services, platform }: Around = {}) =>
  inNetwork(
    {
      natGateways: "none",
      gatewayEndpoints: ["s3"],
      interfaceEndpoints: ["ecr.api", "ecr.dkr", "logs", "secretsmanager"],
      ...network,
    },
    {
      services: { ...settings().services, migration: false, all: { worker }, ...services },
      platform: { ...settings().platform, ...platform },
    },
  );

test.each<[string, ServiceInput, Around, RegExp]>([
  ["sends to a queue", { sendTo: ["tasks"] }, {}, /: sqs$/],
  ["receives from a queue", { receiveFrom: ["tasks"] }, {}, /: sqs$/],
  ["uses models", { permissions: ["models"] }, {}, /: bedrock-runtime$/],
  ["publishes metrics", { permissions: ["metrics"] }, {}, /: monitoring$/],
  [
    "lets people open a shell",
    { readonlyRootFilesystem: false },
    { services: { executeCommand: true } },
    /: ssmmessages$/,
  ],
  [
    "has instances",
    {},
    { platform: { spotInstances: { instanceTypes: ["m6i.large"] } } },
    /: ecs, ecs-agent, ecs-telemetry$/,
  ],
  [
    "has instances that are retired",
    {},
    { platform: { spotInstances: { instanceTypes: ["m6i.large"], retired: true } } },
    /: ecs, ecs-agent, ecs-telemetry$/,
  ],
  [
    "has an image, whose layers lie in S3",
    {},
    { network: { gatewayEndpoints: [] } },
    /gatewayEndpoints: s3$/,
  ],
  ["has an image of another registry", { image: "ghcr.io/acme/worker" }, {}, /comes from another registry/],
])("without NAT gateways, who %s needs a way to it", (_what, worker, around, reason) => {
  expect(lacking({})).toEqual([]);
  expect(lacking(worker, around)).toEqual([expect.stringMatching(/^network\.natGateways: /)]);
  expect(lacking(worker, around)).toEqual([expect.stringMatching(reason)]);
});

test("the stores have two zones at least", () => {
  const listed = { publicSubnets: ["10.0.1.0/24", "10.0.2.0/24"], privateSubnets: ["10.0.10.0/24"] };
  expect(inNetwork({ ...listed, databaseSubnets: ["10.0.100.0/24"] })).toContain(
    "network.databaseSubnets: the database and the cache have database subnets in two zones at least",
  );
});

test("subnets that are listed have room for the load balancer and the tasks", () => {
  const databaseSubnets = ["10.0.100.0/24", "10.0.200.0/24"];
  expect(inNetwork({ databaseSubnets })).toEqual([
    expect.stringContaining("network.publicSubnets: a load balancer has"),
    expect.stringContaining("network.privateSubnets: the services' tasks run"),
  ]);
});

/** What is wrong with the guide's services and others: `path: reason, what would do`. */
const told = (changes: Record<string, ServiceInput>) =>
  problemsIn("services", servicesWith(changes)).map(({ path, reason, use }) => `${path}: ${reason}, ${use}`);

test.each<[string, Record<string, ServiceInput>, string]>([
  [
    "a service that is not there, before it",
    { scheduler: { after: ["rest"] } },
    'services.all.scheduler.after[0]: there is no such service, "rest-api"',
  ],
  [
    "a circle",
    { "rest-api": { after: ["worker"] } },
    "services.all.mcp-server.after: the services wait for one another: mcp-server after rest-api after worker after mcp-server, an order that begins somewhere",
  ],
  [
    "itself before it",
    { scheduler: { after: ["scheduler"] } },
    "services.all.scheduler.after: the services wait for one another: scheduler after scheduler, an order that begins somewhere",
  ],
  [
    "a queue that is not there",
    { scheduler: { sendTo: ["task"] } },
    'services.all.scheduler.sendTo[0]: there is no such queue, "tasks"',
  ],
  [
    "a bucket that is not there",
    { scheduler: { buckets: { context: "read" } } },
    'services.all.scheduler.buckets.context: there is no such bucket, "contexts"',
  ],
  [
    "a backlog of a queue that it does not read",
    { scheduler: { sendTo: ["tasks"], autoscaling: { backlog: { queue: "tasks", perTask: 5 } } } },
    "services.all.scheduler.autoscaling.backlog.queue: there is no such queue in its receiveFrom, leave it out",
  ],
  [
    "the address of a service without a port",
    { scheduler: { environment: { PEER: { internalUrlOf: "worker" } } } },
    'services.all.scheduler.environment.PEER.internalUrlOf: there is no such service with a port, "mcp-server"',
  ],
  [
    "a known secret as one's own",
    { scheduler: { secrets: { A: { own: "jwt-secret" } } } },
    'services.all.scheduler.secrets.A.own: is one of the environment\'s: name it without own, "stripe-key"',
  ],
  [
    "what the load balancer does, of a service without a port",
    { scheduler: { target: { healthPath: "/" } } },
    "services.all.scheduler.target: the service has no port that takes requests, leave it out, or set port",
  ],
  [
    "what the load balancer does, of a service that it sends nothing to",
    { scheduler: { port: 9000, target: { healthPath: "/" } } },
    "services.all.scheduler.target: the load balancer has no rule that leads to the service, leave it out, or set hosts or routes",
  ],
  [
    "scaling by requests of a service without a port",
    { scheduler: { autoscaling: { requestsPerTarget: 100 } } },
    "services.all.scheduler.autoscaling.requestsPerTarget: the service has no port that takes requests, leave it out, or set port",
  ],
  [
    "another service's alarm in Terraform",
    { scheduler: { addresses: { highCpu: "high_cpu" } } },
    "services.all.scheduler.addresses.highCpu: services.all.mcp-server has it, one of its own",
  ],
  [
    "another service's repository",
    { server: {} },
    "services.all.server.names.repository: services.all.mcp-server has it, one of its own",
  ],
  ...["ecs", "jobs", "spot", "waf"].map((name): [string, Record<string, ServiceInput>, string] => [
    `${name}, a name that Terraform has,`,
    { [name]: {} },
    `services.all.${name}: is the name of something else of this environment, "scheduler"`,
  ]),
])("%s is told", (_what, changes, problem) => {
  expect(told(changes)).toContain(problem);
});

test("a circle is told once, and not to who waits for it", () => {
  expect(told({ "rest-api": { after: ["worker"] }, scheduler: { after: ["rest-api"] } })).toEqual([
    expect.stringMatching(/^services\.all\.mcp-server\.after: the services wait for one another/),
  ]);
});

test("a service that the load balancer sends nothing to has no target group, whose name could be another's", () => {
  expect(told({ server: { names: { repository: "other" } } })).toEqual([]);
  expect(told({ server: { port: 9000, names: { repository: "other" } } })).toEqual([]);
});

test.each(["migrate", "enable-pgvector", "vpc-flow-logs", "redis-slow-log", "mcp-postgres-postgresql"])(
  "a service %s would have the address of something else",
  (name) => {
    expect(told({ [name]: {} })).toEqual([
      `services.all.${name}: is the name of something else of this environment, "scheduler"`,
    ]);
  },
);

test("of circles, the shortest is told", () => {
  expect(told({ a: { after: ["b", "c"] }, b: { after: ["c"] }, c: { after: ["a"] } })).toEqual([
    "services.all.a.after: the services wait for one another: a after c after a, an order that begins somewhere",
  ]);
});

test("an order of many services has no circle", () => {
  const names = Array.from({ length: 17 }, (_, index) => `s${index}`);
  expect(
    told(Object.fromEntries(names.map((name, index) => [name, { after: names.slice(0, index) }]))),
  ).toEqual([]);
});

test("the execution role has room for all services and their secrets", () => {
  const services = (count: number, secret: boolean) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `billing-${index}`,
        secret ? { secrets: { KEY: { own: `billing-${index}` } } } : {},
      ]),
    );
  expect(told(services(17, false))).toEqual([]);
  expect(told(services(17, true))).toEqual([
    expect.stringMatching(
      /^services\.all: AWS allows a role 10240 characters of policy, .* some 10\d{3} for all/,
    ),
  ]);
});

test("a migration has the image of a service that is there", () => {
  const all = { worker: { ...settings().services.all.worker, after: [] } };
  const problems = problemsIn("services", { all });
  expect(problems.map(({ path, use }) => `${path}: ${use}`)).toEqual([
    'services.migration.service: "worker", or false as services.migration',
  ]);
});

test("two services may listen on one port: each task has an address of its own", () => {
  expect(told({ admin: { port: 8081, hosts: { admin: "admin.yourdomain.com" } } })).toEqual([]);
});

test("no service runs on Spot instances that are retired", () => {
  const worker: ServiceInput = { capacityProviders: [{ provider: "EC2_SPOT", weight: 1, base: 0 }] };
  const problemsWith = (retired: boolean) => {
    const spotInstances = { instanceTypes: ["m6i.large"], retired };
    const platform = { ...settings().platform, spotInstances };
    return validateSettings(settings({ platform, services: servicesWith({ worker }) })).problems;
  };
  expect(problemsWith(false)).toBeUndefined();
  expect(problemsWith(true)).toEqual([
    {
      path: "services.all.worker.capacityProviders",
      value: worker.capacityProviders,
      reason: "the instances for EC2_SPOT are retired (platform.spotInstances.retired)",
      use: '[{"provider":"FARGATE_SPOT","weight":1}]',
    },
  ]);
});

describe("a retired service", () => {
  const admin = { port: 9000, retired: true } as const;

  test.each<[string, Record<string, ServiceInput>, string[]]>([
    ["is waited for by none", { admin, worker: { after: ["admin"] } }, ["services.all.worker.after[0]"]],
    [
      "is called by none",
      { admin, worker: { environment: { ADMIN: { internalUrlOf: "admin" } } } },
      ["services.all.worker.environment.ADMIN.internalUrlOf"],
    ],
    ["may name another", { admin, worker: { retired: true, after: ["admin"] } }, []],
  ])("%s", (_what, changes, paths) => {
    const problems = problemsIn("services", servicesWith(changes));
    expect(problems.map(({ path }) => path)).toEqual(paths);
    for (const { reason, use } of problems)
      expect([reason, use]).toEqual(["this service is retired: nothing runs of it", "leave it out"]);
  });

  test("runs no migration", () => {
    const problems = problemsIn(
      "services",
      servicesWith({ "rest-api": { retired: true }, "mcp-server": { after: [] } }),
    );
    expect(problems).toEqual([
      expect.objectContaining({
        path: "services.migration.service",
        reason: expect.stringContaining("retired"),
        use: "leave it out, or false as services.migration",
      }),
    ]);
  });

  test("is not the only one", () => {
    const all = { admin: { ...admin, environment: {}, secrets: {} } };
    expect(problemsIn("services", { all, migration: false })).toEqual([
      expect.objectContaining({ path: "services.all", use: "retired: false of admin" }),
    ]);
  });
});
