import { DefaultNetworkAcl } from "@cdktf/provider-aws/lib/default-network-acl";
import { DefaultRouteTable } from "@cdktf/provider-aws/lib/default-route-table";
import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import type { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Construct } from "constructs";
import { part } from "../part";

export interface AdoptedDefaultsProps {
  readonly vpc: Vpc;
  /** The VPC's name; the defaults are tagged `<name>-default`. */
  readonly name: string;
}

/** All traffic of one address family. */
const allow = (ruleNo: number, addresses: { cidrBlock: string } | { ipv6CidrBlock: string }) => ({
  ...addresses,
  ruleNo,
  action: "allow",
  protocol: "-1",
  fromPort: 0,
  toPort: 0,
});

const ALLOW_ALL = [allow(100, { cidrBlock: "0.0.0.0/0" }), allow(101, { ipv6CidrBlock: "::/0" })];

/**
 * The network ACL, route table and security group that AWS makes with each VPC, under Terraform's control: whoever ends
 * up in them by mistake gets no route and no open port.
 */
export class AdoptedDefaults extends Construct {
  constructor(scope: Construct, id: string, { vpc, name }: AdoptedDefaultsProps) {
    super(scope, id);
    const tags = { Name: `${name}-default` };
    new DefaultNetworkAcl(part(this, "network_acl"), "default", {
      defaultNetworkAclId: vpc.defaultNetworkAclId,
      ingress: ALLOW_ALL,
      egress: ALLOW_ALL,
      tags,
      // AWS puts every subnet here that names no other: they are not ours to take out again.
      lifecycle: { ignoreChanges: ["subnet_ids"] },
    });
    new DefaultRouteTable(part(this, "route_table"), "default", {
      defaultRouteTableId: vpc.defaultRouteTableId,
      route: [],
      tags,
    });
    new DefaultSecurityGroup(part(this, "security_group"), "default", {
      vpcId: vpc.id,
      ingress: [],
      egress: [],
      tags,
    });
  }
}
