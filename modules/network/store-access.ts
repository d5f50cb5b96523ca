import { SecurityGroup, type SecurityGroupConfig } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import { part } from "../part";

export interface StoreAccessProps {
  readonly vpcId: string;
  /** The group's name begins with it; its tag Name is it. */
  readonly name: string;
  readonly description: string;
  /** The TCP port of the store. */
  readonly port: number;
  readonly overrides?: { readonly securityGroup?: Partial<SecurityGroupConfig> };
}

/** The security group of a data store. It lets nobody in at first, and nothing out. */
export class StoreAccess extends Construct {
  readonly securityGroup: SecurityGroup;
  readonly port: number;

  constructor(
    scope: Construct,
    private readonly id: string,
    props: StoreAccessProps,
  ) {
    super(scope, id);
    this.port = props.port;
    this.securityGroup = new SecurityGroup(this, id, {
      namePrefix: `${props.name}-`,
      description: props.description,
      vpcId: props.vpcId,
      tags: { Name: props.name },
      lifecycle: { createBeforeDestroy: true },
      ...props.overrides?.securityGroup,
    });
  }

  /**
   * Lets the members of a group connect. The rules lie in the group's stack, beside it: a store knows nothing of the layers
   * above. Both ends are opened, since a group of ours lets nothing out by itself.
   */
  allowFrom(peer: SecurityGroup): [VpcSecurityGroupIngressRule, VpcSecurityGroupEgressRule] {
    const scope = peer.node.scope as Construct;
    const port = { ipProtocol: "tcp", fromPort: this.port, toPort: this.port };
    const name = peer.node.id;
    return [
      new VpcSecurityGroupIngressRule(part(scope, "ingress"), `${this.id}_from_${name}`, {
        securityGroupId: this.securityGroup.id,
        referencedSecurityGroupId: peer.id,
        description: `from ${name}`,
        ...port,
      }),
      new VpcSecurityGroupEgressRule(part(scope, "egress"), `${name}_to_${this.id}`, {
        securityGroupId: peer.id,
        referencedSecurityGroupId: this.securityGroup.id,
        description: `to ${this.id}`,
        ...port,
      }),
    ];
  }
}
