import { DbSubnetGroup } from "@cdktf/provider-aws/lib/db-subnet-group";
import { DefaultNetworkAcl } from "@cdktf/provider-aws/lib/default-network-acl";
import { DefaultRouteTable } from "@cdktf/provider-aws/lib/default-route-table";
import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import { NatGateway } from "@cdktf/provider-aws/lib/nat-gateway";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Testing } from "cdktf";
import { Network, type NetworkProps } from "../../../modules/network/network";
import { planSubnets } from "../../../modules/network/subnet-plan";
import { type Synthesized, synthIn } from "../../support/synth";

/** As AWS makes it: subnets that name no other ACL live by it. */
const ALLOW_ALL = [{ cidr_block: "0.0.0.0/0" }, { ipv6_cidr_block: "::/0" }].map((addresses) =>
  expect.objectContaining({ ...addresses, action: "allow", protocol: "-1" }),
);

const ZONES = ["us-east-1a", "us-east-1b", "us-east-1c"];

const PROPS: NetworkProps = {
  name: "Test-vpc",
  cidr: "10.0.0.0/16",
  zones: ZONES,
  subnets: planSubnets("10.0.0.0/16", ZONES),
};

function synthNetwork(props: Partial<NetworkProps> = {}): Synthesized {
  return synthIn((stack) => {
    new Network(stack, "network", { ...PROPS, idPrefix: "", ...props });
  });
}

const names = (synth: Synthesized, type: string) => Object.keys(synth.resources(type));

test("a VPC that answers DNS, with three tiers of subnets, a gateway, and its defaults taken over", () => {
  const synth = Testing.synthScope((stack) => {
    new Network(stack, "network", { ...PROPS, natGateways: "single" });
  });
  expect(synth).toHaveResourceWithProperties(Vpc, {
    cidr_block: "10.0.0.0/16",
    enable_dns_hostnames: true,
    enable_dns_support: true,
    instance_tenancy: "default",
    tags: { Name: "Test-vpc" },
  });
  for (const [label, cidr_block] of [
    ["public", PROPS.subnets.public[0]],
    ["private", PROPS.subnets.private[0]],
    ["db", PROPS.subnets.database[0]],
  ]) {
    expect(synth).toHaveResourceWithProperties(Subnet, {
      availability_zone: "us-east-1a",
      cidr_block,
      map_public_ip_on_launch: false,
      tags: { Name: `Test-vpc-${label}-us-east-1a` },
    });
  }
  expect(synth).toHaveResourceWithProperties(DbSubnetGroup, { name: "test-vpc" });
  expect(synth).toHaveResource(InternetGateway);
  expect(synth).toHaveResourceWithProperties(NatGateway, { tags: { Name: "Test-vpc-us-east-1a" } });
  expect(synth).toHaveResourceWithProperties(DefaultSecurityGroup, { ingress: [], egress: [] });
  expect(synth).toHaveResourceWithProperties(DefaultRouteTable, { route: [] });
  expect(synth).toHaveResourceWithProperties(DefaultNetworkAcl, {
    ingress: ALLOW_ALL,
    egress: ALLOW_ALL,
    lifecycle: { ignore_changes: ["subnet_ids"] },
  });
});

