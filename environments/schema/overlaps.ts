import { firstFreeBlock, formatCidr, overlaps, parseCidr } from "../../modules/network/cidr";
import type { Environment } from "./environment";
import type { ProblemReport } from "./problem";

/** Where free networks are looked for. https://www.rfc-editor.org/rfc/rfc1918 */
const PRIVATE = { start: 10 * 2 ** 24, prefix: 8 };

/**
 * Environments whose VPCs have addresses in common. That is right until they are to be peered, or reached through one VPN or
 * transit gateway, and then it is too late: a VPC's CIDR cannot be changed. So it is told, and stops nothing. Of two, the later
 * one is told.
 */
export function overlapReports(environments: readonly Environment[]): ProblemReport[] {
  const blocks = environments.flatMap(({ name, network }) => {
    const block = parseCidr(network.cidr);
    return block ? [{ name, block }] : [];
  });
  const taken = blocks.map(({ block }) => block);
  return blocks.flatMap(({ name, block }, index) => {
    const other = blocks.slice(0, index).find((earlier) => overlaps(earlier.block, block));
    if (!other) return [];
    const reason = `overlaps with the ${formatCidr(other.block)} of ${other.name}: the two VPCs could never be peered`;
    const free = firstFreeBlock(PRIVATE, block.prefix, taken);
    if (free) taken.push(free);
    const use = `${free ? `"${formatCidr(free)}"` : "addresses of its own"} here or there, where nothing is applied yet; or leave it if they never meet`;
    return [{ file: name, problems: [{ path: "network.cidr", value: formatCidr(block), reason, use }] }];
  });
}
