import { DefaultNetworkAcl, type DefaultNetworkAclConfig } from "@cdktf/provider-aws/lib/default-network-acl";
import { DefaultRouteTable, type DefaultRouteTableConfig } from "@cdktf/provider-aws/lib/default-route-table";
import {
  DefaultSecurityGroup,
  type DefaultSecurityGroupConfig,
} from "@cdktf/provider-aws/lib/default-security-group";
import type { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Construct } from "constructs";
import { type Override, overridden } from "../override";
import { part } from "../part";

export interface AdoptedDefaultsProps {
  readonly vpc: Vpc;
  /** The VPC's name; the defaults are tagged `<name>-default`. */
  readonly name: string;
  readonly overrides?: {
    readonly defaultNetworkAcl?: Override<DefaultNetworkAclConfig>;
    readonly defaultRouteTable?: Override<DefaultRouteTableConfig>;
    readonly defaultSecurityGroup?: Override<DefaultSecurityGroupConfig>;
  };
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
 * The network ACL, route table and security group that AWS makes with each VPC, under Terraform's control: what
 * ends up in them by mistake gets no route and no open port. All three bear the construct's id.
 */
export class AdoptedDefaults extends Construct {
  constructor(scope: Construct, id: string, { vpc, name, overrides }: AdoptedDefaultsProps) {
    super(scope, id);
    const tags = { Name: `${name}-default` };
    const networkAcl: DefaultNetworkAclConfig = {
      defaultNetworkAclId: vpc.defaultNetworkAclId,
      ingress: ALLOW_ALL,
      egress: ALLOW_ALL,
      tags,
      // AWS puts every subnet here that names no other: they are not ours to take out again.
      lifecycle: { ignoreChanges: ["subnet_ids"] },
    };
    const routeTable: DefaultRouteTableConfig = {
      defaultRouteTableId: vpc.defaultRouteTableId,
      route: [],
      tags,
    };
    const securityGroup: DefaultSecurityGroupConfig = { vpcId: vpc.id, ingress: [], egress: [], tags };
    new DefaultNetworkAcl(
      part(this, "network_acl"),
      id,
      overridden(networkAcl, overrides?.defaultNetworkAcl),
    );
    new DefaultRouteTable(
      part(this, "route_table"),
      id,
      overridden(routeTable, overrides?.defaultRouteTable),
    );
    new DefaultSecurityGroup(
      part(this, "security_group"),
      id,
      overridden(securityGroup, overrides?.defaultSecurityGroup),
    );
  }
}
