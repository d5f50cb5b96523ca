import type { TerraformElement } from "cdktf";
import { Construct } from "constructs";
import type { Environment } from "../environments/schema/environment";
import { EncryptionKey } from "../modules/encryption/encryption-key";
import { logEncryption } from "../modules/encryption/log-encryption";
import { FlowLogs } from "../modules/network/flow-logs";
import { Network } from "../modules/network/network";
import { VpcEndpoints } from "../modules/network/vpc-endpoints";
import { part } from "../modules/part";
import { waive } from "../modules/waiver";

/** VPC, subnets, routes, NAT gateways, endpoints, flow logs and the key of all logs. Guide: lines 132–173. */
export class NetworkLayer extends Construct {
  readonly network: Network;
  /** How tasks in the private subnets reach AWS and the internet: NAT gateways, endpoints. They depend on it, in the same stack. */
  readonly wayOut: readonly TerraformElement[];
  /** Encrypts the logs of all layers: this is the lowest. */
  readonly logsKey: EncryptionKey;

  constructor(scope: Construct, id: string, { prefix, region, names, network: settings }: Environment) {
    super(scope, id);
    const name = `${prefix}-vpc`;
    this.network = new Network(this, "network", { name, idPrefix: "", ...settings });
    const endpoints = new VpcEndpoints(this, "endpoints", {
      network: this.network,
      idPrefix: "",
      name,
      region,
      gateway: settings.gatewayEndpoints,
      interface: settings.interfaceEndpoints,
    });
    this.wayOut = [...this.network.privateReady, ...endpoints.ready];
    this.logsKey = new EncryptionKey(part(this, "keys"), "logs", {
      alias: names.logsKeyAlias,
      description: "Encrypts the MCP platform's logs",
      serviceStatements: logEncryption(this, region),
    });
    if (settings.flowLogs) {
      new FlowLogs(this, "flow_logs", {
        vpc: this.network,
        idPrefix: "",
        name,
        roleName: names.flowLogsRole,
        ...settings.flowLogs,
        logKey: this.logsKey,
      });
    } else {
      waive(this.network.vpc, "CKV2_AWS_11", "Flow logs are a setting, which this environment does without");
    }
  }
}
