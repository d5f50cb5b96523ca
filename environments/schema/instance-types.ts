import { z } from "zod";
import { AWS_DATA, AWS_DATA_ORIGIN, allTypes, type TypesOfRegions, typesIn } from "./aws-data";
import { instanceSize } from "./instance-size";
import { mistyped } from "./likeness";
import type { Problem } from "./problem";

/** How many types a message names. */
const MOST_NAMED = 3;

const INSTANCE_CLASSES = allTypes(AWS_DATA.instanceClasses);

/** An instance class that RDS has for PostgreSQL, in any region. */
export const instanceClass = z
  .string()
  .superRefine((text, context) => {
    if (INSTANCE_CLASSES.includes(text)) return;
    const use = mistyped(text, INSTANCE_CLASSES);
    const message = `is not an instance class of RDS for PostgreSQL (${AWS_DATA_ORIGIN})`;
    context.addIssue({ code: "custom", message, params: use ? { use: `"${use}"` } : {} });
  })
  .meta({ example: "db.r6g.xlarge" });

/** Types of machines that the region does not have. Takes the settings that are right by themselves. */
export function instanceTypeProblems(
  region: string | undefined,
  { instanceClass, nodeType }: { readonly instanceClass?: string; readonly nodeType?: string },
): Problem[] {
  return [
    ...typeProblems("data.postgres.instanceClass", instanceClass, AWS_DATA.instanceClasses, region),
    ...typeProblems("data.redis.nodeType", nodeType, AWS_DATA.nodeTypes, region),
  ];
}

function typeProblems(
  path: string,
  value: string | undefined,
  groups: readonly TypesOfRegions[],
  region: string | undefined,
): Problem[] {
  if (value === undefined || region === undefined) return [];
  const own = typesIn(groups, region);
  // A region that is newer than the list has what only AWS knows.
  if (own.length === 0 || own.includes(value)) return [];
  const has = alike(value, own).slice(0, MOST_NAMED);
  const reason = `is not in ${region}, which has ${has.join(", ")} (${AWS_DATA_ORIGIN})`;
  return [{ path, value, reason, use: `"${has[0]}"` }];
}

/** Burstable ones only in place of burstable ones; the nearest memory, then vCPUs, then the family's letter, the latest first. */
function alike(value: string, own: readonly string[]): string[] {
  const distance = (type: string) => [
    letterOf(type) === "t" && letterOf(value) !== "t" ? 1 : 0,
    ...sizesBetween(type, value),
    letterOf(type) === letterOf(value) ? 0 : 1,
  ];
  const nearer = (one: string, other: string) =>
    distance(one)
      .map((part, index) => part - (distance(other)[index] ?? 0))
      .find((difference) => difference !== 0) ?? 0;
  return [...own].reverse().sort(nearer);
}

function letterOf(type: string): string | undefined {
  return type.split(".")[1]?.[0];
}

/** How often memory, and vCPUs, double from the one to the other; where nobody knows, it is another size that counts. */
function sizesBetween(one: string, other: string): [memory: number, vcpus: number] {
  const [first, second] = [instanceSize(one), instanceSize(other)];
  const doublings = (a: number, b: number) => Math.abs(Math.log2(a / b));
  if (first && second) return [doublings(first.gib, second.gib), doublings(first.vcpus, second.vcpus)];
  return one.split(".")[2] === other.split(".")[2] ? [0, 0] : [1, 0];
}
