import { z } from "zod";
import { AWS_DATA, AWS_DATA_ORIGIN, allTypes, type TypesOfRegions, typesIn } from "./aws-data";
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

/** Those of the same family's letter and size first, the latest generation before the others; then those of the same size. */
function alike(value: string, own: readonly string[]): string[] {
  const [service, family = "", size] = value.split(".");
  const ofSize = own.filter((type) => type.endsWith(`.${size}`)).reverse();
  const ofFamily = ofSize.filter((type) => type.startsWith(`${service}.${family[0]}`));
  const rest = [...own].reverse();
  return [...new Set([...ofFamily, ...ofSize, ...rest])];
}
