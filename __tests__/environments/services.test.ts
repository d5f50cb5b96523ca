import { validateSettings } from "../../environments/schema/environment";
import { settings } from "../support/synth";
import { expectMessage, type Wrong } from "../support/wrong-settings";

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
    "one port for both",
    { mcpServer: { port: 8081 } },
    "services.restApi.port",
    "is the MCP server's port too",
    "8080",
  ],
  [
    "a shell where nothing can be written",
    { executeCommand: true },
    "services.worker.readonlyRootFilesystem",
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
    { mcpServer: { permissions: [], autoscaling: { connectionsPerTask: 5 } } },
    "services.mcpServer.autoscaling.connectionsPerTask",
    "publishes its connections only",
    "leave it out",
  ],
];

test.each(wrong)("%s", (...wrongly) => {
  expectMessage("services", wrongly);
});

const inNetwork = (changes: object) => {
  const { data } = settings();
  const postgres = { ...data.postgres, extensionsFrom: "operator" };
  const network = { cidr: "10.0.0.0/16", zones: ["us-east-1a", "us-east-1b"], ...changes };
  const { problems = [] } = validateSettings({ ...settings(), data: { ...data, postgres }, network });
  return problems.map(({ path, reason }) => `${path}: ${reason}`);
};

test("tasks need a way to AWS: NAT gateways, or all endpoints", () => {
  const gateways = { natGateways: "none", gatewayEndpoints: ["s3"] };
  const interfaceEndpoints = ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "sqs", "bedrock-runtime"];
  expect(inNetwork({ natGateways: "none" })).toEqual([expect.stringContaining("ecr.dkr")]);
  expect(inNetwork({ ...gateways, interfaceEndpoints })).toEqual([
    expect.stringMatching(/^network\.natGateways: .* are missing interfaceEndpoints: monitoring$/),
  ]);
  expect(inNetwork({ ...gateways, interfaceEndpoints: [...interfaceEndpoints, "monitoring"] })).toEqual([]);
});

test("subnets that are listed have room for the load balancer and the tasks", () => {
  const databaseSubnets = ["10.0.100.0/24", "10.0.200.0/24"];
  expect(inNetwork({ databaseSubnets })).toEqual([
    expect.stringContaining("network.publicSubnets: a load balancer has"),
    expect.stringContaining("network.privateSubnets: the services' tasks run"),
  ]);
});
