import { z } from "zod";
import { filled } from "../../environments/schema/filled";
import { exampleOf, innermost } from "../../environments/schema/zod-fields";
import { replaced } from "./wrong-settings";

/** A setting, and what else it could be. */
export interface Variation {
  readonly path: string;
  /** The settings before. */
  readonly before: unknown;
  /** The settings with another value there: each is one that the setting takes by itself. */
  readonly after: readonly unknown[];
}

type Path = readonly string[];

/**
 * Another value for every setting of a schema, found by walking it: of each object every field, of each list its first entry
 * and its length, of each record every entry and one more. What the settings leave out is put in as its example first, and
 * varied then.
 *
 * @param settings valid settings, with every default in its place (`filled`)
 */
export function variations(schema: z.core.$ZodType, settings: unknown): Variation[] {
  return visit(schema, [], settings);
}

function visit(field: z.core.$ZodType, path: Path, settings: unknown): Variation[] {
  if (valueAt(settings, path) !== undefined) return inside(innermost(field), path, settings);
  const example = filled(field as z.ZodType, exampleFor(field));
  const inner = innermost(field);
  const withExample = replaced(settings, path, example);
  const varied = inside(inner, path, withExample);
  const isLeaf = varied.every((each) => each.path === format(path));
  const others = isLeaf ? varied.flatMap(({ after }) => after) : [];
  const added = { path: format(path), before: settings, after: [withExample, ...others] };
  return isLeaf ? [added] : [added, ...varied];
}

function inside(field: z.core.$ZodType, path: Path, settings: unknown): Variation[] {
  const value = valueAt(settings, path);
  const vary = (suffix: string, values: readonly unknown[]): Variation => ({
    path: format(path) + suffix,
    before: settings,
    after: values.map((other) => replaced(settings, path, other)),
  });
  if (field instanceof z.ZodObject) {
    const fields: [string, z.core.$ZodType][] = Object.entries(field.shape);
    return fields.flatMap(([key, inner]) => visit(inner, [...path, key], settings));
  }
  if (field instanceof z.ZodRecord) {
    const entries = value as Record<string, unknown>;
    const key = String(exampleFor(field.keyType));
    const free = key in entries ? `${key}2` : key;
    const more = { ...entries, [free]: filled(field.valueType as z.ZodType, exampleFor(field.valueType)) };
    const each = Object.keys(entries).flatMap((name) => visit(field.valueType, [...path, name], settings));
    return [vary("{}", [more]), ...each];
  }
  if (field instanceof z.ZodArray) {
    const entries = value as unknown[];
    const others = entriesBeside(field.element, entries).map((other) => [...entries, other]);
    const shorter = entries.length > 0 ? [entries.slice(0, -1)] : [];
    const length = vary("[]", taken(field, [...shorter, ...others]));
    return entries.length > 0 ? [length, ...visit(field.element, [...path, "0"], settings)] : [length];
  }
  if (field instanceof z.ZodUnion) {
    const isOf = (option: z.core.$ZodType) => z.core.safeParse(option, value).success;
    const others = field.options.filter((option) => !isOf(option)).map((option) => exampleFor(option));
    const own = field.options.find(isOf);
    return [vary("|", taken(field, others)), ...(own ? inside(innermost(own), path, settings) : [])];
  }
  return [vary("", otherValues(field, value))];
}

/** What a list could have besides, each by itself. */
export function entriesBeside(element: z.core.$ZodType, entries: readonly unknown[]): unknown[] {
  const likely = [exampleFor(element), ...valuesOf(innermost(element))];
  return [...likely, ...similarTo(entries.at(-1))]
    .filter((other) => other !== undefined && !entries.includes(other))
    .map((other) => filled(element as z.ZodType, other));
}

/** The example, or the default, or what a schema makes of its fields' and of its options'. */
export function exampleFor(field: z.core.$ZodType): unknown {
  const example = exampleOf(field);
  if (example !== undefined) return example;
  const inner = innermost(field);
  if (inner instanceof z.ZodUnion) return exampleFor(inner.options[0] as z.core.$ZodType);
  if (inner instanceof z.ZodObject) {
    const fields: [string, z.core.$ZodType][] = Object.entries(inner.shape);
    const required = fields.filter(([, each]) => !z.core.safeParse(each, undefined).success);
    return Object.fromEntries(required.map(([key, each]) => [key, exampleFor(each)]));
  }
  return valuesOf(inner)[0];
}

/** The values of a setting that has only some. */
function valuesOf(field: z.core.$ZodType): unknown[] {
  if (field instanceof z.ZodEnum) return field.options;
  return field instanceof z.ZodLiteral ? [...field.values] : [];
}

function otherValues(field: z.core.$ZodType, value: unknown): unknown[] {
  const some = [...valuesOf(field), exampleOf(field)];
  return taken(field, [...some, ...similarTo(value)]).filter((other) => other !== value);
}

/** Values that come from one by a small change. */
function similarTo(value: unknown): unknown[] {
  if (typeof value === "boolean") return [!value];
  if (typeof value === "number") return [value + 1, value - 1, value * 2, value / 2, value + 0.125];
  if (typeof value !== "string") return [];
  const digits = [...value].flatMap((letter, index) =>
    /\d/.test(letter) ? [-1, 1, 2].map((by) => put(value, index, String(Number(letter) + by))) : [],
  );
  const letters = [...value].map((letter, index) => put(value, index, letter === "b" ? "c" : "b"));
  return [`${value}x`, `${value}-x`, `${value}x-`, `x${value}`, ...digits.reverse(), ...letters.reverse()];
}

function put(text: string, index: number, letter: string): string {
  return text.slice(0, index) + letter + text.slice(index + 1);
}

/** Those that a setting takes. */
function taken(field: z.core.$ZodType, values: readonly unknown[]): unknown[] {
  return values.filter((value) => value !== undefined && z.core.safeParse(field, value).success);
}

function valueAt(settings: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
    settings,
  );
}

function format(path: Path): string {
  return path.join(".");
}
