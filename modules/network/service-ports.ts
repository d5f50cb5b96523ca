import {
  VpcSecurityGroupIngressRule,
  type VpcSecurityGroupIngressRuleConfig,
} from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import { type InnerIds, innerIds } from "../inner-ids";
import { type Override, overridden } from "../override";
import { part } from "../part";
import type { HasId } from "../reference";

export interface ServicePortsProps extends InnerIds {
  /** The security group of the load balancer. */
  readonly loadBalancer: HasId;
  /** The security group of the services. */
  readonly application: HasId;
  /** TCP ports of the services. Each has rules of its own, `app_from_alb_<port>`. */
  readonly ports: readonly number[];
  /** Ports from the first to the second have one rule together, `app_from_alb`, as soon as one of them is used. @default none */
  readonly portRange?: readonly [from: number, to: number];
  /** Of each rule. */
  readonly overrides?: { readonly ingressRule?: Override<VpcSecurityGroupIngressRuleConfig> };
}

/**
 * The ports on which the load balancer and the services themselves reach the services. A rule never changes its ports: another
 * port is another rule, so that the old one can stay until no service uses it any more. Free of charge. Guide: lines 581–600.
 */
export class ServicePorts extends Construct {
  /** What the services have to wait for: by that, the rules of ports that none uses any more go last. */
  readonly rules: readonly VpcSecurityGroupIngressRule[];
  private readonly inner: (name: string) => string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ServicePortsProps,
  ) {
    super(scope, id);
    this.inner = innerIds(id, props);
    const { loadBalancer, application } = props;
    this.rules = portRanges(props).flatMap(({ suffix, from, to }) => [
      this.allow(`app_from_alb${suffix}`, "from the load balancer", loadBalancer, from, to),
      this.allow(`app_from_app${suffix}`, "from one another", application, from, to),
    ]);
  }

  private allow(
    id: string,
    description: string,
    from: HasId,
    fromPort: number,
    toPort: number,
  ): VpcSecurityGroupIngressRule {
    const config: VpcSecurityGroupIngressRuleConfig = {
      securityGroupId: this.props.application.id,
      referencedSecurityGroupId: from.id,
      description,
      ipProtocol: "tcp",
      fromPort,
      toPort,
      // Terraform remembers it of a rule that is gone from the settings: it removes that after what depends on it has changed.
      lifecycle: { createBeforeDestroy: true },
    };
    return new VpcSecurityGroupIngressRule(
      part(this, "ingress"),
      this.inner(id),
      overridden(config, this.props.overrides?.ingressRule),
    );
  }
}

/** What a rule is named by is a port, or the range, and nothing that depends on other ports. */
function portRanges({ ports, portRange: [first, last] = [0, -1] }: ServicePortsProps) {
  const isInRange = (port: number) => first <= port && port <= last;
  const single = [...new Set(ports.filter((port) => !isInRange(port)))];
  return [
    ...(ports.some(isInRange) ? [{ suffix: "", from: first, to: last }] : []),
    ...single.sort((a, b) => a - b).map((port) => ({ suffix: `_${port}`, from: port, to: port })),
  ];
}
