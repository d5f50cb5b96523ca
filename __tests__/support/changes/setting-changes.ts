import { z } from "zod";
import { filled } from "../../../environments/schema/filled";
import { innermost } from "../../../environments/schema/zod-fields";
import { entriesBeside, exampleFor, variations } from "../variations";
import { replaced } from "../wrong-settings";

/** What is done to a setting. Where an entry is added or taken away must make no difference: it is one edit. */
export type Edit = "another value" | "one added" | "one taken away" | "in another order";

/** One edit of an environment's file. */
export interface SettingChange {
  /** The setting's path. Services are alike: `services.all.*.port`. */
  readonly setting: string;
  readonly edit: Edit;
  readonly before: unknown;
  /** Values that the setting takes by itself; whether the settings take them as a whole is seen later. */
  readonly after: readonly unknown[];
}

/** Each setting with another value, put in, or left out. @param settings valid settings with every default in its place (`filled`) */
export function valueChanges(schema: z.core.$ZodType, settings: unknown): SettingChange[] {
  return variations(schema, settings)
    .filter(({ path }) => !path.endsWith("[]") && !path.endsWith("{}"))
    .map(({ path, before, after }) => {
      const setting = settingAt(path.replace("|", "").split("."));
      return { setting, edit: "another value", before, after };
    });
}

/**
 * Of each list and record an entry added, one taken away from the front, the middle and the end, and all in another order.
 *
 * @param settings valid settings with every default in its place, and several entries in lists and records
 */
export function entryChanges(schema: z.core.$ZodType, settings: unknown): SettingChange[] {
  const ofAll = new Map<string, SettingChange[]>();
  for (const [path, changes] of changesBelow(schema, [], settings, settings)) {
    // Of services, which are alike, the one with most entries.
    const setting = settingAt(path);
    if (changes.length > (ofAll.get(setting)?.length ?? 0)) ofAll.set(setting, changes);
  }
  return [...ofAll.values()].flat();
}

type Path = readonly string[];

/** By the path of each list and record. What is left out of the settings has no entries to change. */
function changesBelow(
  field: z.core.$ZodType,
  path: Path,
  value: unknown,
  settings: unknown,
): [Path, SettingChange[]][] {
  if (value === undefined) return [];
  const inner = innermost(field);
  const changes = <T>(
    entries: readonly T[],
    others: readonly T[],
    whole: (entries: readonly T[]) => unknown,
  ) =>
    rearrangements(entries, others).map(([edit, after]): SettingChange => {
      const values = after.map((each) => replaced(settings, path, whole(each)));
      return { setting: settingAt(path), edit, before: settings, after: values };
    });
  if (inner instanceof z.ZodObject) {
    const fields: [string, z.core.$ZodType][] = Object.entries(inner.shape);
    return fields.flatMap(([key, each]) =>
      changesBelow(each, [...path, key], Reflect.get(value as object, key), settings),
    );
  }
  if (inner instanceof z.ZodRecord) {
    const entries = Object.entries(value as object);
    const more = filled(inner.valueType as z.ZodType, exampleFor(inner.valueType));
    const below = entries.flatMap(([key, each]) =>
      changesBelow(inner.valueType, [...path, key], each, settings),
    );
    return [[path, changes(entries, [["added", more]], Object.fromEntries)], ...below];
  }
  if (inner instanceof z.ZodArray) {
    const entries = value as unknown[];
    return [[path, changes(entries, entriesBeside(inner.element, entries), (each) => each)]];
  }
  if (inner instanceof z.ZodUnion) {
    const own = inner.options.find((option) => z.core.safeParse(option, value).success);
    return own ? changesBelow(own, path, value, settings) : [];
  }
  return [];
}

/** Each edit with what it could make of the entries: what can be added is not right everywhere. */
function rearrangements<T>(entries: readonly T[], others: readonly T[]): [edit: Edit, after: T[][]][] {
  const places = [...new Set([0, Math.floor(entries.length / 2), entries.length])];
  const ofEntries = [...new Set([0, Math.floor(entries.length / 2), entries.length - 1])];
  const taken = ofEntries
    .filter((place) => place in entries)
    .map((place): [Edit, T[][]] => ["one taken away", [entries.filter((_, index) => index !== place)]]);
  const added = places.map((place): [Edit, T[][]] => {
    return ["one added", others.map((other) => [...entries.slice(0, place), other, ...entries.slice(place)])];
  });
  const reordered: [Edit, T[][]][] =
    entries.length > 1 ? [["in another order", [[...entries].reverse()]]] : [];
  return [...taken, ...added, ...reordered];
}

function settingAt(path: readonly string[]): string {
  const [section, list, ...rest] = path.filter((key) => !/^\d+$/.test(key));
  const isService = section === "services" && list === "all" && rest.length > 0;
  return (isService ? [section, list, "*", ...rest.slice(1)] : [section, list, ...rest])
    .filter((key) => key !== undefined)
    .join(".");
}
