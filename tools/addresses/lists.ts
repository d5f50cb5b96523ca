import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { TerraformStack } from "cdktf";
import type { Environment } from "../../environments/schema/environment";
import type { Problem } from "../../environments/schema/problem";
import {
  type AcceptedAddress,
  ADDRESS_LISTS,
  formatAccepted,
  lossProblems,
  readAccepted,
} from "../../stacks/accepted-addresses";
import { BaseStack } from "../../stacks/base-stack";
import { createApp, type ReferringApp, withoutTokenTraces } from "../../stacks/create-app";
import { placeEnvironment, placeState } from "../../stacks/place-environment";
import { isKept } from "../../stacks/protected-resources";
import { resourcesIn } from "../../stacks/stacks-by-environment";

/** These look at what is below them, and miss nothing when it is gone. */
const WATCHING_LAYERS: readonly string[] = ["monitoring"];

/** How an environment's addresses differ from its list. */
export interface AddressChanges {
  /** The list's file. */
  readonly file: string;
  /** Whether only one of the two is there: an environment without a list, or a list whose environment is gone. */
  readonly alone?: "environment" | "list";
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** The lines of those of which it says something else now: that they are kept, and what uses them. */
  readonly changed: readonly string[];
  /** What would be lost with some that are removed, or still uses them: it has to be let go by name. */
  readonly losses: readonly Problem[];
}

/** Every resource of an environment, and those that keep its state if it makes them. They are the same in both layouts. */
export function addressesOf(environment: Environment): AcceptedAddress[] {
  const outdir = mkdtempSync(join(tmpdir(), "addresses-"));
  try {
    return withoutTokenTraces(() => [...placedIn(outdir, environment), ...stateIn(outdir, environment)]).sort(
      (one, other) => (one.address < other.address ? -1 : 1),
    );
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** In layers, so that it can be seen what one uses of another. */
function placedIn(outdir: string, environment: Environment): AcceptedAddress[] {
  const app = createApp(outdir);
  placeEnvironment(app, { ...environment, layout: "layered" });
  const stacks = app.node.children.filter(TerraformStack.isStack);
  for (const stack of stacks) stack.prepareStack();
  const users = usersOf(app);
  return [...resourcesIn(stacks)].map(([address, resource]) => ({
    address,
    isKept: isKept(resource),
    usedBy: [...(users.get(address) ?? [])].sort(),
  }));
}

/** No settings destroy it: it is in no app but its own. */
function stateIn(outdir: string, environment: Environment): AcceptedAddress[] {
  if (!environment.state.create) return [];
  const app = createApp(outdir);
  placeState(app, environment);
  const stacks = app.node.children.filter(TerraformStack.isStack);
  return [...resourcesIn(stacks).keys()].map((address) => ({ address, isKept: false, usedBy: [] }));
}

/** The layers that cannot do without a resource of one below them, by its address. */
function usersOf(app: ReferringApp): Map<string, Set<string>> {
  const users = new Map<string, Set<string>>();
  for (const { to, identifier } of app.references) {
    const [type, name] = identifier.split(".");
    const layer = to instanceof BaseStack ? to.props.stateName : to.node.id;
    if (WATCHING_LAYERS.includes(layer)) continue;
    const address = `${type}.${name}`;
    users.set(address, (users.get(address) ?? new Set()).add(layer));
  }
  return users;
}

/** What a team has not accepted yet. @param directory that of the lists */
export function addressChanges(directory: string, environments: readonly Environment[]): AddressChanges[] {
  const ofEnvironments = environments.map((environment): AddressChanges => {
    const now = addressesOf(environment);
    const before = readAccepted(directory, environment.name);
    return {
      file: `${environment.name}.txt`,
      alone: before ? undefined : "environment",
      ...difference(before ?? [], now),
      losses: lossProblems(environment, before ?? [], new Set(now.map(({ address }) => address))),
    };
  });
  const ofNone = listsIn(directory)
    .filter((file) => !environments.some(({ name }) => file === `${name}.txt`))
    .map((file): AddressChanges => {
      const before = readAccepted(directory, basename(file, ".txt")) ?? [];
      return { file, alone: "list", ...difference(before, []), losses: [] };
    });
  return [...ofEnvironments, ...ofNone].filter(
    ({ added, removed, changed }) => added.length + removed.length + changed.length > 0,
  );
}

function difference(before: readonly AcceptedAddress[], now: readonly AcceptedAddress[]) {
  const [linesBefore, linesNow] = [before, now].map(
    (list) => new Map(list.map((each) => [each.address, formatAccepted(each)])),
  ) as [Map<string, string>, Map<string, string>];
  return {
    added: [...linesNow.keys()].filter((address) => !linesBefore.has(address)),
    removed: [...linesBefore.keys()].filter((address) => !linesNow.has(address)),
    changed: [...linesNow].flatMap(([address, line]) => {
      const earlier = linesBefore.get(address);
      return earlier === undefined || earlier === line ? [] : [line];
    }),
  };
}

/** Makes the lists what the environments are. @param directory that of the lists */
export function writeLists(directory: string, environments: readonly Environment[]): void {
  mkdirSync(directory, { recursive: true });
  for (const file of listsIn(directory)) rmSync(join(directory, file));
  for (const environment of environments) {
    const lines = addressesOf(environment).map(formatAccepted);
    writeFileSync(join(directory, `${environment.name}.txt`), `${lines.join("\n")}\n`);
  }
}

/** @param red colours what is removed: it is what can lose data */
export function describeChanges(changes: readonly AddressChanges[], red = (text: string) => text): string {
  return changes.map((each) => describeList(each, red)).join("\n");
}

function describeList(
  { file, alone, added, removed, changed }: AddressChanges,
  red: (text: string) => string,
): string {
  const list = `${ADDRESS_LISTS}/${file}`;
  if (alone === "environment") return `${list}\n  + a new environment, with ${added.length} resources`;
  if (alone === "list")
    return `${list}\n${red(`  - an environment that is gone, with ${removed.length} resources`)}`;
  return [
    list,
    ...added.map((each) => `  + ${each}`),
    ...removed.map((each) => red(`  - ${each}`)),
    ...changed.map((each) => `  ~ ${each}`),
  ].join("\n");
}

function listsIn(directory: string): string[] {
  return existsSync(directory) ? readdirSync(directory).sort() : [];
}
