import { type Environment, validateSettings } from "../../../environments/schema/environment";
import { HARMLESS } from "./harmless";
import { type Outcome, planInBulk, type ResourceChange } from "./planned-in-bulk";
import { type Difference, difference, type Resources, resourcesOf } from "./resource-changes";
import { type Edit, type SettingChange, UNDOES } from "./setting-changes";

/** Valid values of one setting that are looked at: a larger and a smaller one, on and off. */
const VALUES = 2;

/** What an edit does beyond changes in place and new resources, and to which types. */
export interface Consequence {
  readonly setting: string;
  readonly edit: Edit;
  readonly plan: "destroyed" | "replaced" | "refused" | "unchanged";
  readonly types: readonly string[];
}

/** An edit, and the resources before and after it. */
interface Edited {
  readonly setting: string;
  readonly edit: Edit;
  readonly one: Resources;
  readonly other: Resources;
}

/**
 * What each edit, and the edit that undoes it, does to a deployed environment that is not a change in place, by the real
 * provider's plan.
 *
 * @param outdir a folder, which stays empty
 */
export async function consequencesOf(
  changes: readonly SettingChange[],
  outdir: string,
): Promise<Consequence[]> {
  const edits = changes.flatMap(editedBy(outdir));
  const both = [...edits, ...edits.map(undone)].map((edited) => {
    return { ...edited, ...difference(edited.one, edited.other) };
  });
  const outcomes = await outcomesOf(both.flatMap(({ changed }) => changed));
  return merged(both.flatMap((edited) => consequences(edited, outcomes)));
}

/** Synthesizes what is deployed once for all of its edits. */
function editedBy(outdir: string): (change: SettingChange) => Edited[] {
  const deployed = new Map<unknown, Resources>();
  return ({ setting, edit, before, after }) => {
    const one = deployed.get(before) ?? resourcesOf(valid(before), outdir);
    deployed.set(before, one);
    const right = after.flatMap((each) => validateSettings(each).environment ?? []).slice(0, VALUES);
    return right.map((environment) => ({ setting, edit, one, other: resourcesOf(environment, outdir) }));
  };
}

function undone({ setting, edit, one, other }: Edited): Edited {
  return { setting, edit: UNDOES[edit], one: other, other: one };
}

function valid(settings: unknown): Environment {
  const { environment, problems } = validateSettings(settings);
  if (!environment) throw new Error(`what is to be changed is wrong: ${JSON.stringify(problems)}`);
  return environment;
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
  { setting, edit, removed, changed }: Edited & Difference,
  outcomes: ReadonlyMap<string, Outcome>,
): Consequence[] {
  const destroyed = removed
    .map((address) => address.split(".")[0] as string)
    .filter((type) => !(type in HARMLESS))
    .map((type): Consequence => ({ setting, edit, plan: "destroyed", types: [type] }));
  const others = changed.flatMap((change): Consequence[] => {
    const outcome = outcomes.get(keyOf(change));
    if (!outcome || outcome.what === "in place") return [];
    const isProtected = (change.before.lifecycle as { prevent_destroy?: boolean } | undefined)
      ?.prevent_destroy;
    const plan = outcome.what === "replaced" && isProtected ? "refused" : outcome.what;
    return [{ setting, edit, plan, types: [change.type] }];
  });
  return [...destroyed, ...others];
}

/** One for each edit and what it does. */
function merged(all: readonly Consequence[]): Consequence[] {
  const byEdit = new Map<string, Consequence>();
  for (const each of all) {
    const key = JSON.stringify([each.setting, each.edit, each.plan]);
    const types = [...(byEdit.get(key)?.types ?? []), ...each.types];
    byEdit.set(key, { ...each, types: [...new Set(types)].sort() });
  }
  return [...byEdit.values()];
}
