import type { AlarmDefinition } from "../monitoring/alarm-definition";
import { overAll } from "../monitoring/over-all";
import { natMetric } from "./nat-metric";

/** Thresholds of the alarms on NAT gateways. */
export interface NatThresholds {
  /** Connections in a minute that got no port, at all gateways together. */
  readonly portErrors: number;
}

export const DEFAULT_NAT_THRESHOLDS: NatThresholds = {
  // Each is a connection that failed. A gateway has 55,000 to one destination at a time.
  // https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html
  portErrors: 0,
};

/**
 * What the NAT gateways of a network know; nothing where there are none.
 * https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway-cloudwatch.html
 *
 * @param gatewayIds at most ten
 */
export function natAlarms(gatewayIds: readonly string[], { portErrors }: NatThresholds): AlarmDefinition[] {
  if (gatewayIds.length === 0) return [];
  return [
    {
      id: "nat_ports",
      runbook: "nat-ports",
      severity: "alert",
      description: `${portErrors === 0 ? "Connections" : `More than ${portErrors} connections a minute`} to the internet failed: a NAT gateway has no port left for them. Look which service opens so many to one destination.`,
      measured: overAll(
        "SUM",
        "port_errors",
        "Connections without a port",
        gatewayIds.map((gatewayId) => natMetric("ErrorPortAllocation", gatewayId, "Sum")),
      ),
      comparison: "GreaterThanThreshold",
      threshold: portErrors,
      periodSeconds: 60,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      missingData: "notBreaching",
    },
  ];
}
