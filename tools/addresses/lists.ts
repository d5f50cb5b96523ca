import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TerraformStack } from "cdktf";
import type { Environment } from "../../environments/schema/environment";
import type { Problem } from "../../environments/schema/problem";
import {
  type AcceptedAddress,
  type AcceptedList,
  ADDRESS_LISTS,
  forgottenProblem,
  isHeldInOneState,
  linesOf,
  listedEnvironments,
  lossProblems,
  readAccepted,
} from "../../stacks/accepted-addresses";
import { watchedSettings } from "../../stacks/accepted-settings";
import { BaseStack } from "../../stacks/base-stack";
import { createApp, type ReferringApp, withoutTokenTraces } from "../../stacks/create-app";
import { placeEnvironment, placeState } from "../../stacks/place-environment";
import { isKept } from "../../stacks/protected-resources";
import { resolved } from "../../stacks/resolve-tokens";
import { resourcesIn } from "../../stacks/stacks-by-environment";

/** These look at what is below them, and miss nothing when it is gone. */
const WATCHING_LAYERS: readonly string[] = ["monitoring"];

/** How an environment's addresses differ from its list. */
export interface AddressChanges {
  /** The list's file. */
  readonly file: string;
  /** Whether only one of the two is there: an environment without a list, or a list whose environment is gone. */
  readonly alone?: "environment" | "list";
  /** How many the environment has, or had. */
  readonly resources: number;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** The lines of those of which it says something else now: a setting's value; that they are kept, and what uses them. */
  readonly changed: readonly string[];
  /** What would be lost with some that are removed or changed, or still uses them: it has to be let go by name. */
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
    usedBy: [...(users.get(address) ?? []), ...usersBeside(address, stacks)].sort(),
  }));
}

/** The layer of its own stack, where that counts and another resource there names it. */
function usersBeside(address: string, stacks: readonly TerraformStack[]): string[] {
  if (!isHeldInOneState(address)) return [];
  const names = (stack: TerraformStack) =>
    [...resourcesIn([stack]).values()].some((resource) =>
      JSON.stringify(resolved(stack, resource.toTerraform())).includes(`\${${address}.`),
    );
  return stacks.filter((stack) => resourcesIn([stack]).has(address) && names(stack)).map(layerOf);
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
    const layer = layerOf(to);
    if (WATCHING_LAYERS.includes(layer)) continue;
    const address = `${type}.${name}`;
    users.set(address, (users.get(address) ?? new Set()).add(layer));
  }
  return users;
}

function layerOf(stack: TerraformStack): string {
  return stack instanceof BaseStack ? stack.props.stateName : stack.node.id;
}

/** What environments make: what their lists are to say. */
export type AcceptedLists = ReadonlyMap<Environment, AcceptedList>;

export function listsOf(environments: readonly Environment[]): AcceptedLists {
  return new Map(environments.map((environment) => [environment, listOf(environment)]));
}

export function listOf(environment: Environment): AcceptedList {
  return { settings: watchedSettings(environment), addresses: addressesOf(environment) };
}

/** What a team has not accepted yet. @param directory that of its lists */
export function addressChanges(directory: string, lists: AcceptedLists): AddressChanges[] {
  const ofEnvironments = [...lists].map(([environment, now]): AddressChanges => {
    const before = readAccepted(directory, environment.name);
    return {
      file: `${environment.name}.txt`,
      alone: before ? undefined : "environment",
      resources: now.addresses.length,
      ...difference(before ?? NOTHING, now),
      losses: before
        ? lossProblems(environment, before, new Set(now.addresses.map(({ address }) => address)))
        : [],
    };
  });
  const ofNone = listedEnvironments(directory)
    .filter((listed) => ![...lists.keys()].some(({ name }) => name === listed))
    .map((listed): AddressChanges => {
      const before = readAccepted(directory, listed) ?? NOTHING;
      const losses = [forgottenProblem(listed)];
      const resources = before.addresses.length;
      return { file: `${listed}.txt`, alone: "list", resources, ...difference(before, NOTHING), losses };
    });
  return [...ofEnvironments, ...ofNone].filter(
    ({ added, removed, changed }) => added.length + removed.length + changed.length > 0,
  );
}

const NOTHING: AcceptedList = { settings: new Map(), addresses: [] };

function difference(before: AcceptedList, now: AcceptedList) {
  const [linesBefore, linesNow] = [linesOf(before), linesOf(now)];
  return {
    added: [...linesNow.keys()].filter((address) => !linesBefore.has(address)),
    removed: [...linesBefore.keys()].filter((address) => !linesNow.has(address)),
    changed: [...linesNow].flatMap(([address, line]) => {
      const earlier = linesBefore.get(address);
      return earlier === undefined || earlier === line ? [] : [line];
    }),
  };
}

/** @param directory where these lists take the place of those that are there */
export function writeLists(directory: string, lists: AcceptedLists): void {
  mkdirSync(directory, { recursive: true });
  for (const name of listedEnvironments(directory)) rmSync(join(directory, `${name}.txt`));
  for (const [{ name }, list] of lists)
    writeFileSync(join(directory, `${name}.txt`), `${[...linesOf(list).values()].join("\n")}\n`);
}

/** @param red colours what is removed: it is what can lose data */
export function describeChanges(changes: readonly AddressChanges[], red = (text: string) => text): string {
  return changes.map((each) => describeList(each, red)).join("\n");
}

function describeList(
  { file, alone, resources, added, removed, changed }: AddressChanges,
  red: (text: string) => string,
): string {
  const list = `${ADDRESS_LISTS}/${file}`;
  if (alone === "environment") return `${list}\n  + a new environment, with ${resources} resources`;
  if (alone === "list")
    return `${list}\n${red(`  - an environment that is gone, with ${resources} resources`)}`;
  return [
    list,
    ...added.map((each) => `  + ${each}`),
    ...removed.map((each) => red(`  - ${each}`)),
    ...changed.map((each) => `  ~ ${each}`),
  ].join("\n");
}
