import type { Environment } from "../../../environments/schema/environment";
import { type AcceptedList, lossProblems } from "../../../stacks/accepted-addresses";
import { listOf } from "../../../tools/addresses/lists";
import { type Edited, editsOf } from "./edits";
import { HARMLESS } from "./harmless";
import { type Outcome, planInBulk, type ResourceChange } from "./planned-in-bulk";
import { type Difference, difference, type Resources, resourcesOf } from "./resource-changes";
import type { Edit, SettingChange } from "./setting-changes";

/**
 * `destroyed` and `replaced` by the plan; or `no synth`, `no plan`, where it is refused before; or `nothing`, although the
 * arguments differ.
 */
export type What = "destroyed" | "replaced" | "no synth" | "no plan" | "nothing";

/** What an edit does beyond changes in place and new resources, and to which types. */
export interface Consequence {
  readonly setting: string;
  readonly edit: Edit;
  readonly what: What;
  readonly types: readonly string[];
}

/** An edit, with the resources that differ, and those for which synth refuses it; or the setting itself. */
interface Change extends Difference, Pick<Edited<unknown>, "setting" | "edit"> {
  readonly refused: readonly string[];
}

interface Deployed {
  readonly environment: Environment;
  readonly resources: Resources;
}

/**
 * What each edit, and another value undone, does to a deployed environment that is not a change in place, by the real
 * provider's plan.
 *
 * @param outdir a folder, which stays empty
 */
export async function consequencesOf(
  changes: readonly SettingChange[],
  outdir: string,
): Promise<Consequence[]> {
  const deploy = (environment: Environment) => ({ environment, resources: resourcesOf(environment, outdir) });
  const all: Change[] = [];
  for (const edited of editsOf(changes, deploy)) all.push(...bothWays(edited));
  const outcomes = await outcomesOf(all.flatMap(({ changed }) => changed));
  return merged(all.flatMap((change) => consequences(change, outcomes)));
}

/** There and back, but for lists and records, of which an entry is taken away and one is added anyway. */
function bothWays({ setting, edit, one, other }: Edited<Deployed>): Change[] {
  const there = { setting, edit, ...differenceOf(one, other) };
  return edit === "another value" ? [there, { setting, edit, ...differenceOf(other, one) }] : [there];
}

function differenceOf(one: Deployed, other: Deployed): Omit<Change, "setting" | "edit"> {
  const found = difference(one.resources, other.resources);
  return { ...found, refused: refusedBySynth(one, other) };
}

/** Of the changes that can do harm, each asked for once. */
async function outcomesOf(changes: readonly ResourceChange[]): Promise<ReadonlyMap<string, Outcome>> {
  const distinct = new Map(
    changes.filter(({ type }) => !(type in HARMLESS)).map((change) => [keyOf(change), change]),
  );
  const outcomes = await planInBulk([...distinct.values()]);
  return new Map([...distinct.keys()].map((key, index) => [key, outcomes[index] as Outcome]));
}

function keyOf({ type, before, after }: ResourceChange): string {
  return JSON.stringify([type, before, after]);
}

function consequences(
  { setting, edit, removed, changed, refused }: Change,
  outcomes: ReadonlyMap<string, Outcome>,
): Consequence[] {
  const gone = removed
    .filter((address) => refused.includes(address) || !(typeOf(address) in HARMLESS))
    .map((address): Consequence => {
      const what = refused.includes(address) ? "no synth" : "destroyed";
      return { setting, edit, what, types: [typeOf(address)] };
    });
  const others = changed.flatMap((change): Consequence[] => {
    const outcome = outcomes.get(keyOf(change));
    if (!outcome || outcome === "in place") return [];
    const isProtected = (change.before.lifecycle as { prevent_destroy?: boolean } | undefined)
      ?.prevent_destroy;
    const what = outcome === "replaced" && isProtected ? "no plan" : outcome;
    return [{ setting, edit, what, types: [change.type] }];
  });
  const isRefused = refused.some((path) => !removed.includes(path));
  const itself: Consequence[] = isRefused ? [{ setting, edit, what: "no synth", types: [] }] : [];
  return [...itself, ...gone, ...others];
}

/** Of a layered environment whose list of addresses is what is deployed. */
function refusedBySynth(one: Deployed, other: Deployed): string[] {
  const layered = { ...other.environment, layout: "layered" } as const;
  const made = new Set(other.resources.keys());
  return lossProblems(layered, accepted(one.environment), made).map(({ path }) => path);
}

const lists = new Map<Environment, AcceptedList>();

function accepted(environment: Environment): AcceptedList {
  const list = lists.get(environment) ?? listOf(environment);
  lists.set(environment, list);
  return list;
}

function typeOf(address: string): string {
  return address.split(".")[0] as string;
}

/** One for each edit and what it does. */
function merged(all: readonly Consequence[]): Consequence[] {
  const byEdit = new Map<string, Consequence>();
  for (const each of all) {
    const key = JSON.stringify([each.setting, each.edit, each.what]);
    const types = [...(byEdit.get(key)?.types ?? []), ...each.types];
    byEdit.set(key, { ...each, types: [...new Set(types)].sort() });
  }
  return [...byEdit.values()];
}