describe("NAT gateways", () => {
  test("per zone: each zone goes out by its own", () => {
    const synth = synthNetwork({ natGateways: "perZone" });
    expect(names(synth, "aws_nat_gateway")).toEqual(["us_east_1a", "us_east_1b", "us_east_1c"]);
    expect(names(synth, "aws_eip")).toEqual(["nat_us_east_1a", "nat_us_east_1b", "nat_us_east_1c"]);
    expect(synth.at("aws_route.private_nat_us_east_1c")).toMatchObject({
      nat_gateway_id: "${aws_nat_gateway.us_east_1c.id}",
      destination_cidr_block: "0.0.0.0/0",
    });
    expect(synth.at("aws_nat_gateway.us_east_1c")).toMatchObject({
      subnet_id: "${aws_subnet.public_us_east_1c.id}",
      depends_on: ["aws_internet_gateway.internet"],
    });
  });

  test("single: all zones go out by the first, at the addresses that one each would have", () => {
    const synth = synthNetwork({ natGateways: "single" });
    expect(names(synth, "aws_nat_gateway")).toEqual(["us_east_1a"]);
    expect(names(synth, "aws_eip")).toEqual(["nat_us_east_1a"]);
    expect(names(synth, "aws_route_table")).toEqual(
      names(synthNetwork({ natGateways: "perZone" }), "aws_route_table"),
    );
    for (const zone of ["us_east_1a", "us_east_1b", "us_east_1c"]) {
      expect(synth.at(`aws_route.private_nat_${zone}`).nat_gateway_id).toBe(
        "${aws_nat_gateway.us_east_1a.id}",
      );
    }
  });

  test("single: its zone can be named, so that a zone of an earlier letter does not take it over", () => {
    const synth = synthNetwork({ natGateways: "single", natZone: "us-east-1b" });
    expect(names(synth, "aws_nat_gateway")).toEqual(["us_east_1b"]);
    expect(synth.at("aws_route.private_nat_us_east_1a").nat_gateway_id).toBe(
      "${aws_nat_gateway.us_east_1b.id}",
    );
  });

  test("none is the default: private subnets have no route to the internet", () => {
    const synth = synthNetwork();
    expect(names(synth, "aws_nat_gateway")).toEqual([]);
    expect(names(synth, "aws_eip")).toEqual([]);
    expect(names(synth, "aws_route")).toEqual(["public_internet"]);
  });
});

describe("subnets", () => {
  test("no instance gets a public address by default", () => {
    const subnets = Object.values(synthNetwork().resources("aws_subnet"));
    expect(subnets).toHaveLength(9);
    expect(subnets.every((subnet) => subnet.map_public_ip_on_launch === false)).toBe(true);
  });

  test("without public subnets there is no internet gateway", () => {
    const synth = synthNetwork({ subnets: { ...planSubnets("10.0.0.0/16", ZONES), public: [] } });
    expect(names(synth, "aws_internet_gateway")).toEqual([]);
    expect(names(synth, "aws_route_table")).not.toContain("public");
    expect(names(synth, "aws_route")).toEqual([]);
  });

  test("without database subnets there is no subnet group", () => {
    const synth = synthNetwork({ subnets: { ...planSubnets("10.0.0.0/16", ZONES), database: [] } });
    expect(names(synth, "aws_db_subnet_group")).toEqual([]);
    expect(names(synth, "aws_route_table_association")).toHaveLength(6);
  });

  test("database subnets route as the private subnets of their zone", () => {
    const synth = synthNetwork();
    for (const tier of ["private", "database"]) {
      expect(synth.at(`aws_route_table_association.${tier}_us_east_1b`)).toMatchObject({
        subnet_id: `\${aws_subnet.${tier}_us_east_1b.id}`,
        route_table_id: "${aws_route_table.private_us_east_1b.id}",
      });
    }
  });

  test("more subnets than zones are refused", () => {
    expect(() => synthNetwork({ zones: ["us-east-1a"] })).toThrow(
      "network Test-vpc: more subnets in a tier than its 1 zones",
    );
  });
});

