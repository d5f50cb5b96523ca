import { SecurityGroup, type SecurityGroupConfig } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import {
  VpcSecurityGroupIngressRule,
  type VpcSecurityGroupIngressRuleConfig,
} from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import { part } from "../part";
import { waive } from "../waiver";

const ANYWHERE = "0.0.0.0/0";

export interface ServiceSecurityGroupsProps {
  readonly vpcId: string;
  /** The load balancer's group begins with it, and its tag Name is it. */
  readonly loadBalancerName: string;
  /** The services' group begins with it, and its tag Name is it. */
  readonly applicationName: string;
  /** TCP ports of the services. */
  readonly ports: readonly number[];
  readonly overrides?: {
    readonly loadBalancer?: Partial<SecurityGroupConfig>;
    readonly application?: Partial<SecurityGroupConfig>;
  };
}

/**
 * The groups `alb`, which anybody reaches on 80 and 443, and `app`, which the load balancer and the services themselves reach
 * on the services' ports. Both may go out to anywhere. Guide: lines 554–603.
 */
export class ServiceSecurityGroups extends Construct {
  readonly loadBalancer: SecurityGroup;
  readonly application: SecurityGroup;
  /** What the load balancer has to wait for. */
  readonly loadBalancerRules: readonly VpcSecurityGroupIngressRule[];
  /** What the services have to wait for, to get anywhere. */
  readonly applicationEgress: VpcSecurityGroupEgressRule;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ServiceSecurityGroupsProps,
  ) {
    super(scope, id);
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
    for (const [index, [from, to]] of ranges(props.ports).entries()) {
      const suffix = index === 0 ? "" : `_${from}`;
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
    description: string,
    overrides?: Partial<SecurityGroupConfig>,
  ): SecurityGroup {
    return new SecurityGroup(part(this, "groups"), id, {
      namePrefix: `${name}-`,
      description: `${description} of the MCP platform`,
      vpcId: this.props.vpcId,
      tags: { Name: name },
      lifecycle: { createBeforeDestroy: true },
      ...overrides,
    });
  }

  private allowIn(
    id: string,
    group: SecurityGroup,
    description: string,
    port: number,
    source: Partial<VpcSecurityGroupIngressRuleConfig>,
  ): VpcSecurityGroupIngressRule {
    return new VpcSecurityGroupIngressRule(part(this, "ingress"), id, {
      securityGroupId: group.id,
      description,
      ipProtocol: "tcp",
      fromPort: port,
      toPort: port,
      ...source,
    });
  }

  private allowOut(id: string, group: SecurityGroup): VpcSecurityGroupEgressRule {
    return new VpcSecurityGroupEgressRule(part(this, "egress"), id, {
      securityGroupId: group.id,
      description: "to anywhere",
      ipProtocol: "-1",
      cidrIpv4: ANYWHERE,
    });
  }
}

/** Ports as ranges, each as long as they follow on one another. */
function ranges(ports: readonly number[]): [from: number, to: number][] {
  const found: [number, number][] = [];
  for (const port of [...new Set(ports)].sort((a, b) => a - b)) {
    const last = found.at(-1);
    if (last && port === last[1] + 1) last[1] = port;
    else found.push([port, port]);
  }
  return found;
}
