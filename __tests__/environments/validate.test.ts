import type { EnvironmentSettings } from "../../environments/schema/environment";
import { validateSettings } from "../../environments/schema/environment";
import { type Problem, show } from "../../environments/schema/problem";
import { settings } from "../support/synth";

type Network = EnvironmentSettings["network"];

const problemsOf = (value: unknown): readonly Problem[] => validateSettings(value).problems ?? [];
const network = (changes: Partial<Network>) => settings({ network: { ...settings().network, ...changes } });
/** Three zones with planned subnets. */
const planned = (changes: Partial<Network>) =>
  settings({
    network: { cidr: "10.0.0.0/16", zones: ["us-east-1a", "us-east-1b", "us-east-1c"], ...changes },
  });
const reports = (changes: object) =>
  settings({ data: { ...settings().data, buckets: { reports: changes } } });
const contexts = (changes: object) =>
  settings({ data: { ...settings().data, contexts: { ...settings().data.contexts, ...changes } } });

test("production is valid", () => {
  expect(problemsOf(settings())).toEqual([]);
});

/** What is set, where the problem is seen, why, and what the message offers instead. */
const wrong: [string, unknown, string, string, string][] = [
  ["nothing at all", undefined, "(the settings)", "is missing", "what environments/production.ts has there"],
  [
    "no object",
    "production",
    "(the settings)",
    "must be an object",
    "what environments/production.ts has there",
  ],
  ["a name that is missing", { ...settings(), name: undefined }, "name", "is missing", '"production"'],
  [
    "a name that breaks names",
    settings({ name: "Prod_1" }),
    "name",
    "must be lower-case letters",
    '"production"',
  ],
  ["a name that ends in a hyphen", settings({ name: "prod-" }), "name", "single hyphens", '"production"'],
  [
    "a name that makes too long names",
    settings({ name: "production-of-the-platform-for-everybody-in-emea" }),
    "name",
    'the target group name "mcp-production-of-the-platform-for-everybody-in-emea-server" has 59 characters, AWS allows 32',
    '"production-of-the-pla"',
  ],
  [
    "a prefix that makes too long names",
    settings({ namePrefix: "the-platform-for-everybody-in-emea" }),
    "namePrefix",
    "has 52 characters, AWS allows 32",
    '"the-platform-f"',
  ],
  [
    "a prefix that AWS keeps for itself",
    settings({ namePrefix: "sthree" }),
    "namePrefix",
    "keeps for itself",
    '"mcp"',
  ],
  ...["sg", "aws", "ssm"].map((namePrefix): (typeof wrong)[number] => [
    `the prefix ${namePrefix}`,
    settings({ namePrefix }),
    "namePrefix",
    "not beginning with",
    '"mcp"',
  ]),
  [
    "no DNS, without which nothing is found",
    network({ enableDnsSupport: false, enableDnsHostnames: false }),
    "network.enableDnsSupport",
    "know the database, AWS and one another by names",
    "true",
  ],
  ["a state that is none", { ...settings(), state: null }, "state", "must be an object", "leave it out"],
  [
    "a project that no tag can hold",
    settings({ project: "mcp & more" }),
    "project",
    "does not allow this value",
    '"devops-mcp"',
  ],
  [
    "a reserved tag in other letters",
    settings({ tags: { environment: "x" } }),
    "tags.environment",
    "to IAM this is the tag Environment",
    "another key",
  ],
  [
    "a tag twice, in other letters",
    settings({ tags: { Team: "x", team: "x" } }),
    "tags.team",
    "to IAM this is the tag Team",
    "another key",
  ],
  [
    "too many tags",
    settings({ tags: Object.fromEntries(Array.from({ length: 47 }, (_, index) => [`Tag${index}`, "x"])) }),
    "tags",
    "AWS allows 50 tags, 4 of which are set already",
    "46 tags or fewer",
  ],
  [
    "a region that is none",
    settings({ region: "virginia" }),
    "region",
    "is not an AWS region",
    '"us-east-1"',
  ],
  ...[
    ["us-est-1", "us-east-1"],
    ["eu-wset-1", "eu-west-1"],
    ["eu-central-3", "eu-central-1"],
    ["us_east_2", "us-east-2"],
    ["AP-South-2", "ap-south-2"],
    ["us-west-2b", "us-west-2"],
  ].map(([region = "", meant]): (typeof wrong)[number] => [
    `the region ${region}`,
    settings({ region }),
    "region",
    "is not an AWS region",
    `"${meant}"`,
  ]),
  ...["cn-north-1", "us-gov-west-1", "us-iso-east-1", "eusc-de-east-1"].map(
    (region): (typeof wrong)[number] => [
      `the region ${region}`,
      settings({ region }),
      "region",
      "lies outside AWS's commercial partition, which is not supported",
      'a commercial region, such as "us-east-1"',
    ],
  ),
  [
    "a zone that its region has not",
    settings({ region: "eu-west-1", network: { cidr: "10.0.0.0/16", zones: ["eu-west-1a", "eu-west-1d"] } }),
    "network.zones[1]",
    "is not an availability zone",
    '"eu-west-1b"',
  ],
  [
    "a recovery window that AWS has not",
    settings({ data: { ...settings().data, secrets: { recoveryWindowDays: 3 } } }),
    "data.secrets.recoveryWindowDays",
    "must be 0, or 7 to 30",
    "30",
  ],
  [
    "an account as a number",
    { ...settings(), account: 123456789012 },
    "account",
    "must be a string",
    '"123456789012"',
  ],
  [
    "an account with too few digits",
    settings({ account: "1234" }),
    "account",
    "must be 12 digits",
    '"123456789012"',
  ],
  [
    "a layout that is none",
    { ...settings(), layout: "flat" },
    "layout",
    'must be one of "layered", "single"',
    '"layered"',
  ],
  [
    "a setting that is none",
    { ...settings(), regoin: "x" },
    "regoin",
    "there is no such setting",
    'the key "region"',
  ],
  [
    "a setting that resembles none",
    { ...settings(), vpcId: "vpc-1" },
    "vpcId",
    "there is no such setting",
    "one of name, project, namePrefix, region, account, tags, layout and ",
  ],
  [
    "a setting that is none, inside",
    network({ natGateway: "none" } as object),
    "network.natGateway",
    "there is no such setting",
    'the key "natGateways"',
  ],
  [
    "a setting that is none, inside of one that can be false",
    network({ flowLogs: { retention: 30 } as object }),
    "network.flowLogs.retention",
    "there is no such setting",
    'the key "retentionDays"',
  ],
  [
    "a reserved tag",
    settings({ tags: { Layer: "x" } }),
    "tags.Layer",
    "is set for every resource already",
    "another key",
  ],
  [
    "a tag of AWS's",
    settings({ tags: { "aws:x": "x" } }),
    "tags.aws:x",
    "does not allow this key",
    '"CostCenter"',
  ],
  [
    "a bucket with capitals",
    contexts({ bucket: "Contexts" }),
    "data.contexts.bucket",
    "lower-case letters",
    '"acme-mcp-production"',
  ],
  [
    "a bucket with a suffix of AWS's",
    contexts({ bucket: "x-s3alias" }),
    "data.contexts.bucket",
    "keeps for itself",
    '"acme',
  ],
  [
    "a bucket name too long",
    contexts({ bucket: "b".repeat(64) }),
    "data.contexts.bucket",
    "64 characters, AWS allows 63",
    '"acme',
  ],
  [
    "Standard-IA too soon",
    contexts({ standardIaAfterDays: 7 }),
    "data.contexts.standardIaAfterDays",
    "must be 30 or more",
    "30",
  ],
  [
    "Glacier too soon",
    contexts({ glacierAfterDays: 20 }),
    "data.contexts.glacierAfterDays",
    "must be 60 or more",
    "90",
  ],
  [
    "Glacier too soon after Standard-IA",
    contexts({ standardIaAfterDays: 50, glacierAfterDays: 60 }),
    "data.contexts.glacierAfterDays",
    "S3 keeps an object 30 days in Standard-IA first, which it enters after 50",
    "80",
  ],
  [
    "a queue without room for the name of its dead-letter queue",
    settings({ data: { ...settings().data, queues: { ["q".repeat(62)]: {} } } }),
    `data.queues.${"q".repeat(62)}`,
    "has 81 characters, AWS allows 80",
    "a shorter name",
  ],
  [
    "an end on the day of the move to Standard-IA",
    reports({ standardIaAfterDays: 30, expireDays: 30 }),
    "data.buckets.reports.expireDays",
    "an object moves on after 30 days, and has to be there still",
    "60",
  ],
  [
    "an end between the moves to Standard-IA and to Glacier",
    reports({ standardIaAfterDays: 30, glacierAfterDays: 90, expireDays: 60 }),
    "data.buckets.reports.expireDays",
    "an object moves on after 90 days, and has to be there still",
    "120",
  ],
  [
    "half a day",
    contexts({ oldVersionsExpireDays: 1.5 }),
    "data.contexts.oldVersionsExpireDays",
    "whole number",
    "90",
  ],
  [
    "a table of locks that nothing uses",
    settings({ state: { lockTable: "acme-locks" } }),
    "state.lockTable",
    'is not used: state.lock is "s3"',
    'leave it out, or set lock to "dynamodb"',
  ],
  [
    "a monitor of anomalies that nothing uses",
    settings({ monitoring: { anomalyMonitorArn: "arn:aws:ce::123456789012:anomalymonitor/1234abcd" } }),
    "monitoring.anomalyMonitorArn",
    "is not used: monitoring.anomaliesFromUsd",
    "leave it out, or set anomaliesFromUsd",
  ],
  [
    "a key that is none",
    settings({ state: { kmsKeyId: "mine" } }),
    "state.kmsKeyId",
    "is not the ARN",
    '"alias/',
  ],
  [
    "a CIDR that is none",
    network({ cidr: "10.0.0.0" }),
    "network.cidr",
    "is not an IPv4 CIDR",
    '"10.0.0.0/16"',
  ],
  [
    "a CIDR inside its block",
    network({ cidr: "10.0.3.0/16" }),
    "network.cidr",
    "is not the first address",
    '"10.0.0.0/16"',
  ],
  [
    "a VPC too large",
    network({ cidr: "10.0.0.0/8" }),
    "network.cidr",
    "AWS allows /16 to /28",
    '"10.0.0.0/16"',
  ],
  [
    "a VPC inside a block too large",
    network({ cidr: "10.0.10.7/8" }),
    "network.cidr",
    "is not the first address",
    '"10.0.0.0/16"',
  ],
  [
    "a VPC that is none, with subnets",
    network({
      cidr: "x",
      privateSubnets: ["10.9.1.0/24", "10.9.2.0/24"],
      publicSubnets: [],
      databaseSubnets: [],
    }),
    "network.cidr",
    "is not an IPv4 CIDR",
    '"10.9.0.0/16"',
  ],
  ...["0.0.0.0", "127.1.0.0", "169.254.0.0", "224.0.0.0", "255.255.0.0"].map(
    (address): (typeof wrong)[number] => [
      `a VPC at ${address}`,
      { ...settings(), network: { cidr: `${address}/16`, zones: ["us-east-1a", "us-east-1b"] } },
      "network.cidr",
      "AWS allows no VPC among these addresses",
      '"10.0.0.0/16"',
    ],
  ),
  [
    "a subnet that is none",
    network({ privateSubnets: ["10.0.10.0/24", "x"] }),
    "network.privateSubnets[1]",
    "is not an IPv4 CIDR",
    '"10.0.0.0/24"',
  ],
  [
    "a subnet too small",
    network({ privateSubnets: ["10.0.10.0/29", "10.0.20.0/24"] }),
    "network.privateSubnets[0]",
    "AWS allows /16 to /28",
    '"10.0.0.0/28"',
  ],
  [
    "a subnet inside its block",
    network({ privateSubnets: ["10.0.10.7/24", "10.0.20.0/24"] }),
    "network.privateSubnets[0]",
    "is not the first address",
    '"10.0.10.0/24"',
  ],
  [
    "a subnet for which only a smaller one is free",
    network({
      cidr: "10.0.0.0/24",
      privateSubnets: ["10.0.0.0/25", "10.0.0.0/25"],
      publicSubnets: [],
      databaseSubnets: ["10.0.0.128/26", "10.0.0.192/27"],
    }),
    "network.privateSubnets[1]",
    "overlaps with",
    '"10.0.0.224/27"',
  ],
  [
    "subnets for which nothing is free",
    network({ privateSubnets: ["10.0.0.0/16", "10.0.0.0/24"] }),
    "network.privateSubnets[1]",
    "overlaps with",
    "a larger VPC: no /28 is free",
  ],
  [
    "a subnet outside of the VPC",
    network({ privateSubnets: ["10.0.10.0/24", "10.1.20.0/24"] }),
    "network.privateSubnets[1]",
    "lies outside the VPC's 10.0.0.0/16",
    '"10.0.0.0/24"',
  ],
  [
    "subnets that overlap",
    network({ publicSubnets: ["10.0.1.0/24", "10.0.10.128/25"] }),
    "network.publicSubnets[1]",
    "overlaps with network.privateSubnets[0] (10.0.10.0/24)",
    '"10.0.0.0/25"',
  ],
  [
    "fewer subnets than zones",
    network({ publicSubnets: ["10.0.1.0/24"] }),
    "network.publicSubnets",
    "lists 1 subnets for 2 zones",
    "a list of 2 CIDRs, or []",
  ],
  [
    "a zone of another region",
    network({ zones: ["us-east-1a", "eu-west-1b"] }),
    "network.zones[1]",
    "is not a zone of the region us-east-1",
    '"us-east-1b"',
  ],
  [
    "a zone that is none",
    network({ zones: ["us-east-1a", "b"] }),
    "network.zones[1]",
    "is not an availability zone",
    '"us-east-1b"',
  ],
  [
    "a zone of another region with a letter that is taken",
    network({ zones: ["eu-west-1a", "us-east-1a"] }),
    "network.zones[0]",
    "is not a zone of the region us-east-1",
    '"us-east-1b"',
  ],
  [
    "more subnets than a region has zones",
    network({ privateSubnets: Array.from({ length: 500 }, (_, index) => `10.0.${index % 256}.0/24`) }),
    "network.privateSubnets",
    "no region has more than 6 zones",
    '["10.0.10.0/24","10.0.20.0/24"]',
  ],
  [
    "a number that is none, where a text is wanted",
    settings({ project: Number.NaN as unknown as string }),
    "project",
    "must be a string",
    '"devops-mcp"',
  ],
  [
    "a zone twice",
    network({ zones: ["us-east-1a", "us-east-1a"] }),
    "network.zones[1]",
    "is named twice",
    '"us-east-1b"',
  ],
  [
    "no zone",
    network({ zones: [] }),
    "network.zones",
    "name at least one zone",
    '["us-east-1a","us-east-1b"]',
  ],
  [
    "no zone in another region",
    settings({ region: "eu-west-1", network: { cidr: "10.0.0.0/16", zones: [] } }),
    "network.zones",
    "name at least one zone",
    '["eu-west-1a","eu-west-1b"]',
  ],
  [
    "one zone of another region for databases",
    settings({ network: { cidr: "10.0.0.0/16", zones: ["eu-west-1b"] } }),
    "network.zones",
    "a database subnet group covers at least two zones",
    '["us-east-1b","us-east-1a"]',
  ],
  [
    "databases in one zone",
    network({
      zones: ["us-east-1a"],
      publicSubnets: [],
      privateSubnets: [],
      databaseSubnets: ["10.0.1.0/24"],
    }),
    "network.zones",
    "a database subnet group covers at least two zones",
    '["us-east-1a","us-east-1b"]',
  ],
  [
    "NAT gateways without public subnets",
    network({ publicSubnets: [] }),
    "network.natGateways",
    "NAT gateways live in public subnets",
    '"none" or public subnets',
  ],
  [
    "interface endpoints without private subnets",
    network({ privateSubnets: [], interfaceEndpoints: ["ecr.api"] }),
    "network.interfaceEndpoints",
    "interface endpoints live in private subnets",
    "[] or private subnets",
  ],
  [
    "an endpoint twice",
    network({ gatewayEndpoints: ["s3", "s3"] }),
    "network.gatewayEndpoints[1]",
    "is named twice",
    "once",
  ],
  [
    "endpoints of one name in Terraform",
    network({ interfaceEndpoints: ["airflow.api", "airflow-api"] }),
    "network.interfaceEndpoints[1]",
    "has one name in Terraform with airflow.api",
    "once",
  ],
  ...(
    [
      ["ecr.apii", "ecr.api"],
      ["ecr-api", "ecr.api"],
      ["secretmanager", "secretsmanager"],
      ["com.amazonaws.us-east-1.bedrock-runtme", "bedrock-runtime"],
    ] as const
  ).map(([service, meant]): [string, object, string, string, string] => [
    `an endpoint that is nearly one of AWS's: ${service}`,
    network({ interfaceEndpoints: [service] }),
    "network.interfaceEndpoints[0]",
    `did you mean ${meant}?`,
    `"${meant}"`,
  ]),
  [
    "an endpoint by AWS's whole name",
    network({ interfaceEndpoints: ["com.amazonaws.us-east-1.ecr.api"] }),
    "network.interfaceEndpoints[0]",
    "says the region",
    '"ecr.api"',
  ],
  [
    "an endpoint that Terraform can give no name",
    network({ interfaceEndpoints: ["2fa"] }),
    "network.interfaceEndpoints[0]",
    "is not an AWS service name",
    '"ecr.api"',
  ],
  [
    "interface endpoints without DNS support",
    network({ interfaceEndpoints: ["ecr.api"], enableDnsSupport: false }),
    "network.enableDnsSupport",
    "AWS refuses interface endpoints with private names without it",
    "true",
  ],
  [
    "interface endpoints without DNS hostnames",
    network({ interfaceEndpoints: ["ecr.api"], enableDnsHostnames: false }),
    "network.enableDnsHostnames",
    "AWS refuses interface endpoints with private names without it",
    "true",
  ],
  [
    "no DNS hostnames",
    network({ enableDnsHostnames: false }),
    "network.enableDnsHostnames",
    "private ones among them",
    "true",
  ],
  [
    "a retention that CloudWatch has not",
    network({ flowLogs: { retentionDays: 31 as 30 } }),
    "network.flowLogs.retentionDays",
    "must be one of 1, 3, 5",
    "30",
  ],
  [
    "a VPC too small to plan in",
    { ...settings(), network: { cidr: "10.0.0.0/26", zones: ["us-east-1a", "us-east-1b"] } },
    "network.cidr",
    "too small to plan subnets in",
    '"10.0.0.0/24"',
  ],
  [
    "more zones than are planned",
    {
      ...settings(),
      network: { cidr: "10.0.0.0/16", zones: [..."abcde"].map((letter) => `us-east-1${letter}`) },
    },
    "network.zones[4]",
    "has the planned subnets of us-east-1a",
    "leave it out, or list the subnets",
  ],
  [
    "two zones of one place",
    { ...settings(), network: { cidr: "10.0.0.0/16", zones: ["us-east-1f", "us-east-1b"] } },
    "network.zones[1]",
    "to have both, list privateSubnets, publicSubnets and databaseSubnets",
    '"us-east-1a"',
  ],
  [
    "a zone retired that is not there",
    network({ retiredZones: ["us-east-1c"] }),
    "network.retiredZones[0]",
    "is not among the network's zones, us-east-1a, us-east-1b",
    "leave it out",
  ],
  [
    "a zone retired twice",
    planned({ retiredZones: ["us-east-1a", "us-east-1a"] }),
    "network.retiredZones[1]",
    "is named twice",
    "leave it out",
  ],
  [
    "all but one zone retired",
    network({ retiredZones: ["us-east-1a"] }),
    "network.retiredZones",
    "databases and load balancers are in two zones at least, and one is left",
    "first a further zone",
  ],
  [
    "all zones retired",
    network({ retiredZones: ["us-east-1a", "us-east-1b"] }),
    "network.retiredZones",
    "none is left",
    "first a further zone",
  ],
  [
    "a replica's zone retired",
    planned({ retiredZones: ["us-east-1b"] }),
    "data.postgres.readReplicas.read-1.zone",
    "is retired (network.retiredZones)",
    '"us-east-1c"',
  ],
  [
    "the NAT gateway's zone retired",
    planned({ natGateways: "single", natZone: "us-east-1c", retiredZones: ["us-east-1c"] }),
    "network.natZone",
    "is retired (network.retiredZones)",
    '"us-east-1a"',
  ],
  [
    "the NAT gateway in no zone of the network's",
    planned({ natGateways: "single", natZone: "us-east-1d" }),
    "network.natZone",
    "is not among the network's zones, us-east-1a, us-east-1b, us-east-1c",
    '"us-east-1a"',
  ],
  [
    "a zone for one NAT gateway where each has its own",
    planned({ natZone: "us-east-1a" }),
    "network.natZone",
    'natGateways is "perZone"',
    'leave it out, or natGateways: "single"',
  ],
  [
    "the interface endpoint of S3 without the gateway endpoint",
    network({ gatewayEndpoints: ["dynamodb"], interfaceEndpoints: ["s3"] }),
    "network.gatewayEndpoints",
    "AWS refuses an interface endpoint of s3 with a private name where there is no gateway endpoint",
    '["dynamodb","s3"]',
  ],
  [
    "an interface endpoint of DynamoDB, which has no private name",
    network({ gatewayEndpoints: ["s3"], interfaceEndpoints: ["ecr.api", "dynamodb"] }),
    "network.interfaceEndpoints[1]",
    "the service has no private name",
    'network.gatewayEndpoints: ["s3","dynamodb"]',
  ],
  [
    "an interface endpoint of DynamoDB's streams",
    network({ interfaceEndpoints: ["dynamodb-streams"] }),
    "network.interfaceEndpoints[0]",
    "the service has no private name",
    "leave it out",
  ],
];

