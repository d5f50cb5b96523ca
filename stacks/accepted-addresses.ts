import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { App } from "cdktf";
import type { Environment } from "../environments/schema/environment";
import { type Problem, SettingsError } from "../environments/schema/problem";
import { type AcceptedSettings, settingProblems } from "./accepted-settings";
import { lossWith } from "./protected-resources";
import { resourcesIn, stacksByEnvironment } from "./stacks-by-environment";

/** Where the lists are, from the project's folder: one file an environment, one setting or address a line. */
export const ADDRESS_LISTS = "environments/addresses";

/** What a team has accepted of an environment. */
export interface AcceptedList {
  readonly settings: AcceptedSettings;
  readonly addresses: readonly AcceptedAddress[];
}

/** A resource that a team has accepted: one line of a list, such as `aws_sqs_queue.dlq  kept, used by services`. */
export interface AcceptedAddress {
  readonly address: string;
  /** Whether something would be lost with it for good. */
  readonly isKept: boolean;
  /** The layers that cannot do without it, sorted: those above its own; and its own, if `isHeldInOneState`. */
  readonly usedBy: readonly string[];
}

/**
 * Types that cannot be deleted together with their names, in whichever states: Terraform deletes what is gone before it updates what
 * named it, in one state as well, and AWS deletes no capacity provider that a cluster or a service names. Of other types AWS takes
 * that order, or what named them is deleted with them.
 */
const HELD_IN_ONE_STATE: readonly string[] = ["aws_ecs_capacity_provider"];

/** Whether a resource is used by its own layer too, as far as taking it away goes. */
export function isHeldInOneState(address: string): boolean {
  return HELD_IN_ONE_STATE.some((type) => address.startsWith(`${type}.`));
}

const KEPT = "kept";
const USED_BY = "used by ";
const IS = " = ";

/** A list's lines by what they are of: the settings first. */
export function linesOf({ settings, addresses }: AcceptedList): Map<string, string> {
  return new Map([
    ...[...settings].map(([path, value]) => [path, `${path}${IS}${value}`] as const),
    ...addresses.map((each) => [each.address, formatAccepted(each)] as const),
  ]);
}

/** The line of an address. */
export function formatAccepted({ address, isKept, usedBy }: AcceptedAddress): string {
  const notes = [...(isKept ? [KEPT] : []), ...(usedBy.length > 0 ? [USED_BY + usedBy.join(" ")] : [])];
  return notes.length > 0 ? `${address}  ${notes.join(", ")}` : address;
}

/** What an environment's list says; `undefined` if it has none: then nothing of it is deployed. */
export function readAccepted(directory: string, environment: string): AcceptedList | undefined {
  const path = join(directory, `${environment}.txt`);
  if (!existsSync(path)) return undefined;
  const lines = readFileSync(path, "utf8").trim().split("\n");
  const settings = lines.filter((line) => line.includes(IS)).map((line) => line.split(IS));
  return {
    settings: new Map(settings.map(([name = "", value = ""]) => [name, value])),
    addresses: lines.filter((line) => !line.includes(IS)).map(parseAccepted),
  };
}

/** The environments that have a list. */
export function listedEnvironments(directory: string): string[] {
  const files = existsSync(directory) ? readdirSync(directory).sort() : [];
  return files.map((file) => basename(file, ".txt"));
}

function parseAccepted(line: string): AcceptedAddress {
  const [address = "", ...rest] = line.trim().split("  ");
  const notes = rest.join(" ").split(", ");
  const users = notes.find((note) => note.startsWith(USED_BY))?.slice(USED_BY.length);
  return { address, isKept: notes.includes(KEPT), usedBy: users?.split(" ") ?? [] };
}

/**
 * Refuses lists of environments that there are no more: what they list may be deployed, and nothing would manage it.
 *
 * @param environments the names of all that there are
 * @throws SettingsError that names each such list
 */
export function refuseForgotten(directory: string, environments: readonly string[]): void {
  const forgotten = listedEnvironments(directory).filter((name) => !environments.includes(name));
  if (forgotten.length === 0) return;
  throw new SettingsError(
    forgotten.map((name) => ({
      file: `${ADDRESS_LISTS}/${name}.txt`,
      problems: [forgottenProblem(name)],
    })),
  );
}

export function forgottenProblem(name: string): Problem {
  return {
    path: name,
    reason:
      "is accepted, and no file in environments/ has this name: what is deployed of it stays, and nothing manages it",
    use: `put the file back and destroy it first; or, where nothing of it is left, npm run addresses -- --let-go ${name}`,
  };
}

/**
 * Refuses settings that no longer make what an environment's list says is there, where something would be lost for good, or
 * where a layer still uses it: Terraform would destroy it without asking, layer by layer, the lowest first. And values that cannot
 * simply take an accepted one's place.
 *
 * @param directory that of the lists
 * @throws SettingsError that names every such address and setting
 */
export function refuseLosses(app: App, directory: string): void {
  const reports = stacksByEnvironment(app).flatMap(([environment, stacks]) => {
    const made = new Set(resourcesIn(stacks).keys());
    const accepted = readAccepted(directory, environment.name);
    const problems = accepted ? lossProblems(environment, accepted, made) : [];
    return problems.length > 0 ? [{ file: `${ADDRESS_LISTS}/${environment.name}.txt`, problems }] : [];
  });
  if (reports.length > 0) throw new SettingsError(reports);
}

/** What is wrong with what was accepted: settings that are others, addresses that are no longer made. */
export function lossProblems(
  environment: Environment,
  { settings, addresses }: AcceptedList,
  made: ReadonlySet<string>,
): Problem[] {
  return [...settingProblems(environment, settings), ...addressProblems(environment, addresses, made)];
}

function addressProblems(
  { layout }: Environment,
  accepted: readonly AcceptedAddress[],
  made: ReadonlySet<string>,
): Problem[] {
  const gone = accepted.filter(({ address }) => !made.has(address));
  return gone.flatMap(({ address, isKept, usedBy }) => {
    // In one state, Terraform knows the order itself, but for these.
    const users = layout === "layered" || isHeldInOneState(address) ? usedBy : [];
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
