import { SecurityGroup, type SecurityGroupConfig } from "@cdktf/provider-aws/lib/security-group";
import { VpcEndpoint, type VpcEndpointConfig } from "@cdktf/provider-aws/lib/vpc-endpoint";
import {
  VpcSecurityGroupIngressRule,
  type VpcSecurityGroupIngressRuleConfig,
} from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import type { TerraformElement } from "cdktf";
import { Construct } from "constructs";
import { type InnerIds, innerIds } from "../inner-ids";
import { type Override, overridden } from "../override";
import type { Network } from "./network";

export interface VpcEndpointsProps extends InnerIds {
  readonly network: Network;
  /** The VPC's name; the endpoints are tagged `<name>-<service>`. */
  readonly name: string;
  /** The region, part of every service's name. */
  readonly region: string;
  /** Endpoints in the route tables, free of charge. @default [] */
  readonly gateway?: readonly ("s3" | "dynamodb")[];
  /**
   * Endpoints in the private subnets by AWS's service name. The service's own host name leads to them, for which the VPC needs both
   * of its DNS attributes, and `s3` the gateway endpoint. About 7 USD a month and zone each. @default []
   */
  readonly interface?: readonly string[];
  readonly overrides?: {
    /** Of each endpoint. */
    readonly endpoint?: Override<VpcEndpointConfig>;
    readonly securityGroup?: Override<SecurityGroupConfig>;
    readonly ingressRule?: Override<VpcSecurityGroupIngressRuleConfig>;
  };
}

/**
 * VPC endpoints: private connections from the VPC to AWS's services, without NAT gateways.
 *
 * Terraform knows each by its service's name, behind `idPrefix`: `aws_vpc_endpoint.ecr_api`. A service can have an endpoint of either kind;
 * the gateway endpoint has the name then, and the interface endpoint is `aws_vpc_endpoint.s3_interface`. So is any other
 * interface endpoint whose name something in here has already.
 */
export class VpcEndpoints extends Construct {
  /** What lets the VPC reach the interface endpoints; absent without them. */
  readonly securityGroup?: SecurityGroup;
  /** What reaches AWS's services by them depends on these, in the same stack. */
  readonly ready: TerraformElement[] = [];
  private readonly inner: (name: string) => string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: VpcEndpointsProps,
  ) {
    super(scope, id);
    this.inner = innerIds(id, props);
    const { network, gateway = [], interface: interfaces = [] } = props;
    const tables = [
      ...(network.publicRouteTable ? [network.publicRouteTable] : []),
      ...network.privateRouteTables,
    ];
    const gateways = new Map(
      gateway.map((service) => {
        const routeTableIds = tables.map((table) => table.id);
        return [
          service as string,
          this.createEndpoint(service, { vpcEndpointType: "Gateway", routeTableIds }),
        ];
      }),
    );
    if (interfaces.length === 0) return;
    const securityGroup = this.createSecurityGroup();
    this.securityGroup = securityGroup;
    for (const service of interfaces) {
      const beside = gateways.get(service);
      this.createEndpoint(service, {
        vpcEndpointType: "Interface",
        privateDnsEnabled: true,
        subnetIds: network.privateSubnets.map((subnet) => subnet.id),
        securityGroupIds: [securityGroup.id],
        // Beside a gateway endpoint, the private name is for clients outside of the VPC only, and AWS refuses it without.
        // https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html#private-dns-s3
        dependsOn: beside && [beside],
      });
    }
  }

  private createEndpoint(service: string, kind: Omit<VpcEndpointConfig, "vpcId">): VpcEndpoint {
    const { network, name, region, overrides } = this.props;
    const config: VpcEndpointConfig = {
      vpcId: network.id,
      serviceName: `com.amazonaws.${region}.${service}`,
      tags: { Name: `${name}-${service}` },
      ...kind,
    };
    const id = this.freeId(this.inner(service.replaceAll(/[.-]/g, "_")));
    const endpoint = new VpcEndpoint(this, id, overridden(config, overrides?.endpoint));
    this.ready.push(endpoint);
    return endpoint;
  }

  private freeId(id: string): string {
    return this.node.tryFindChild(id) ? this.freeId(`${id}_interface`) : id;
  }

  private createSecurityGroup(): SecurityGroup {
    const { network, name, overrides } = this.props;
    const config: SecurityGroupConfig = {
      namePrefix: `${name}-endpoints-`,
      description: "HTTPS from the VPC to AWS services",
      vpcId: network.id,
      tags: { Name: `${name}-endpoints` },
      lifecycle: { createBeforeDestroy: true },
    };
    const group = new SecurityGroup(
      this,
      this.inner("vpc_endpoints"),
      overridden(config, overrides?.securityGroup),
    );
    const https: VpcSecurityGroupIngressRuleConfig = {
      securityGroupId: group.id,
      description: "HTTPS from the VPC",
      cidrIpv4: network.vpc.cidrBlock,
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
    };
    this.ready.push(
      new VpcSecurityGroupIngressRule(
        this,
        this.inner("vpc_endpoints_https"),
        overridden(https, overrides?.ingressRule),
      ),
    );
    return group;
  }
}