test.each(wrong)("%s", (_what, value, path, reason, use) => {
  const found = problemsOf(value);
  expect(found.map((problem) => problem.path)).toContain(path);
  const problem = found.find((each) => each.path === path);
  expect(problem?.reason).toContain(reason);
  expect(problem?.use).toContain(use);
});

test("every problem is reported, whether of one setting or of how they fit together", () => {
  const found = problemsOf({
    ...settings(),
    name: "PROD",
    layout: "flat",
    network: {
      ...settings().network,
      enableDnsSupport: "yes",
      privateSubnets: ["10.0.10.0/24", "192.168.0.0/24"],
    },
    data: { ...settings().data, contexts: { standardIaAfterDays: 45, glacierAfterDays: 60 } },
  });
  expect(found.map(({ path }) => path)).toEqual([
    "name",
    "layout",
    "network.enableDnsSupport",
    "network.privateSubnets[1]",
    "data.contexts.glacierAfterDays",
  ]);
});

test("what a problem offers instead does work", () => {
  const broken = network({ privateSubnets: ["10.0.10.0/24", "10.1.20.0/24"] });
  const [{ use } = { use: "" }] = problemsOf(broken);
  expect(problemsOf(network({ privateSubnets: ["10.0.10.0/24", JSON.parse(use)] }))).toEqual([]);
});

