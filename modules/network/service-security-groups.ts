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
  /** TCP ports of the services. Each has rules of its own, `app_from_alb_<port>`. */
  readonly ports: readonly number[];
  /** Ports from the first to the second have one rule together, `app_from_alb`. @default none */
  readonly portRange?: readonly [from: number, to: number];
  readonly overrides?: {
    readonly loadBalancer?: Override<SecurityGroupConfig>;
    readonly application?: Override<SecurityGroupConfig>;
    /** Of each rule. */
    readonly ingressRule?: Override<VpcSecurityGroupIngressRuleConfig>;
    readonly egressRule?: Override<VpcSecurityGroupEgressRuleConfig>;
  };
}

/**
 * The groups `alb`, which anybody reaches on 80 and 443, and `app`, which the load balancer and the services themselves reach
 * on the services' ports. Both may go out to anywhere. Guide: lines 551–600.
 */
export class ServiceSecurityGroups extends Construct {
  readonly loadBalancer: SecurityGroup;
  readonly application: SecurityGroup;
  /** What the load balancer has to wait for. */
  readonly loadBalancerRules: readonly VpcSecurityGroupIngressRule[];
  /** What the services have to wait for, to get anywhere. */
  readonly applicationEgress: VpcSecurityGroupEgressRule;
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
    const http = this.allowIn("alb_http", this.loadBalancer, "HTTP, which is sent on to HTTPS", 80, {
      cidrIpv4: ANYWHERE,
    });
    waive(http, "CKV_AWS_260", "Port 80 does nothing but send browsers on to HTTPS");
    this.loadBalancerRules = [
      this.allowIn("alb_https", this.loadBalancer, "HTTPS", 443, { cidrIpv4: ANYWHERE }),
      http,
    ];
    for (const { suffix, from, to } of portRanges(props)) {
      const ends = { fromPort: from, toPort: to };
      this.allowIn(`app_from_alb${suffix}`, this.application, "from the load balancer", from, {
        ...ends,
        referencedSecurityGroupId: this.loadBalancer.id,
      });
      this.allowIn(`app_from_app${suffix}`, this.application, "from one another", from, {
        ...ends,
        referencedSecurityGroupId: this.application.id,
      });
    }
    this.allowOut("alb_to_anywhere", this.loadBalancer);
    this.applicationEgress = this.allowOut("app_to_anywhere", this.application);
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

  private allowIn(
    id: string,
    group: SecurityGroup,
    description: string,
    port: number,
    source: Partial<VpcSecurityGroupIngressRuleConfig>,
  ): VpcSecurityGroupIngressRule {
    const config: VpcSecurityGroupIngressRuleConfig = {
      securityGroupId: group.id,
      description,
      ipProtocol: "tcp",
      fromPort: port,
      toPort: port,
      ...source,
    };
    return new VpcSecurityGroupIngressRule(
      part(this, "ingress"),
      this.inner(id),
      overridden(config, this.props.overrides?.ingressRule),
    );
  }

  private allowOut(id: string, group: SecurityGroup): VpcSecurityGroupEgressRule {
    const config: VpcSecurityGroupEgressRuleConfig = {
      securityGroupId: group.id,
      description: "to anywhere",
      ipProtocol: "-1",
      cidrIpv4: ANYWHERE,
    };
    return new VpcSecurityGroupEgressRule(
      part(this, "egress"),
      this.inner(id),
      overridden(config, this.props.overrides?.egressRule),
    );
  }
}

/** What a rule is named by is a port, or the range, and nothing that depends on other ports. */
function portRanges({ ports, portRange: [first, last] = [0, -1] }: ServiceSecurityGroupsProps) {
  const isInRange = (port: number) => first <= port && port <= last;
  const inRange = ports.filter(isInRange);
  const single = [...new Set(ports.filter((port) => !isInRange(port)))];
  return [
    ...(inRange.length > 0 ? [{ suffix: "", from: Math.min(...inRange), to: Math.max(...inRange) }] : []),
    ...single.sort((a, b) => a - b).map((port) => ({ suffix: `_${port}`, from: port, to: port })),
  ];
}
