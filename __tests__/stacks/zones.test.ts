/** What becomes of an environment when its zones change: what belongs to a zone follows from the zone. */
import type { EnvironmentSettings } from "../../environments/schema/environment";
import { environment, type Synthesized, settings, synthEnvironments } from "../support/synth";

type Network = EnvironmentSettings["network"];
type Stacks = Record<string, Synthesized>;

const { data } = settings();
const PLANNED: Partial<Network> = { gatewayEndpoints: ["s3"], interfaceEndpoints: ["ecr.api"] };

/** The guide's in these zones of us-east-1, layered, with a replica where no test takes it away. */
function inZones(letters: string, network: Partial<Network> = {}): Stacks {
  const zones = [...letters].map(zone);
  const postgres = { ...data.postgres, readReplicas: { "read-1": { zone: zone("b") } } };
  return synthEnvironments(
    environment({
      network: { ...PLANNED, cidr: "10.0.0.0/16", zones, ...network },
      data: { ...data, postgres },
    }),
  );
}

const zone = (letter: string) => `us-east-1${letter}`;
const layer = (stacks: Stacks, name: string) => stacks[`mcp-production-${name}`] as Synthesized;
const texts = (stacks: Stacks) =>
  Object.fromEntries(Object.entries(stacks).map(([name, { text }]) => [name, text]));
const subnetsOf = (stacks: Stacks) => Object.keys(layer(stacks, "network").resources("aws_subnet"));
const isOf = (letter: string) => (address: string) => address.endsWith(`us_east_1${letter}`);

/** What is in both and not the same. */
function changed(before: Synthesized, after: Synthesized): string[] {
  const common = after.addresses().filter((address) => before.addresses().includes(address));
  return common.filter((address) => JSON.stringify(after.at(address)) !== JSON.stringify(before.at(address)));
}

describe("in another order", () => {
  test.each(["acb", "bac", "bca", "cab", "cba"])("%s is abc, in every layer", (order) => {
    expect(texts(inZones(order))).toEqual(texts(inZones("abc")));
  });

  test.each(["single", "perZone"] as const)("it is the same where there is a gateway %s", (natGateways) => {
    expect(texts(inZones("cba", { natGateways }))).toEqual(texts(inZones("abc", { natGateways })));
  });

  test("listed subnets go with their zones", () => {
    const one = {
      privateSubnets: ["10.0.10.0/24", "10.0.20.0/24"],
      publicSubnets: ["10.0.1.0/24", "10.0.2.0/24"],
      databaseSubnets: ["10.0.100.0/24", "10.0.200.0/24"],
    };
    const other = Object.fromEntries(
      Object.entries(one).map(([tier, cidrs]) => [tier, [...cidrs].reverse()]),
    );
    expect(texts(inZones("ba", other))).toEqual(texts(inZones("ab", one)));
  });
});

describe("a zone more or less, in front, in the middle or at the end", () => {
  test.each([
    ["bc", "a"],
    ["ab", "c"],
    ["bd", "c"],
    ["bd", "e"],
  ])("%s and %s: the others keep their subnets, routes and gateways", (others, further) => {
    const [fewer, more] = [inZones(others), inZones(others + further)].map((each) => layer(each, "network"));
    const [before, after] = [fewer as Synthesized, more as Synthesized];
    expect(after.addresses().filter((address) => !isOf(further)(address))).toEqual(before.addresses());
    expect(changed(before, after)).toEqual([
      "aws_db_subnet_group.database",
      "aws_vpc_endpoint.ecr_api",
      "aws_vpc_endpoint.s3",
    ]);
  });

  test("one NAT gateway for all stays where it is said to be", () => {
    const one = { natGateways: "single", natZone: zone("b") } as const;
    const [before, after] = [inZones("bc", one), inZones("abc", one)].map((each) => layer(each, "network"));
    expect(Object.keys((after as Synthesized).resources("aws_nat_gateway"))).toEqual(["us_east_1b"]);
    expect(changed(before as Synthesized, after as Synthesized)).not.toContain("aws_nat_gateway.us_east_1b");
    expect(
      layer(inZones("abc", { natGateways: "single" }), "network").resources("aws_nat_gateway"),
    ).toHaveProperty("us_east_1a");
  });
});

describe.each(["perZone", "single"] as const)("taking a zone away, with NAT gateways %s", (natGateways) => {
  const [before, retired, after] = [
    inZones("abc", { natGateways }),
    inZones("abc", { natGateways, retiredZones: [zone("a")] }),
    inZones("bc", { natGateways }),
  ] as const;

  test("first, nothing in the layers above knows it, and it stays", () => {
    const layers = Object.keys(retired).filter((name) => name !== "mcp-production-network");
    expect(layers).toHaveLength(5);
    for (const name of layers) expect(retired[name]?.text).not.toMatch(/us[_-]east[_-]1a/);
    expect(JSON.stringify(layer(retired, "network").outputs)).not.toMatch(/us_east_1a/);
    expect(subnetsOf(retired)).toEqual(subnetsOf(before));
  });

  test("then only the network changes, and in it only what is the zone's", () => {
    const { "mcp-production-network": one, ...above } = texts(retired);
    const { "mcp-production-network": other, ...aboveAfter } = texts(after);
    expect(aboveAfter).toEqual(above);
    expect(one).not.toBe(other);
    const [from, to] = [layer(retired, "network"), layer(after, "network")];
    expect(from.addresses().filter((address) => !isOf("a")(address))).toEqual(to.addresses());
    expect(changed(from, to)).toEqual([]);
  });
});
