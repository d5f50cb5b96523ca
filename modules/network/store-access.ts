import { SecurityGroup, type SecurityGroupConfig } from "@cdktf/provider-aws/lib/security-group";
import {
  VpcSecurityGroupEgressRule,
  type VpcSecurityGroupEgressRuleConfig,
} from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import {
  VpcSecurityGroupIngressRule,
  type VpcSecurityGroupIngressRuleConfig,
} from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import { type Override, overridden } from "../override";
import { part } from "../part";
import type { HasId } from "../reference";

export interface StoreAccessProps {
  readonly vpc: HasId;
  /** The group's name begins with it; its tag Name is it. */
  readonly name: string;
  readonly description: string;
  /** The TCP port of the store. */
  readonly port: number;
  readonly overrides?: {
    readonly securityGroup?: Override<SecurityGroupConfig>;
    /** Of each that is let in. */
    readonly ingressRule?: Override<VpcSecurityGroupIngressRuleConfig>;
    readonly egressRule?: Override<VpcSecurityGroupEgressRuleConfig>;
  };
}

/** The security group of a data store, which bears its id. It lets nobody in at first, and nothing out. */
export class StoreAccess extends Construct {
  readonly securityGroup: SecurityGroup;
  readonly port: number;

  constructor(
    scope: Construct,
    private readonly id: string,
    private readonly props: StoreAccessProps,
  ) {
    super(scope, id);
    this.port = props.port;
    const config: SecurityGroupConfig = {
      namePrefix: `${props.name}-`,
      description: props.description,
      vpcId: props.vpc.id,
      tags: { Name: props.name },
      lifecycle: { createBeforeDestroy: true },
    };
    this.securityGroup = new SecurityGroup(this, id, overridden(config, props.overrides?.securityGroup));
  }

  /**
   * Lets the members of a group connect. The rules are in the group's stack, beside it: a store knows nothing of the layers
   * above. Both ends are opened, since a group of ours lets nothing out by itself.
   */
  allowFrom(peer: SecurityGroup): [VpcSecurityGroupIngressRule, VpcSecurityGroupEgressRule] {
    const scope = peer.node.scope as Construct;
    const { overrides } = this.props;
    const port = { ipProtocol: "tcp", fromPort: this.port, toPort: this.port };
    const name = peer.node.id;
    const ingress: VpcSecurityGroupIngressRuleConfig = {
      securityGroupId: this.securityGroup.id,
      referencedSecurityGroupId: peer.id,
      description: `from ${name}`,
      ...port,
    };
    const egress: VpcSecurityGroupEgressRuleConfig = {
      securityGroupId: peer.id,
      referencedSecurityGroupId: this.securityGroup.id,
      description: `to ${this.id}`,
      ...port,
    };
    return [
      new VpcSecurityGroupIngressRule(
        part(scope, "ingress"),
        `${this.id}_from_${name}`,
        overridden(ingress, overrides?.ingressRule),
      ),
      new VpcSecurityGroupEgressRule(
        part(scope, "egress"),
        `${name}_to_${this.id}`,
        overridden(egress, overrides?.egressRule),
      ),
    ];
  }
}
