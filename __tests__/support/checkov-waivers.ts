import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Finding } from "./checkov";

/** That a check does not hold for a resource, as `waive` (modules/waiver.ts) noted it beside it. */
export interface Waiver {
  readonly stack: string;
  readonly address: string;
  readonly checkId: string;
  readonly reason: string;
}

type Blocks = Record<
  string,
  Record<string, { readonly "//"?: { readonly waivers?: Record<string, string> } }>
>;

/** The waivers in a stack's directory. */
export function waiversIn(directory: string): Waiver[] {
  const { resource = {} }: { resource?: Blocks } = JSON.parse(
    readFileSync(join(directory, "cdk.tf.json"), "utf8"),
  );
  return Object.entries(resource).flatMap(([type, blocks]) =>
    Object.entries(blocks).flatMap(([name, block]) =>
      Object.entries(block["//"]?.waivers ?? {}).map(([checkId, reason]) => ({
        stack: basename(directory),
        address: `${type}.${name}`,
        checkId,
        reason,
      })),
    ),
  );
}

/** What is left when waivers have been taken into account. */
export interface Verdict {
  /** What to fix, in words; none if all is well. */
  readonly faults: readonly string[];
  readonly counts: readonly StackCount[];
}

export interface StackCount {
  readonly stack: string;
  readonly passed: number;
  /** Without those that are waived. */
  readonly failed: number;
  readonly waived: number;
}

/**
 * @param stacks those that were checked
 * @param knownChecks the ids of all checks there are
 */
export function judge(
  stacks: readonly string[],
  findings: readonly Finding[],
  waivers: readonly Waiver[],
  knownChecks: ReadonlySet<string>,
): Verdict {
  const failed = findings.filter(({ passed }) => !passed);
  const unwaived = failed.filter((finding) => !waivers.some((waiver) => covers(waiver, finding)));
  const counts = stacks.map((stack) => {
    const own = (all: readonly Finding[]) => all.filter((finding) => finding.stack === stack).length;
    return {
      stack,
      passed: own(findings) - own(failed),
      failed: own(unwaived),
      waived: own(failed) - own(unwaived),
    };
  });
  const unchecked = counts.filter(({ passed, failed, waived }) => passed + failed + waived === 0);
  return {
    faults: [
      ...unchecked.map(({ stack }) => `${stack}: nothing was checked; see whether its plan has resources`),
      ...unwaived.map(unwaivedFault),
      ...waivers.flatMap((waiver) => waiverFault(waiver, failed, knownChecks) ?? []),
    ],
    counts,
  };
}

function covers(waiver: Waiver, { stack, address, checkId }: Finding): boolean {
  // A resource with count or for_each has its waiver once.
  return waiver.stack === stack && waiver.checkId === checkId && waiver.address === address.split("[")[0];
}

function unwaivedFault({ stack, address, checkId, title }: Finding): string {
  return [
    `${stack}: ${address}: ${checkId}: ${title}`,
    `  fix the resource; or say beside it why not: waive(resource, "${checkId}", "…") of modules/waiver.ts`,
  ].join("\n");
}

function waiverFault(
  waiver: Waiver,
  failed: readonly Finding[],
  knownChecks: ReadonlySet<string>,
): string | undefined {
  const { stack, address, checkId } = waiver;
  if (!knownChecks.has(checkId)) {
    return `${stack}: ${address}: there is no check ${checkId}; correct the waiver's id, or remove it`;
  }
  if (failed.some((finding) => covers(waiver, finding))) return undefined;
  return `${stack}: ${address}: ${checkId} does not fail; remove the waiver, which waives nothing`;
}

/** A check and a reason, however many resources they are noted beside: one decision, at one place of a module. */
export interface Decision {
  readonly checkId: string;
  readonly reason: string;
  /** `<stack>: <address>` */
  readonly resources: readonly string[];
}

export function decisions(waivers: readonly Waiver[]): Decision[] {
  const firsts = waivers.filter(
    (waiver, index) => waivers.findIndex((other) => isSame(other, waiver)) === index,
  );
  return firsts.map((first) => ({
    checkId: first.checkId,
    reason: first.reason,
    resources: waivers
      .filter((waiver) => isSame(waiver, first))
      .map(({ stack, address }) => `${stack}: ${address}`),
  }));
}

function isSame(one: Waiver, other: Waiver): boolean {
  return one.checkId === other.checkId && one.reason === other.reason;
}

/** A table of the stacks, and below it each waiver with its reason and its resources. */
export function report(counts: readonly StackCount[], waivers: readonly Waiver[]): string {
  const width = Math.max(...counts.map(({ stack }) => stack.length));
  const row = (stack: string, ...columns: (string | number)[]) =>
    [stack.padEnd(width), ...columns.map((column) => `${column}`.padStart(6))].join("  ");
  return [
    row("stack", "passed", "failed", "waived"),
    ...counts.map(({ stack, passed, failed, waived }) => row(stack, passed, failed, waived)),
    ...decisions(waivers).flatMap(({ checkId, reason, resources }) => [
      `waived: ${checkId}: ${reason}`,
      ...resources.map((resource) => `  ${resource}`),
    ]),
  ].join("\n");
}
