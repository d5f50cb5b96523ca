import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Testing } from "cdktf";
import {
  ServiceSecurityGroups,
  type ServiceSecurityGroupsProps,
} from "../../../modules/network/service-security-groups";
import { type Synthesized, synthIn } from "../../support/synth";

function synthGroups(overrides?: ServiceSecurityGroupsProps["overrides"]): Synthesized {
  return synthIn((stack) => {
    new ServiceSecurityGroups(stack, "groups", {
      idPrefix: "",
      vpc: { id: "vpc-1" },
      loadBalancerName: "test-alb",
      applicationName: "test-app",
      overrides,
    });
  });
}

const ALB = "${aws_security_group.alb.id}";
const APP = "${aws_security_group.app.id}";
const ingress = (synth: Synthesized) => synth.resources("aws_vpc_security_group_ingress_rule");
const open = (from_port: number, to_port: number) => ({ ip_protocol: "tcp", from_port, to_port });

test.each([
  [undefined, ""],
  ["the Acme platform", " of the Acme platform"],
])(
  "both groups bear their names, and stay until others have taken their places (of %s)",
  (platformName, of) => {
    const synth = Testing.synthScope((stack) => {
      const names = { loadBalancerName: "test-alb", applicationName: "test-app" };
      const props = { vpc: { id: "vpc-1" }, ...names, platformName };
      new ServiceSecurityGroups(stack, "groups", props);
    });
    for (const [name, description] of [
      ["test-alb", `The load balancer${of}`],
      ["test-app", `The services${of}`],
    ]) {
      expect(synth).toHaveResourceWithProperties(SecurityGroup, {
        name_prefix: `${name}-`,
        description,
        vpc_id: "vpc-1",
        tags: { Name: name },
        lifecycle: { create_before_destroy: true },
      });
    }
    expect(synth).toHaveResourceWithProperties(VpcSecurityGroupIngressRule, { ...open(443, 443) });
  },
);

test("nothing is let in but by rules", () => {
  for (const group of Object.values(synthGroups().resources("aws_security_group")))
    expect(group).not.toHaveProperty("ingress");
});

test("anybody reaches the load balancer by HTTPS, and by HTTP to be sent there; nothing is open beside that", () => {
  const anybody = { security_group_id: ALB, cidr_ipv4: "0.0.0.0/0" };
  expect(ingress(synthGroups())).toEqual({
    alb_https: expect.objectContaining({ ...anybody, ...open(443, 443) }),
    alb_http: expect.objectContaining({ ...anybody, ...open(80, 80) }),
  });
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
  const synth = synthGroups({
    loadBalancer: { revokeRulesOnDelete: true },
    application: { lifecycle: { ignoreChanges: ["description"] } },
    egressRule: { description: "mine" },
  });
  expect(synth.at("aws_security_group.alb").revoke_rules_on_delete).toBe(true);
  expect(synth.at("aws_security_group.app").lifecycle).toEqual({
    create_before_destroy: true,
    ignore_changes: ["description"],
  });
  expect(synth.at("aws_vpc_security_group_egress_rule.app_to_anywhere").description).toBe("mine");
});
