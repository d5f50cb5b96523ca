import {
  ServiceSecurityGroups,
  type ServiceSecurityGroupsProps,
} from "../../../modules/network/service-security-groups";
import { type Synthesized, synthIn } from "../../support/synth";

function synthGroups(
  ports: number[] = [8080, 8081],
  overrides?: ServiceSecurityGroupsProps["overrides"],
): Synthesized {
  return synthIn((stack) => {
    new ServiceSecurityGroups(stack, "groups", {
      vpcId: "vpc-1",
      loadBalancerName: "test-alb",
      applicationName: "test-app",
      ports,
      overrides,
    });
  });
}

const ALB = "${aws_security_group.alb.id}";
const APP = "${aws_security_group.app.id}";
const ingress = (synth: Synthesized) => synth.resources("aws_vpc_security_group_ingress_rule");
const open = (from_port: number, to_port: number) => ({ ip_protocol: "tcp", from_port, to_port });

test.each([
  ["alb", "test-alb"],
  ["app", "test-app"],
])("the group %s bears its name, and stays until another one has taken its place", (id, name) => {
  const group = synthGroups().at(`aws_security_group.${id}`);
  expect(group).toMatchObject({
    name_prefix: `${name}-`,
    vpc_id: "vpc-1",
    tags: { Name: name },
    lifecycle: { create_before_destroy: true },
  });
  expect(group).not.toHaveProperty("ingress");
});

test("anybody reaches the load balancer by HTTPS, and by HTTP to be sent there", () => {
  const anybody = { security_group_id: ALB, cidr_ipv4: "0.0.0.0/0" };
  expect(ingress(synthGroups())).toMatchObject({
    alb_https: { ...anybody, ...open(443, 443) },
    alb_http: { ...anybody, ...open(80, 80) },
  });
});

test("only the load balancer and one another reach the services, on their ports only", () => {
  const { alb_https: _https, alb_http: _http, ...application } = ingress(synthGroups());
  const from = (referenced_security_group_id: string) =>
    expect.objectContaining({ security_group_id: APP, referenced_security_group_id, ...open(8080, 8081) });
  expect(application).toEqual({ app_from_alb: from(ALB), app_from_app: from(APP) });
  for (const rule of Object.values(application)) expect(rule).not.toHaveProperty("cidr_ipv4");
});

test("ports that do not follow on one another open nothing between them", () => {
  const rules = ingress(synthGroups([9000, 8081, 8080]));
  expect(rules).toMatchObject({
    app_from_alb: open(8080, 8081),
    app_from_app: open(8080, 8081),
    app_from_alb_9000: { referenced_security_group_id: ALB, ...open(9000, 9000) },
    app_from_app_9000: { referenced_security_group_id: APP, ...open(9000, 9000) },
  });
  expect(Object.keys(rules)).toHaveLength(6);
});

test("both may go out to anywhere", () => {
  const out = (security_group_id: string) =>
    expect.objectContaining({ security_group_id, ip_protocol: "-1", cidr_ipv4: "0.0.0.0/0" });
  expect(synthGroups().resources("aws_vpc_security_group_egress_rule")).toEqual({
    alb_to_anywhere: out(ALB),
    app_to_anywhere: out(APP),
  });
});

test("any argument can be set", () => {
  const synth = synthGroups([8080], {
    loadBalancer: { revokeRulesOnDelete: true },
    application: { description: "mine" },
  });
  expect(synth.at("aws_security_group.alb").revoke_rules_on_delete).toBe(true);
  expect(synth.at("aws_security_group.app").description).toBe("mine");
});
