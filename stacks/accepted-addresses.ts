import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { App } from "cdktf";
import type { Environment } from "../environments/schema/environment";
import { type Problem, SettingsError } from "../environments/schema/problem";
import { lossWith } from "./protected-resources";
import { resourcesIn, stacksByEnvironment } from "./stacks-by-environment";

/** Where the lists are, from the project's folder: one file an environment, one address a line. */
export const ADDRESS_LISTS = "environments/addresses";

/** A resource that a team has accepted: one line of a list, such as `aws_sqs_queue.dlq  kept, used by services`. */
export interface AcceptedAddress {
  readonly address: string;
  /** Whether something would be lost with it for good. */
  readonly isKept: boolean;
  /** The layers above its own that cannot do without it, sorted. */
  readonly usedBy: readonly string[];
}

const KEPT = "kept";
const USED_BY = "used by ";

/** The line of a list. */
export function formatAccepted({ address, isKept, usedBy }: AcceptedAddress): string {
  const notes = [...(isKept ? [KEPT] : []), ...(usedBy.length > 0 ? [USED_BY + usedBy.join(" ")] : [])];
  return notes.length > 0 ? `${address}  ${notes.join(", ")}` : address;
}

/** What an environment's list says; `undefined` if it has none: then nothing of it is deployed. */
export function readAccepted(directory: string, environment: string): AcceptedAddress[] | undefined {
  const path = join(directory, `${environment}.txt`);
  if (!existsSync(path)) return undefined;
  return readFileSync(path, "utf8").trim().split("\n").map(parseAccepted);
}

function parseAccepted(line: string): AcceptedAddress {
  const [address = "", ...rest] = line.trim().split("  ");
  const notes = rest.join(" ").split(", ");
  const users = notes.find((note) => note.startsWith(USED_BY))?.slice(USED_BY.length);
  return { address, isKept: notes.includes(KEPT), usedBy: users?.split(" ") ?? [] };
}

/**
 * Refuses settings that no longer make what an environment's list says is there, where something would be lost for good, or
 * where a layer above still uses it: Terraform would destroy it without asking, layer by layer, the lowest first.
 *
 * @param directory that of the lists
 * @throws SettingsError that names every such address
 */
export function refuseLosses(app: App, directory: string): void {
  const reports = stacksByEnvironment(app).flatMap(([environment, stacks]) => {
    const made = new Set(resourcesIn(stacks).keys());
    const problems = lossProblems(environment, readAccepted(directory, environment.name) ?? [], made);
    return problems.length > 0 ? [{ file: `${ADDRESS_LISTS}/${environment.name}.txt`, problems }] : [];
  });
  if (reports.length > 0) throw new SettingsError(reports);
}

/** What is wrong with addresses that were accepted and are no longer made. */
export function lossProblems(
  { layout }: Environment,
  accepted: readonly AcceptedAddress[],
  made: ReadonlySet<string>,
): Problem[] {
  const gone = accepted.filter(({ address }) => !made.has(address));
  return gone.flatMap(({ address, isKept, usedBy }) => {
    // In one state, Terraform knows the order itself.
    const users = layout === "layered" ? usedBy : [];
    if (!isKept && users.length === 0) return [];
    const loss = `${lossWith(address)} would be lost`;
    const use = `${users.join(" and ")}, deployed as before, would still use it`;
    const reasons = [...(isKept ? [loss] : []), ...(users.length > 0 ? [use] : [])];
    return [
      {
        path: address,
        reason: `is accepted, and the settings no longer make it: ${reasons.join("; ")}`,
        use: users.length > 0 ? retireFirst(address, isKept) : `put it back, or ${letGo(address)}`,
      },
    ];
  });
}

function retireFirst(address: string, isKept: boolean): string {
  const last = isKept ? `, and ${letGo(address)}` : "";
  return `put it back and retire it, deploy, npm run addresses; then take it away${last} (docs/operations.md, "Taking something away")`;
}

function letGo(address: string): string {
  return `npm run addresses -- --let-go ${address}`;
}
