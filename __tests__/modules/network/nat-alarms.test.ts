import type { NatThresholds } from "../../../modules/network/nat-alarms";
import { Network, type NetworkProps } from "../../../modules/network/network";
import { synthAlarms } from "../../support/alarms";
import { unknownMetrics } from "../../support/metrics";

function alarms(natGateways: NetworkProps["natGateways"] = "perZone", thresholds?: NatThresholds) {
  return synthAlarms((stack) =>
    new Network(stack, "network", {
      idPrefix: "",
      name: "test",
      cidr: "10.0.0.0/16",
      zones: ["us-east-1a", "us-east-1b"],
      subnets: {
        private: ["10.0.10.0/24", "10.0.20.0/24"],
        public: ["10.0.1.0/24", "10.0.2.0/24"],
        database: [],
      },
      natGateways,
    }).alarms(thresholds),
  );
}

test("without gateways there is nothing to tell", () => {
  expect(alarms("none").ids).toEqual([]);
});

test.each(["perZone", "single"] as const)("%s: one alarm, of what VPC publishes", (natGateways) => {
  const { ids, definitions } = alarms(natGateways);
  expect(ids).toEqual(["nat_ports"]);
  expect(unknownMetrics(definitions)).toEqual([]);
});

test("all gateways together", () => {
  const { alarm, dimensions } = alarms();
  expect(alarm("nat_ports").metric_query).toMatchObject([
    { expression: "SUM([m1, m2])", return_data: true },
    { id: "m1", metric: { namespace: "AWS/NATGateway", metric_name: "ErrorPortAllocation", stat: "Sum" } },
    { id: "m2", metric: { namespace: "AWS/NATGateway", metric_name: "ErrorPortAllocation", stat: "Sum" } },
  ]);
  expect(dimensions("nat_ports")).toEqual([
    { NatGatewayId: "${aws_nat_gateway.us_east_1a.id}" },
    { NatGatewayId: "${aws_nat_gateway.us_east_1b.id}" },
  ]);
});

test("a single gateway's metric is watched as it is", () => {
  const { alarm, dimensions } = alarms("single");
  expect(alarm("nat_ports")).toMatchObject({ metric_name: "ErrorPortAllocation", statistic: "Sum" });
  expect(dimensions("nat_ports")).toEqual([{ NatGatewayId: "${aws_nat_gateway.us_east_1a.id}" }]);
});

test("told of the first failures, or of as many as said", () => {
  expect(alarms().alarm("nat_ports")).toMatchObject({
    comparison_operator: "GreaterThanThreshold",
    threshold: 0,
    treat_missing_data: "notBreaching",
  });
  expect(alarms("perZone", { portErrors: 20 }).alarm("nat_ports").threshold).toBe(20);
});
