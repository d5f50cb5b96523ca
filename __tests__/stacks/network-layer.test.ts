import { FlowLog } from "@cdktf/provider-aws/lib/flow-log";
import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { NatGateway } from "@cdktf/provider-aws/lib/nat-gateway";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { productionLayer, settings } from "../support/synth";

test("the guide's VPC and subnets, a way out, and the key of all logs", () => {
  const { text } = productionLayer("network");
  expect(text).toHaveProviderWithProperties(AwsProvider, { region: "us-east-1" });
  expect(text).toHaveResourceWithProperties(Vpc, { cidr_block: "10.0.0.0/16", enable_dns_hostnames: true });
  for (const [zone, cidr_block] of [
    ["us-east-1a", "10.0.10.0/24"],
    ["us-east-1b", "10.0.20.0/24"],
  ])
    expect(text).toHaveResourceWithProperties(Subnet, { cidr_block, availability_zone: zone });
  expect(text).toHaveResource(NatGateway);
  expect(text).toHaveResourceWithProperties(KmsAlias, { name: "alias/mcp-production-logs" });
});

test("endpoints and flow logs are settings", () => {
  const { network } = settings();
  const { text: without } = productionLayer("network", { network: { ...network, flowLogs: false } });
  expect(without).not.toHaveResource(VpcEndpoint);
  expect(without).not.toHaveResource(FlowLog);
  const flowLogs = { trafficType: "ALL" as const };
  const { text } = productionLayer("network", {
    network: { ...network, gatewayEndpoints: ["s3"], flowLogs },
  });
  expect(text).toHaveResourceWithProperties(VpcEndpoint, { vpc_endpoint_type: "Gateway" });
  expect(text).toHaveResourceWithProperties(FlowLog, { traffic_type: "ALL" });
});