describe("a zone is what its name says", () => {
  const cidrs = (zone: string) => ({
    public: `10.0.${zone.charCodeAt(9)}.0/28`,
    private: `10.0.${zone.charCodeAt(9)}.16/28`,
    database: `10.0.${zone.charCodeAt(9)}.32/28`,
  });

  function synthZones(zones: readonly string[], props: Partial<NetworkProps> = {}): Synthesized {
    const all = zones.map(cidrs);
    const subnets = {
      public: all.map((each) => each.public),
      private: all.map((each) => each.private),
      database: all.map((each) => each.database),
    };
    return synthNetwork({ zones, subnets, ...props });
  }

  test.each(["perZone", "single", "none"] as const)(
    "in any order, it is the same network (%s)",
    (natGateways) => {
      const { text } = synthZones(ZONES, { natGateways });
      for (const order of [
        [2, 1, 0],
        [1, 0, 2],
        [1, 2, 0],
      ]) {
        const zones = order.map((index) => ZONES[index] as string);
        expect(synthZones(zones, { natGateways }).text).toBe(text);
      }
    },
  );

  test.each(ZONES)("without %s, what belongs to the others stays as it is", (gone) => {
    const before = synthZones(ZONES, { natGateways: "perZone" });
    const after = synthZones(
      ZONES.filter((zone) => zone !== gone),
      { natGateways: "perZone" },
    );
    const isOfGone = (address: string) => address.endsWith(gone.replaceAll("-", "_"));
    expect(before.addresses().filter((address) => !isOfGone(address))).toEqual(after.addresses());
    const changed = after
      .addresses()
      .filter((address) => JSON.stringify(after.at(address)) !== JSON.stringify(before.at(address)));
    expect(changed).toEqual(["aws_db_subnet_group.database"]);
  });
});

describe("a retired zone", () => {
  function retire(props: Partial<NetworkProps> = {}) {
    let network: Network | undefined;
    const synth = synthIn((stack) => {
      const all = { ...PROPS, idPrefix: "", retiredZones: ["us-east-1a"], ...props };
      network = new Network(stack, "network", all);
    });
    return { network: network as Network, synth };
  }

  test("keeps its subnets, with their routes", () => {
    const { synth } = retire({ natGateways: "perZone" });
    expect(synth.addresses()).toEqual(synthNetwork({ natGateways: "perZone" }).addresses());
    expect(synth.at("aws_route.private_nat_us_east_1a").nat_gateway_id).toBe(
      "${aws_nat_gateway.us_east_1a.id}",
    );
  });

  test("is nobody's", () => {
    const { network, synth } = retire({ natGateways: "perZone" });
    expect(network.natGateways.map(({ node }) => node.id)).toEqual(["us_east_1b", "us_east_1c"]);
    for (const subnets of [network.publicSubnets, network.privateSubnets, network.databaseSubnets]) {
      expect(subnets.map(({ node }) => node.id.slice(-2))).toEqual(["1b", "1c"]);
    }
    expect(synth.at("aws_db_subnet_group.database").subnet_ids).toEqual([
      "${aws_subnet.database_us_east_1b.id}",
      "${aws_subnet.database_us_east_1c.id}",
    ]);
  });

  test("has not the one NAT gateway for all, and reaches it", () => {
    const { synth } = retire({ natGateways: "single" });
    expect(names(synth, "aws_nat_gateway")).toEqual(["us_east_1b"]);
    expect(synth.at("aws_route.private_nat_us_east_1a").nat_gateway_id).toBe(
      "${aws_nat_gateway.us_east_1b.id}",
    );
  });
});

test("an override reaches every resource of its kind, and wins", () => {
  const synth = synthNetwork({
    natGateways: "single",
    overrides: {
      vpc: { instanceTenancy: "dedicated" },
      publicSubnet: { mapPublicIpOnLaunch: true },
      natGateway: { connectivityType: "private" },
      databaseSubnetGroup: { name: "other" },
      route: { timeouts: { delete: "10m" } },
    },
  });
  expect(synth.at("aws_vpc.vpc").instance_tenancy).toBe("dedicated");
  expect(synth.at("aws_subnet.public_us_east_1b").map_public_ip_on_launch).toBe(true);
  expect(synth.at("aws_subnet.private_us_east_1b").map_public_ip_on_launch).toBe(false);
  expect(synth.at("aws_nat_gateway.us_east_1a").connectivity_type).toBe("private");
  expect(synth.at("aws_db_subnet_group.database").name).toBe("other");
  expect(synth.at("aws_route.public_internet").timeouts).toEqual({ create: "5m", delete: "10m" });
});