test("what several problems offer instead works together", () => {
  const zones = problemsOf({
    ...settings(),
    network: { cidr: "10.0.0.0/16", zones: ["us-east-1a", "us-east-1a", "us-east-1a"] },
  });
  const offered = zones.filter(({ path }) => path.startsWith("network.zones")).map(({ use }) => use);
  expect(offered).toEqual(['"us-east-1b"', '"us-east-1c"']);
  const subnets = problemsOf(network({ publicSubnets: ["10.0.10.0/24", "10.0.20.0/24"] }));
  expect(subnets.map(({ use }) => use)).toEqual(['"10.0.0.0/24"', '"10.0.1.0/24"']);
});

test.each([
  ["one", '"perZone"'],
  ["SINGLE", '"single"'],
  ["per-zone", '"perZone"'],
  ["None", '"none"'],
  ["", '"perZone"'],
  [1, '"perZone"'],
])("gateways %j: what turns a thing off is offered only to whoever says so", (natGateways, use) => {
  expect(problemsOf(network({ natGateways: natGateways as "none" }))).toEqual([
    expect.objectContaining({ path: "network.natGateways", use }),
  ]);
});

test("0, which turns a thing off, is not what another number is near", () => {
  const { data } = settings();
  expect(
    problemsOf(
      settings({ data: { ...data, postgres: { ...data.postgres, monitoringIntervalSeconds: 0.2 as 1 } } }),
    ),
  ).toEqual([expect.objectContaining({ path: "data.postgres.monitoringIntervalSeconds", use: "1" })]);
});

