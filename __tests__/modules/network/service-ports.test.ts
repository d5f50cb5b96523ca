import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Testing } from "cdktf";
import { ServicePorts, type ServicePortsProps } from "../../../modules/network/service-ports";
import { type Synthesized, synthIn } from "../../support/synth";

const LOAD_BALANCER = { id: "sg-alb" };
const APPLICATION = { id: "sg-app" };

function synthPorts(ports: number[], props: Partial<ServicePortsProps> = {}): Synthesized {
  return synthIn((stack) => {
    new ServicePorts(stack, "ports", {
      idPrefix: "",
      loadBalancer: LOAD_BALANCER,
      application: APPLICATION,
      ports,
      portRange: [8080, 8081],
      ...props,
    });
  });
}

const rules = (synth: Synthesized) => synth.resources("aws_vpc_security_group_ingress_rule");
const open = (from_port: number, to_port: number) => ({ ip_protocol: "tcp", from_port, to_port });

test("only the load balancer and one another reach the services, on their ports only", () => {
  const stack = Testing.synthScope((scope) => {
    new ServicePorts(scope, "ports", {
      loadBalancer: LOAD_BALANCER,
      application: APPLICATION,
      ports: [9000],
    });
  });
  for (const { id } of [LOAD_BALANCER, APPLICATION]) {
    expect(stack).toHaveResourceWithProperties(VpcSecurityGroupIngressRule, {
      security_group_id: "sg-app",
      referenced_security_group_id: id,
      ...open(9000, 9000),
    });
  }
  const all = Object.values(rules(synthPorts([9000])));
  expect(all).toHaveLength(2);
  for (const rule of all) expect(rule).not.toHaveProperty("cidr_ipv4");
});

test("a port has rules of its own, named by it alone; those of the range share theirs", () => {
  const synth = synthPorts([9000, 8081, 8080, 9000]);
  expect(rules(synth)).toMatchObject({
    app_from_alb: open(8080, 8081),
    app_from_app: open(8080, 8081),
    app_from_alb_9000: { referenced_security_group_id: "sg-alb", ...open(9000, 9000) },
    app_from_app_9000: { referenced_security_group_id: "sg-app", ...open(9000, 9000) },
  });
  expect(Object.keys(rules(synth))).toHaveLength(4);
});

test.each([
  [[8080, 8081], [8081]],
  [
    [8080, 9000],
    [8080, 9001],
  ],
  [[8080], [3000, 8081]],
])("from %j to %j, rules come and go, and none changes", (before, after) => {
  const [old, next] = [rules(synthPorts(before)), rules(synthPorts(after))];
  const kept = Object.keys(old).filter((id) => id in next);
  expect(kept).not.toEqual([]);
  for (const id of kept) expect(next[id]).toEqual(old[id]);
});

test("a range of which no port is used is closed", () => {
  expect(Object.keys(rules(synthPorts([9000])))).toEqual(["app_from_alb_9000", "app_from_app_9000"]);
});

test("a rule that is gone is removed after what waited for it has changed", () => {
  for (const rule of Object.values(rules(synthPorts([8080, 9000]))))
    expect(rule.lifecycle).toEqual({ create_before_destroy: true });
});

test("any argument can be set", () => {
  const synth = synthPorts([9000], { overrides: { ingressRule: { description: "mine" } } });
  expect(rules(synth).app_from_alb_9000?.description).toBe("mine");
});
