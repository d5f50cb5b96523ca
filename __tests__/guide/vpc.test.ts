/** Guide, "1. VPC and Networking": lines 148–173, and what terraform-aws-modules/vpc 5.0.0 makes of them. */
import { productionLayer, type Synthesized } from "../support/synth";

let network: Synthesized;

beforeAll(() => {
  network = productionLayer("network");
});

/** The Name tag of a resource. */
const nameOf = (address: string) => (network.at(address).tags as { Name?: string } | undefined)?.Name;

test('name = "mcp-production-vpc", cidr = "10.0.0.0/16"', () => {
  expect(network.at("aws_vpc.vpc")).toMatchObject({
    cidr_block: "10.0.0.0/16",
    tags: { Name: "mcp-production-vpc" },
  });
});

test("enable_dns_hostnames = true, enable_dns_support = true", () => {
  expect(network.at("aws_vpc.vpc")).toMatchObject({ enable_dns_hostnames: true, enable_dns_support: true });
});

test.each([
  ["private", "private", "10.0.10.0/24", "10.0.20.0/24"],
  ["public", "public", "10.0.1.0/24", "10.0.2.0/24"],
  ["database", "db", "10.0.100.0/24", "10.0.200.0/24"],
])('azs = ["us-east-1a", "us-east-1b"]: %s_subnets', (tier, label, first, second) => {
  expect(network.at(`aws_subnet.${tier}_us_east_1a`)).toMatchObject({
    vpc_id: "${aws_vpc.vpc.id}",
    availability_zone: "us-east-1a",
    cidr_block: first,
    tags: { Name: `mcp-production-vpc-${label}-us-east-1a` },
  });
  expect(network.at(`aws_subnet.${tier}_us_east_1b`)).toMatchObject({
    vpc_id: "${aws_vpc.vpc.id}",
    availability_zone: "us-east-1b",
    cidr_block: second,
    tags: { Name: `mcp-production-vpc-${label}-us-east-1b` },
  });
});

test("enable_nat_gateway = true: a gateway and an address in each zone", () => {
  expect(Object.keys(network.resources("aws_nat_gateway"))).toEqual(["us_east_1a", "us_east_1b"]);
  for (const [zone, id] of [
    ["us-east-1a", "us_east_1a"],
    ["us-east-1b", "us_east_1b"],
  ]) {
    expect(network.at(`aws_eip.nat_${id}`)).toMatchObject({ domain: "vpc" });
    expect(nameOf(`aws_eip.nat_${id}`)).toBe(`mcp-production-vpc-${zone}`);
    expect(network.at(`aws_nat_gateway.${id}`)).toMatchObject({
      allocation_id: `\${aws_eip.nat_${id}.id}`,
      subnet_id: `\${aws_subnet.public_${id}.id}`,
    });
    expect(nameOf(`aws_nat_gateway.${id}`)).toBe(`mcp-production-vpc-${zone}`);
  }
});

test("enable_vpn_gateway = false", () => {
  expect(network.resources("aws_vpn_gateway")).toEqual({});
});

test('tags = { Environment = "production", Project = "devops-mcp" }: of everything', () => {
  expect(network.provider.default_tags).toMatchObject([
    { tags: { Environment: "production", Project: "devops-mcp" } },
  ]);
});

test("the region is us-east-1", () => {
  expect(network.provider.region).toBe("us-east-1");
});

test("public subnets go out by the internet gateway, private and database subnets by their zone's NAT gateway", () => {
  expect(network.at("aws_route.public_internet")).toMatchObject({
    route_table_id: "${aws_route_table.public.id}",
    destination_cidr_block: "0.0.0.0/0",
    gateway_id: "${aws_internet_gateway.internet.id}",
    timeouts: { create: "5m" },
  });
  for (const id of ["us_east_1a", "us_east_1b"]) {
    expect(network.at(`aws_route.private_nat_${id}`)).toMatchObject({
      route_table_id: `\${aws_route_table.private_${id}.id}`,
      destination_cidr_block: "0.0.0.0/0",
      nat_gateway_id: `\${aws_nat_gateway.${id}.id}`,
      timeouts: { create: "5m" },
    });
    const tables = ["public", "private", "database"].map(
      (tier) => network.at(`aws_route_table_association.${tier}_${id}`).route_table_id,
    );
    const privateTable = `\${aws_route_table.private_${id}.id}`;
    expect(tables).toEqual(["${aws_route_table.public.id}", privateTable, privateTable]);
  }
});

test("route tables, internet gateway and defaults are named as the module names them", () => {
  expect(nameOf("aws_internet_gateway.internet")).toBe("mcp-production-vpc");
  expect(nameOf("aws_route_table.public")).toBe("mcp-production-vpc-public");
  expect(nameOf("aws_route_table.private_us_east_1a")).toBe("mcp-production-vpc-private-us-east-1a");
  expect(nameOf("aws_route_table.private_us_east_1b")).toBe("mcp-production-vpc-private-us-east-1b");
  for (const type of ["network_acl", "route_table", "security_group"]) {
    expect(nameOf(`aws_default_${type}.default`)).toBe("mcp-production-vpc-default");
  }
});

test("the database subnets form a subnet group", () => {
  expect(network.at("aws_db_subnet_group.database")).toMatchObject({
    name: "mcp-production-vpc",
    subnet_ids: ["${aws_subnet.database_us_east_1a.id}", "${aws_subnet.database_us_east_1b.id}"],
  });
});

test("the default network ACL allows everything, as the module's", () => {
  const all = { action: "allow", protocol: "-1", from_port: 0, to_port: 0 };
  const rules = [
    { ...all, rule_no: 100, cidr_block: "0.0.0.0/0" },
    { ...all, rule_no: 101, ipv6_cidr_block: "::/0" },
  ];
  expect(network.at("aws_default_network_acl.default")).toMatchObject({ ingress: rules, egress: rules });
});

test("there are the module's resources, and no other", () => {
  const counts = Object.fromEntries(
    [
      "vpc",
      "subnet",
      "internet_gateway",
      "nat_gateway",
      "eip",
      "route_table",
      "route_table_association",
      "route",
    ].map((type) => [type, Object.keys(network.resources(`aws_${type}`)).length]),
  );
  expect(counts).toEqual({
    vpc: 1,
    subnet: 6,
    internet_gateway: 1,
    nat_gateway: 2,
    eip: 2,
    route_table: 3,
    route_table_association: 6,
    route: 3,
  });
  // Beside these 24: the database subnet group, the three adopted defaults, the flow logs with log group, role and policy, and
  // the key of all logs with its alias.
  expect(network.addresses()).toHaveLength(34);
});
