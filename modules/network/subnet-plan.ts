import { formatCidr, parseCidr, subBlock } from "./cidr";

/** The subnets of a VPC, one CIDR for each zone in each tier. An empty list leaves a tier out. */
export interface SubnetLayout {
  readonly public: readonly string[];
  readonly private: readonly string[];
  readonly database: readonly string[];
}

/** Zones the plan keeps room for. A fixed number, so that adding a zone never moves a subnet that exists. */
export const PLANNED_ZONES = 4;

/**
 * Shortest and longest prefix of a VPC that can be planned. AWS allows subnets of /16 to /28, and the smallest planned
 * subnet is four bits longer than the VPC.
 * https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
 */
export const PLANNED_VPC_PREFIX = { min: 16, max: 24 } as const;

/**
 * Divides a VPC among its zones: half of it for private subnets, where the workloads are, a quarter each for public and
 * database subnets. The plan of fewer zones is the beginning of the plan of more.
 *
 * @param vpcCidr the VPC's CIDR, /16 to /24
 * @param zoneCount 1 to 4 zones
 * @throws RangeError if the CIDR or the count is outside of these
 */
export function planSubnets(vpcCidr: string, zoneCount: number): SubnetLayout {
  const vpc = parseCidr(vpcCidr);
  if (!vpc || vpc.prefix < PLANNED_VPC_PREFIX.min || vpc.prefix > PLANNED_VPC_PREFIX.max) {
    throw new RangeError(`cannot plan subnets in ${vpcCidr}: give a CIDR between /16 and /24`);
  }
  if (!Number.isInteger(zoneCount) || zoneCount < 1 || zoneCount > PLANNED_ZONES) {
    throw new RangeError(`cannot plan subnets for ${zoneCount} zones: give 1 to ${PLANNED_ZONES}`);
  }
  const zones = Array.from({ length: zoneCount }, (_, zone) => zone);
  const half = subBlock(vpc, 1, 0);
  const thirdQuarter = subBlock(vpc, 2, 2);
  const lastQuarter = subBlock(vpc, 2, 3);
  return {
    private: zones.map((zone) => formatCidr(subBlock(half, 2, zone))),
    public: zones.map((zone) => formatCidr(subBlock(thirdQuarter, 2, zone))),
    database: zones.map((zone) => formatCidr(subBlock(lastQuarter, 2, zone))),
  };
}
