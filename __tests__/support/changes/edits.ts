import { type Environment, validateSettings } from "../../../environments/schema/environment";
import type { Edit, SettingChange } from "./setting-changes";

/** Valid values of one setting that are looked at: a larger and a smaller one, on and off. */
const VALUES = 2;

/** An edit, and what is made of the settings before and after it: resources, mostly. */
export interface Edited<T> {
  readonly setting: string;
  readonly edit: Edit;
  readonly one: T;
  readonly other: T;
}

/**
 * Each edit with what is made of the settings before and after it, one after the other: all at once are a gigabyte.
 *
 * @param make is called once for what all edits of the same settings begin with
 */
export function* editsOf<T>(
  changes: readonly SettingChange[],
  make: (environment: Environment) => T,
): Generator<Edited<T>> {
  const deployed = new Map<unknown, T>();
  for (const { setting, edit, before, after } of changes) {
    const one = deployed.get(before) ?? make(valid(before));
    deployed.set(before, one);
    for (const environment of firstRight(after)) yield { setting, edit, one, other: make(environment) };
  }
}

function firstRight(all: readonly unknown[]): Environment[] {
  const right: Environment[] = [];
  for (const settings of all) {
    if (right.length === VALUES) break;
    const { environment } = validateSettings(settings);
    if (environment) right.push(environment);
  }
  return right;
}

function valid(settings: unknown): Environment {
  const { environment, problems } = validateSettings(settings);
  if (!environment) throw new Error(`what is to be changed is wrong: ${JSON.stringify(problems)}`);
  return environment;
}
