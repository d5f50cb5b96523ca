import { SecurityGroup, type SecurityGroupConfig } from "@cdktf/provider-aws/lib/security-group";
import {
  VpcSecurityGroupEgressRule,
  type VpcSecurityGroupEgressRuleConfig,
} from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import {
  VpcSecurityGroupIngressRule,
  type VpcSecurityGroupIngressRuleConfig,
} from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import type { TerraformElement } from "cdktf";
import { Construct } from "constructs";
import { type InnerIds, innerIds } from "../inner-ids";
import { ofPlatform, type PartOfPlatform } from "../of-platform";
import { type Override, overridden } from "../override";
import { part } from "../part";
import type { HasId } from "../reference";
import { waive } from "../waiver";

const ANYWHERE = "0.0.0.0/0";

export interface ServiceSecurityGroupsProps extends InnerIds, PartOfPlatform {
  readonly vpc: HasId;
  /** The load balancer's group begins with it, and its tag Name is it. */
  readonly loadBalancerName: string;
  /** The services' group begins with it, and its tag Name is it. */
  readonly applicationName: string;
  readonly overrides?: {
    readonly loadBalancer?: Override<SecurityGroupConfig>;
    readonly application?: Override<SecurityGroupConfig>;
    /** Of each rule. */
    readonly ingressRule?: Override<VpcSecurityGroupIngressRuleConfig>;
    readonly egressRule?: Override<VpcSecurityGroupEgressRuleConfig>;
  };
}

/**
 * The groups `alb`, which anybody reaches on 80 and 443, and `app`, which nobody reaches but by rules of others (`ServicePorts`).
 * Both may go out to anywhere. Free of charge. Guide: lines 551–600.
 */
export class ServiceSecurityGroups extends Construct {
  readonly loadBalancer: SecurityGroup;
  readonly application: SecurityGroup;
  /** Of both groups: what load balancer and services depend on, in the same stack. */
  readonly rules: TerraformElement[] = [];
  private readonly inner: (name: string) => string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ServiceSecurityGroupsProps,
  ) {
    super(scope, id);
    this.inner = innerIds(id, props);
    const { loadBalancerName, applicationName, overrides } = props;
    this.loadBalancer = this.createGroup(
      "alb",
      loadBalancerName,
      "The load balancer",
      overrides?.loadBalancer,
    );
    this.application = this.createGroup("app", applicationName, "The services", overrides?.application);
    waive(this.application, "CKV2_AWS_5", "The services have it, whose plan is another one");
    const http = this.allowIn("alb_http", "HTTP, which is sent on to HTTPS", 80);
    waive(http, "CKV_AWS_260", "Port 80 does nothing but send browsers on to HTTPS");
    this.allowIn("alb_https", "HTTPS", 443);
    this.allowOut("alb_to_anywhere", this.loadBalancer);
    this.allowOut("app_to_anywhere", this.application);
  }

  private createGroup(
    id: string,
    name: string,
    what: string,
    override?: Override<SecurityGroupConfig>,
  ): SecurityGroup {
    const config: SecurityGroupConfig = {
      namePrefix: `${name}-`,
      description: ofPlatform(what, this.props),
      vpcId: this.props.vpc.id,
      tags: { Name: name },
      lifecycle: { createBeforeDestroy: true },
    };
    return new SecurityGroup(part(this, "groups"), this.inner(id), overridden(config, override));
  }

  private allowIn(id: string, description: string, port: number): VpcSecurityGroupIngressRule {
    const config: VpcSecurityGroupIngressRuleConfig = {
      securityGroupId: this.loadBalancer.id,
      description,
      ipProtocol: "tcp",
      fromPort: port,
      toPort: port,
      cidrIpv4: ANYWHERE,
    };
    const rule = new VpcSecurityGroupIngressRule(
      part(this, "ingress"),
      this.inner(id),
      overridden(config, this.props.overrides?.ingressRule),
    );
    this.rules.push(rule);
    return rule;
  }

  private allowOut(id: string, group: SecurityGroup): void {
    const config: VpcSecurityGroupEgressRuleConfig = {
      securityGroupId: group.id,
      description: "to anywhere",
      ipProtocol: "-1",
      cidrIpv4: ANYWHERE,
    };
    const { overrides } = this.props;
    this.rules.push(
      new VpcSecurityGroupEgressRule(
        part(this, "egress"),
        this.inner(id),
        overridden(config, overrides?.egressRule),
      ),
    );
  }
}
