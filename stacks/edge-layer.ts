import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { Construct } from "constructs";
import type { Environment } from "../environments/schema/environment";
import { inSameStack } from "../modules/in-same-stack";
import type { PlatformLayer } from "./platform-layer";

/** The services' host names in Route 53. Guide: lines 74–77. */
export class EdgeLayer extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { services }: Environment,
    { zone, loadBalancer, webAcl }: PlatformLayer,
  ) {
    super(scope, id);
    const { dnsName, zoneId } = loadBalancer;
    for (const [host, name] of Object.entries(services.hosts)) {
      new Route53Record(this, host, {
        zoneId: zone.zoneId,
        name,
        type: "A",
        alias: { name: dnsName, zoneId, evaluateTargetHealth: true },
        // Nobody finds the load balancer before the firewall is in front of it.
        dependsOn: inSameStack(this, [webAcl.association]),
      });
    }
  }
}
