import type { MetricWidget } from "../monitoring/dashboard";
import { natMetric } from "./nat-metric";

/** A gateway and what its line is called. */
export interface DrawnNatGateway {
  readonly label: string;
  readonly gatewayId: string;
}

/** Bytes through the NAT gateways, which AWS charges for; nothing where there are none. */
export function natWidgets(gateways: readonly DrawnNatGateway[]): MetricWidget[] {
  if (gateways.length === 0) return [];
  return [
    {
      title: "NAT gateways: traffic",
      unit: "bytes in five minutes",
      lines: gateways.map(({ label, gatewayId }) => ({
        ...natMetric("BytesOutToDestination", gatewayId, "Sum"),
        label,
      })),
    },
  ];
}
