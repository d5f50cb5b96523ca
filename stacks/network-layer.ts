import { Construct } from "constructs";
import type { Environment } from "../environments/schema/environment";
import { FlowLogs } from "../modules/network/flow-logs";
import { Network } from "../modules/network/network";
import { VpcEndpoints } from "../modules/network/vpc-endpoints";

/** VPC, subnets, routes, NAT gateways, endpoints and flow logs. Guide: lines 132–173. */
export class NetworkLayer extends Construct {
  readonly network: Network;

  constructor(scope: Construct, id: string, { prefix, region, names, network: settings }: Environment) {
    super(scope, id);
    const name = `${prefix}-vpc`;
    this.network = new Network(this, "network", { name, ...settings });
    new VpcEndpoints(this, "endpoints", {
      network: this.network,
      name,
      region,
      gateway: settings.gatewayEndpoints,
      interface: settings.interfaceEndpoints,
    });
    if (settings.flowLogs) {
      new FlowLogs(this, "flow_logs", {
        vpc: this.network.vpc,
        name,
        roleName: names.flowLogsRole,
        retentionDays: settings.flowLogs.retentionDays,
      });
    }
  }
}
