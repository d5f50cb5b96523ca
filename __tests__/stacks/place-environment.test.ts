import { readFileSync } from "node:fs";
import { join } from "node:path";
import { placeState } from "../../stacks/place-environment";
import {
  environment,
  type Synthesized,
  servicesWith,
  settings,
  synthApp,
  synthEnvironments,
} from "../support/synth";

const addressesIn = (file: string) =>
  readFileSync(join(__dirname, "../addresses", file), "utf8")
    .trim()
    .split("\n");
const declared = addressesIn("production.txt");
const declaredState = addressesIn("state.txt");

const addresses = (stacks: Record<string, Synthesized>) =>
  Object.values(stacks)
    .flatMap((stack) => stack.addresses())
    .sort();

test("the guide's addresses are those that were declared", () => {
  // A changed or lost address destroys and creates anew, in somebody's account. If it has to be, write down a state
  // move in CHANGELOG.md and change __tests__/addresses/production.txt with it.
  expect(addresses(synthEnvironments(environment()))).toEqual(declared);
});

test("what is made in another region says nothing of the guide's", () => {
  const { data } = settings();
  const open = { readonlyRootFilesystem: false };
  const elsewhere = environment({
    region: "eu-west-1",
    network: { cidr: "10.0.0.0/16", zones: ["eu-west-1a", "eu-west-1b"], gatewayEndpoints: ["s3"] },
    data: { ...data, postgres: { ...data.postgres, readReplicas: { "read-1": { zone: "eu-west-1b" } } } },
    services: {
      ...servicesWith({ "mcp-server": open, "rest-api": open, worker: open }),
      executeCommand: true,
    },
  });
  for (const { text } of Object.values(synthEnvironments(elsewhere))) {
    expect(text).toContain("eu-west-1");
    expect(text).not.toContain("us-east-1");
  }
});

describe("layered", () => {
  let stacks: Record<string, Synthesized>;

  beforeAll(() => {
    stacks = synthEnvironments(environment());
  });

  test("each layer has a stack and a state of its own", () => {
    expect(Object.keys(stacks)).toEqual(
      ["data", "edge", "monitoring", "network", "platform", "services"].map(
        (layer) => `mcp-production-${layer}`,
      ),
    );
    for (const [name, stack] of Object.entries(stacks)) {
      const layer = name.replace("mcp-production-", "");
      expect(stack.terraform.backend).toMatchObject({ s3: { key: `production/${layer}.tfstate` } });
      expect(stack.provider.default_tags).toMatchObject([{ tags: { Layer: layer } }]);
    }
  });

  test("a layer reads the one below by remote state, locked as the state itself", () => {
    const { "mcp-production-data": data, "mcp-production-network": network } = stacks;
    expect(data?.at("aws_security_group.rds").vpc_id).toBe(
      "${data.terraform_remote_state.mcp-production-network.outputs.aws_vpc_vpc_id}",
    );
    expect(network?.outputs.aws_vpc_vpc_id).toMatchObject({ value: "${aws_vpc.vpc.id}" });
    const reference = data?.at("data.terraform_remote_state.mcp-production-network") as { config: object };
    expect(reference.config).toEqual((network?.terraform.backend as { s3: object } | undefined)?.s3);
    expect(reference.config).toMatchObject({ use_lockfile: true });
  });
});

describe("single", () => {
  let stacks: Record<string, Synthesized>;

  beforeAll(() => {
    stacks = synthEnvironments(environment({ layout: "single" }));
  });

  test("all layers share a stack and a state", () => {
    expect(Object.keys(stacks)).toEqual(["mcp-production"]);
    expect(stacks["mcp-production"]?.terraform.backend).toMatchObject({
      s3: { key: "production/all.tfstate" },
    });
  });

  test("every resource has the address that it has in layers", () => {
    expect(addresses(stacks)).toEqual(addresses(synthEnvironments(environment())));
  });

  test("every resource has the tags that it has in layers", () => {
    const all = stacks["mcp-production"];
    expect(all?.provider.default_tags).toEqual([
      { tags: { Environment: "production", Project: "devops-mcp" } },
    ]);
    expect(all?.at("aws_vpc.vpc").tags).toEqual({ Name: "mcp-production-vpc", Layer: "network" });
    expect(all?.at("aws_s3_bucket.contexts").tags).toEqual({ Name: "MCP Context Storage", Layer: "data" });
    expect(all?.at("aws_route.public_internet")).not.toHaveProperty("tags");
  });

  test("a reference between layers is a reference", () => {
    expect(stacks["mcp-production"]?.at("aws_security_group.rds").vpc_id).toBe("${aws_vpc.vpc.id}");
    expect(stacks["mcp-production"]?.outputs).not.toHaveProperty("aws_vpc_vpc_id");
  });
});

test("the same source makes a network with one NAT gateway and planned subnets", () => {
  const small = environment({
    name: "staging",
    network: {
      cidr: "10.1.0.0/16",
      zones: ["us-east-1a", "us-east-1b"],
      natGateways: "single",
      gatewayEndpoints: ["s3"],
      flowLogs: { trafficType: "ALL" },
    },
  });
  const network = synthEnvironments(small)["mcp-staging-network"];
  expect(Object.keys(network?.resources("aws_nat_gateway") ?? {})).toEqual(["us_east_1a"]);
  expect(network?.at("aws_subnet.private_us_east_1b").cidr_block).toBe("10.1.32.0/19");
  expect(network?.at("aws_flow_log.vpc")).toBeDefined();
  expect(network?.at("aws_cloudwatch_log_group.vpc_flow_logs").retention_in_days).toBe(365);
  expect(network?.at("aws_vpc_endpoint.s3")).toBeDefined();
});

test("a bucket of state that exists already is used as it is", () => {
  const state = { bucket: "acme-terraform-state", create: false };
  expect(synthEnvironments(environment({ state }))["mcp-production-network"]?.terraform.backend).toEqual({
    s3: {
      bucket: "acme-terraform-state",
      key: "production/network.tfstate",
      region: "us-east-1",
      encrypt: true,
      use_lockfile: true,
    },
  });
});

test.each(["layered", "single"] as const)(
  "the state layer is a stack of its own, in layout %s too",
  (layout) => {
    const stacks = synthApp((app) => placeState(app, environment({ layout })));
    expect(Object.keys(stacks)).toEqual(["mcp-production-state"]);
    const state = stacks["mcp-production-state"];
    expect(state?.terraform.backend).toMatchObject({ s3: { key: "production/state.tfstate" } });
    expect(state?.at("aws_s3_bucket.terraform_state").bucket).toBe("mcp-production-terraform-state");
    expect(state?.resources("aws_dynamodb_table")).toEqual({});
    expect(state?.addresses()).toEqual(declaredState);
  },
);
