import type { Metric } from "../monitoring/alarm-definition";

/** Of one NAT gateway. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway-cloudwatch.html */
export function natMetric(metricName: string, gatewayId: string, stat: string): Metric {
  return { namespace: "AWS/NATGateway", metricName, dimensions: { NatGatewayId: gatewayId }, stat };
}
