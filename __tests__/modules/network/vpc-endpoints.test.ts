import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Testing } from "cdktf";
import type { Construct } from "constructs";
import { Network } from "../../../modules/network/network";
import { planSubnets } from "../../../modules/network/subnet-plan";
import { VpcEndpoints, type VpcEndpointsProps } from "../../../modules/network/vpc-endpoints";
import { type Synthesized, synthIn } from "../../support/synth";

function endpoints(scope: Construct, props: Partial<VpcEndpointsProps>): VpcEndpoints {
  const network = new Network(scope, "network", {
    idPrefix: "",
    name: "test-vpc",
    cidr: "10.0.0.0/16",
    zones: ["eu-west-1a", "eu-west-1b"],
    subnets: planSubnets("10.0.0.0/16", ["eu-west-1a", "eu-west-1b"]),
  });
  const common = { idPrefix: "", network, name: "test-vpc", region: "eu-west-1" };
  return new VpcEndpoints(scope, "endpoints", { ...common, ...props });
}

const synthEndpoints = (props: Partial<VpcEndpointsProps>): Synthesized =>
  synthIn((stack) => endpoints(stack, props));

test("endpoints of either kind, with their names, and HTTPS to those that have addresses", () => {
  const synth = Testing.synthScope((stack) => {
    endpoints(stack, { gateway: ["s3"], interface: ["ecr.api"] });
  });
  expect(synth).toHaveResourceWithProperties(VpcEndpoint, {
    vpc_endpoint_type: "Gateway",
    service_name: "com.amazonaws.eu-west-1.s3",
    tags: { Name: "test-vpc-s3" },
  });
  expect(synth).toHaveResourceWithProperties(VpcEndpoint, {
    vpc_endpoint_type: "Interface",
    service_name: "com.amazonaws.eu-west-1.ecr.api",
    private_dns_enabled: true,
    tags: { Name: "test-vpc-ecr.api" },
  });
  expect(synth).toHaveResourceWithProperties(VpcSecurityGroupIngressRule, {
    ip_protocol: "tcp",
    from_port: 443,
    to_port: 443,
  });
});

test("a gateway endpoint is in every route table", () => {
  expect(synthEndpoints({ gateway: ["s3"] }).at("aws_vpc_endpoint.s3")).toMatchObject({
    route_table_ids: [
      "${aws_route_table.public.id}",
      "${aws_route_table.private_eu_west_1a.id}",
      "${aws_route_table.private_eu_west_1b.id}",
    ],
  });
});

test("an interface endpoint is in every private subnet, under AWS's own name, for HTTPS from the VPC", () => {
  const synth = synthEndpoints({ interface: ["ecr.api"] });
  expect(synth.at("aws_vpc_endpoint.ecr_api")).toMatchObject({
    subnet_ids: ["${aws_subnet.private_eu_west_1a.id}", "${aws_subnet.private_eu_west_1b.id}"],
    security_group_ids: ["${aws_security_group.vpc_endpoints.id}"],
  });
  expect(Object.values(synth.resources("aws_vpc_security_group_ingress_rule"))).toEqual([
    expect.objectContaining({ cidr_ipv4: "${aws_vpc.vpc.cidr_block}" }),
  ]);
});

test("a service can have both endpoints; each has the service's name where it is the only one", () => {
  const both = synthEndpoints({ gateway: ["s3"], interface: ["s3", "ecr.api"] });
  expect(Object.keys(both.resources("aws_vpc_endpoint")).sort()).toEqual(["ecr_api", "s3", "s3_interface"]);
  expect(both.at("aws_vpc_endpoint.s3")).toMatchObject({ vpc_endpoint_type: "Gateway" });
  expect(both.at("aws_vpc_endpoint.s3_interface")).toMatchObject({
    vpc_endpoint_type: "Interface",
    service_name: "com.amazonaws.eu-west-1.s3",
  });
  // AWS refuses the one's private name without the other.
  expect(both.at("aws_vpc_endpoint.s3_interface").depends_on).toEqual(["aws_vpc_endpoint.s3"]);
  expect(both.at("aws_vpc_endpoint.ecr_api")).not.toHaveProperty("depends_on");
  const one = synthEndpoints({ gateway: ["dynamodb"], interface: ["s3"] });
  expect(one.at("aws_vpc_endpoint.s3")).toMatchObject({ vpc_endpoint_type: "Interface" });
});

test("who reaches AWS by them waits for all of them, and for the rule that lets it in", () => {
  const synth = synthIn((stack) => {
    const { ready } = endpoints(stack, { gateway: ["s3"], interface: ["ecr.api"] });
    new Vpc(stack, "after", { dependsOn: ready });
  });
  expect(synth.at("aws_vpc.after").depends_on).toEqual([
    "aws_vpc_endpoint.s3",
    "aws_vpc_security_group_ingress_rule.vpc_endpoints_https",
    "aws_vpc_endpoint.ecr_api",
  ]);
});

test("a service may be named as what else is made", () => {
  const made = synthEndpoints({ interface: ["vpc-endpoints", "vpc-endpoints-https"] });
  expect(Object.keys(made.resources("aws_vpc_endpoint")).sort()).toEqual([
    "vpc_endpoints_https_interface",
    "vpc_endpoints_interface",
  ]);
});

test("nothing is made that nobody asked for", () => {
  const synth = synthEndpoints({});
  expect(synth.resources("aws_vpc_endpoint")).toEqual({});
  expect(synth.resources("aws_security_group")).toEqual({});
  expect(synthEndpoints({ gateway: ["s3", "dynamodb"] }).resources("aws_security_group")).toEqual({});
});

test("any argument can be set", () => {
  const synth = synthEndpoints({
    interface: ["ecr.api"],
    overrides: {
      endpoint: { tags: { Team: "mcp" }, privateDnsEnabled: false },
      securityGroup: { lifecycle: { ignoreChanges: ["description"] } },
      ingressRule: { description: "mine" },
    },
  });
  expect(synth.at("aws_vpc_endpoint.ecr_api")).toMatchObject({
    private_dns_enabled: false,
    tags: { Name: "test-vpc-ecr.api", Team: "mcp" },
  });
  expect(synth.at("aws_security_group.vpc_endpoints").lifecycle).toEqual({
    create_before_destroy: true,
    ignore_changes: ["description"],
  });
  expect(synth.at("aws_vpc_security_group_ingress_rule.vpc_endpoints_https").description).toBe("mine");
});