test("without DNS support, one thing is offered", () => {
  expect(problemsOf(network({ enableDnsSupport: false }))).toEqual([
    expect.objectContaining({ path: "network.enableDnsSupport", use: "true" }),
  ]);
});

test("a tag's key that is wrong is shown itself, not the value beside it", () => {
  expect(problemsOf(settings({ tags: { "aws:x": "y" } }))).toEqual([
    expect.objectContaining({ path: "tags.aws:x", value: "aws:x", use: '"CostCenter"' }),
  ]);
});

test("right at a limit of AWS's", () => {
  const tags = Object.fromEntries(Array.from({ length: 46 }, (_, index) => [`Tag${index}`, "x"]));
  expect(problemsOf(settings({ tags }))).toEqual([]);
  expect(problemsOf(settings({ name: "production-of-the-pla" }))).toEqual([]);
  for (const cidr of ["100.64.0.0/16", "198.19.0.0/16", "223.255.0.0/16"]) {
    const zones = ["us-east-1a", "us-east-1b"];
    expect(problemsOf({ ...settings(), network: { cidr, zones } })).toEqual([]);
  }
});

test("a name that follows from the environment's is checked only where it is used", () => {
  const fault = (state: object) =>
    problemsOf({
      ...contexts({ bucket: "acme-contexts" }),
      platform: { ...settings().platform, loadBalancer: { logsBucket: "acme-alb-logs" } },
      namePrefix: "sthree",
      state,
    }).map(({ path }) => path);
  expect(fault({})).toEqual(["namePrefix"]);
  expect(fault({ bucket: "acme-state" })).toEqual([]);
});

test("an object that is inside itself is a problem like any other", () => {
  const circle: Record<string, unknown> = {};
  circle.inside = circle;
  const [problem] = problemsOf({ ...settings(), circle });
  expect(problem).toMatchObject({ path: "circle", reason: "there is no such setting" });
  expect(show(problem?.value)).toBe("<ref *1> { inside: [Circular *1] }");
});

test.each([
  [undefined, "(not set)"],
  ["x", '"x"'],
  [{ list: [1, null, true] }, '{"list":[1,null,true]}'],
  ["x".repeat(200), `"${"x".repeat(96)}...`],
  [90n, "90n"],
  [Number.NaN, "NaN"],
  [{ days: Number.POSITIVE_INFINITY }, "{ days: Infinity }"],
])("a value is shown as it would be typed", (value, text) => {
  expect(show(value)).toBe(text);
});

test("endpoints of services that nobody here knows are taken as they are", () => {
  const interfaceEndpoints = [
    "sqs",
    "sns",
    "ecs",
    "eks",
    "kms",
    "kms-fips",
    "rds",
    "bedrock-mantle",
    "airflow.env",
  ];
  expect(problemsOf(network({ interfaceEndpoints }))).toEqual([]);
});
