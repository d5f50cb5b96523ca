import type { Block, Synthesized } from "../../support/synth";
import { type Rule, referencedName, textsIn } from "../rule";

/** So short a prefix is no network that anybody knows. */
const WORLD = /\/[0-7]$/;

/** The load balancer is there to be reached. */
const OPEN_GROUP = "alb";
const OPEN_PORTS = [80, 443];

interface Ingress {
  readonly address: string;
  /** The name of the security group's block. */
  readonly group?: string;
  readonly block: Block;
}

export const nothingOpenToTheWorld: Rule = {
  title: "the world reaches the load balancer on ports 80 and 443, and nothing else",
  violations: (stack) =>
    ingressOf(stack)
      .filter(({ block }) => textsIn(block).some((text) => WORLD.test(text)))
      .filter((ingress) => !isLoadBalancers(ingress))
      .map(({ address }) => `${address}: lets in the whole world; name the networks or groups that need it`),
  planted: {
    "a port of the load balancer's that is not the web's": {
      resource: {
        aws_vpc_security_group_ingress_rule: {
          planted: {
            security_group_id: "${aws_security_group.alb.id}",
            cidr_ipv4: "0.0.0.0/0",
            ip_protocol: "tcp",
            from_port: 80,
            to_port: 443,
          },
        },
      },
    },
    "the web's port of another group": {
      resource: {
        aws_vpc_security_group_ingress_rule: {
          planted: {
            security_group_id: "${aws_security_group.app.id}",
            cidr_ipv6: "::/0",
            ip_protocol: "tcp",
            from_port: 443,
            to_port: 443,
          },
        },
      },
    },
    "half the world": {
      resource: {
        aws_security_group_rule: {
          planted: {
            type: "ingress",
            cidr_blocks: ["128.0.0.0/1"],
            protocol: "-1",
            from_port: 0,
            to_port: 0,
          },
        },
      },
    },
    "a rule inside a group": {
      resource: {
        aws_security_group: {
          planted: { ingress: [{ cidr_blocks: ["0.0.0.0/0"], protocol: "tcp", from_port: 22, to_port: 22 }] },
        },
      },
    },
    "a rule inside the VPC's own group": {
      resource: {
        aws_default_security_group: {
          planted: { ingress: [{ ipv6_cidr_blocks: ["::/0"], protocol: "-1", from_port: 0, to_port: 0 }] },
        },
      },
    },
  },
};

function ingressOf(stack: Synthesized): Ingress[] {
  const inline = ["aws_security_group", "aws_default_security_group"].flatMap((type) =>
    Object.entries(stack.resources(type)).flatMap(([group, { ingress = [] }]) =>
      (ingress as Block[]).map((block) => ({ address: `${type}.${group}`, group, block })),
    ),
  );
  const alone = ["aws_vpc_security_group_ingress_rule", "aws_security_group_rule"].flatMap((type) =>
    Object.entries(stack.resources(type))
      .filter(([, { type: direction }]) => direction !== "egress")
      .map(([name, block]) => ({
        address: `${type}.${name}`,
        group: referencedName(block.security_group_id, "aws_security_group"),
        block,
      })),
  );
  return [...inline, ...alone];
}

function isLoadBalancers({ group, block }: Ingress): boolean {
  const { from_port: from, to_port: to, ip_protocol, protocol = ip_protocol } = block;
  return group === OPEN_GROUP && protocol === "tcp" && from === to && OPEN_PORTS.includes(Number(from));
}
