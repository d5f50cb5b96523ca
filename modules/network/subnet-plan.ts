import { formatCidr, parseCidr, subBlock } from "./cidr";

/** The subnets of a VPC, one CIDR for each zone in each tier. An empty list leaves a tier out. */
export interface SubnetLayout {
  readonly public: readonly string[];
  readonly private: readonly string[];
  readonly database: readonly string[];
}

/**
 * Zones the plan keeps room for. The letter of a zone is its place: `a` and `e` have the first, `b` and `f` the second. So
 * neither another zone nor another order of zones moves a subnet that exists.
 */
export const PLANNED_ZONES = 4;

/**
 * Shortest and longest prefix of a VPC that can be planned. AWS allows subnets of /16 to /28, and the smallest planned
 * subnet is four bits longer than the VPC.
 * https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
 */
export const PLANNED_VPC_PREFIX = { min: 16, max: 24 } as const;

/**
 * The place that a zone has in the plan, 0 to 3, by its letter.
 *
 * @param zone such as `us-east-1a`
 * @throws RangeError if it ends with no letter
 */
export function plannedPlace(zone: string): number {
  const letter = zone.at(-1) ?? "";
  if (!/^[a-z]$/.test(letter)) throw new RangeError(`cannot plan subnets for "${zone}": it is no zone`);
  return (letter.charCodeAt(0) - "a".charCodeAt(0)) % PLANNED_ZONES;
}

/**
 * Divides a VPC among its zones: half of it for private subnets, where the workloads are, a quarter each for public and
 * database subnets. What a zone gets depends on its letter alone.
 *
 * @param vpcCidr the VPC's CIDR, /16 to /24
 * @param zones their names, such as `us-east-1a`, 1 to 4, of which no two have one place
 * @throws RangeError if the CIDR or the zones are not as they should be
 */
export function planSubnets(vpcCidr: string, zones: readonly string[]): SubnetLayout {
  const vpc = parseCidr(vpcCidr);
  if (!vpc || vpc.prefix < PLANNED_VPC_PREFIX.min || vpc.prefix > PLANNED_VPC_PREFIX.max) {
    throw new RangeError(`cannot plan subnets in ${vpcCidr}: give a CIDR between /16 and /24`);
  }
  const places = zones.map(plannedPlace);
  if (places.length === 0 || new Set(places).size < places.length) {
    throw new RangeError(
      `cannot plan subnets for ${zones.join(", ") || "no zones"}: give 1 to ${PLANNED_ZONES} zones of different places`,
    );
  }
  const half = subBlock(vpc, 1, 0);
  const thirdQuarter = subBlock(vpc, 2, 2);
  const lastQuarter = subBlock(vpc, 2, 3);
  return {
    private: places.map((place) => formatCidr(subBlock(half, 2, place))),
    public: places.map((place) => formatCidr(subBlock(thirdQuarter, 2, place))),
    database: places.map((place) => formatCidr(subBlock(lastQuarter, 2, place))),
  };
}
