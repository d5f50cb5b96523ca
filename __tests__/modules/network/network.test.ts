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

const PROPS: NetworkProps = {
  name: "Test-vpc",
  cidr: "10.0.0.0/16",
  zones: ["us-east-1a", "us-east-1b", "us-east-1c"],
  subnets: planSubnets("10.0.0.0/16", 3),
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
    const synth = synthNetwork({ subnets: { ...planSubnets("10.0.0.0/16", 3), public: [] } });
    expect(names(synth, "aws_internet_gateway")).toEqual([]);
    expect(names(synth, "aws_route_table")).not.toContain("public");
    expect(names(synth, "aws_route")).toEqual([]);
  });

  test("without database subnets there is no subnet group", () => {
    const synth = synthNetwork({ subnets: { ...planSubnets("10.0.0.0/16", 3), database: [] } });
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
