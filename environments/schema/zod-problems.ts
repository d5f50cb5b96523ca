import { z } from "zod";
import { mistyped, nearest } from "./likeness";
import { type Problem, show } from "./problem";
import { exampleOf, innermost } from "./zod-fields";

/** Characters for a list of keys. */
const KEYS_WIDTH = 60;

/** A zod error as problems: each with its path, value and reason, and a value that works. */
export function problemsOf(error: z.ZodError, schema: z.ZodType, settings: unknown): Problem[] {
  return error.issues.flatMap(causes).flatMap((issue) => {
    // A key that is wrong is itself the value: what stands beside it is not.
    const value = issue.code === "invalid_key" ? issue.path.at(-1) : valueAt(settings, issue.path);
    const field =
      issue.code === "invalid_key" ? keySchemaAt(schema, issue.path) : schemaAt(schema, issue.path);
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        path: formatPath([...issue.path, key]),
        value: valueAt(value, [key]),
        reason: "there is no such setting",
        use: likelyKey(key, keysOf(field)),
      }));
    }
    return [
      {
        path: formatPath(issue.path),
        value,
        reason: reasonOf(issue, value),
        use: remedyOf(issue, value, field),
      },
    ];
  });
}

/** A value that is of one option's kind fails as that option does: what is wrong is inside of it. */
function causes(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union") return [issue];
  const isInside = ({ path, code }: z.core.$ZodIssue) => path.length > 0 || code === "unrecognized_keys";
  const isKnown = ({ code }: z.core.$ZodIssue) => code !== "unrecognized_keys";
  const inside = issue.errors.filter((issues) => issues.every(isInside));
  // Of several objects, the one that has all the keys that are there.
  const known = inside.filter((issues) => issues.every(isKnown));
  const [option, ...others] = known.length > 0 ? known : inside;
  if (!option || others.length > 0) return [issue];
  return option.flatMap((inner) => causes({ ...inner, path: [...issue.path, ...inner.path] }));
}

/** The settings without the values that zod refused: what is left can be checked for how it fits together. */
export function withoutFaults<T = unknown>(settings: unknown, error: z.ZodError | undefined): T {
  const faulty = (error?.issues ?? [])
    .filter((issue) => issue.code !== "unrecognized_keys")
    .map((issue) => issue.path);
  const copy = (value: unknown, path: readonly PropertyKey[]): unknown => {
    const below = faulty.filter((other) => path.every((key, index) => other[index] === key));
    if (below.some((other) => other.length === path.length)) return undefined;
    // Only the path to a fault is copied: elsewhere, objects may contain themselves.
    if (below.length === 0) return value;
    if (Array.isArray(value)) return value.map((entry, index) => copy(entry, [...path, index]));
    if (!isRecord(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [key, copy(entry, [...path, key])]),
    );
  };
  return copy(settings, []) as T;
}

function reasonOf(issue: z.core.$ZodIssue, value: unknown): string {
  if (value === undefined && issue.code !== "custom") return "is missing";
  if (issue.code === "invalid_type") {
    const isBare = issue.expected === "string" && ["number", "boolean"].includes(typeof value);
    return `must be ${article(issue.expected)}${isBare ? ", in quotes" : ""}`;
  }
  if (issue.code === "invalid_value") return `must be one of ${issue.values.map(show).join(", ")}`;
  if (issue.code === "invalid_key") return issue.issues.map((inner) => inner.message).join("; ");
  return issue.message;
}

function article(type: string): string {
  if (type === "record") return "an object";
  if (type === "int") return "a whole number";
  return /^[aeio]/.test(type) ? `an ${type}` : `a ${type}`;
}

function remedyOf(issue: z.core.$ZodIssue, value: unknown, field: z.core.$ZodType | undefined): string {
  if (issue.code === "custom" && typeof issue.params?.use === "string") return issue.params.use;
  const meant = field && likeliest(value, field);
  if (meant !== undefined) return show(meant);
  const example = field && exampleOf(field);
  if (example !== undefined) return show(example);
  const inner = field && innermost(field);
  if (inner instanceof z.ZodEnum) return show(inner.options[0]);
  // What can be left out need not be in production's settings.
  return field && inner !== field ? "leave it out" : "what environments/production.ts has there";
}

/** What was meant, as far as a value tells: one that the setting takes. */
function likeliest(value: unknown, field: z.core.$ZodType): unknown {
  const { offer } = z.globalRegistry.get(field) ?? {};
  const own = typeof offer === "function" ? offer(value) : undefined;
  return [own, ...otherTypes(value), nearestOf(value, valuesOf(field))].find(
    (meant) => meant !== undefined && z.core.safeParse(field, meant).success,
  );
}

/** The same as another type: 8080 as "8080", "2048" as 2048, "true" as true. */
function otherTypes(value: unknown): unknown[] {
  if (typeof value === "boolean" || Number.isFinite(value)) return [String(value)];
  if (typeof value !== "string" || value.trim() === "") return [];
  const word = value.trim().toLowerCase();
  return [word === "true" ? true : word === "false" ? false : Number(value)];
}

function nearestOf(value: unknown, values: readonly unknown[]): unknown {
  if (typeof value !== "number" && typeof value !== "string") return undefined;
  // 0 and none turn a thing off: who says something else does not mean them.
  const numbers = values.filter((each): each is number => typeof each === "number" && each !== 0);
  const number = value === "" ? Number.NaN : Number(value);
  if (Number.isFinite(number) && numbers.length > 0) {
    const distance = (each: number) => Math.abs(each - number);
    return numbers.reduce((best, each) => (distance(each) < distance(best) ? each : best));
  }
  const text = String(value);
  const isNone = /^\W*none\W*$/i.test(text);
  const texts = values.filter((each): each is string => typeof each === "string");
  return nearest(
    text,
    texts.filter((each) => isNone || each !== "none"),
  );
}

/** The values of which a setting takes one, if it is such a setting, or can be. */
function valuesOf(field: z.core.$ZodType): unknown[] {
  const inner = innermost(field);
  if (inner instanceof z.ZodUnion) return inner.options.flatMap(valuesOf);
  if (inner instanceof z.ZodEnum) return inner.options;
  return inner instanceof z.ZodLiteral ? [...inner.values] : [];
}

function schemaAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType | undefined {
  return path.reduce<z.core.$ZodType | undefined>((current, key) => {
    const inner = current && innermost(current);
    if (inner instanceof z.ZodObject) return inner.shape[String(key)];
    if (inner instanceof z.ZodArray) return inner.element;
    if (inner instanceof z.ZodRecord) return inner.valueType;
    if (inner instanceof z.ZodUnion) return firstOf(inner.options.map((option) => schemaAt(option, [key])));
    return undefined;
  }, schema);
}

function firstOf<T>(values: readonly (T | undefined)[]): T | undefined {
  return values.find((value) => value !== undefined);
}

/** The schema of a record's key, for a key that is wrong itself. */
function keySchemaAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType | undefined {
  const record = schemaAt(schema, path.slice(0, -1));
  const inner = record && innermost(record);
  return inner instanceof z.ZodRecord ? inner.keyType : undefined;
}

/** The key that was meant, or those that there are, as many as a line has room for. */
function likelyKey(key: string, keys: readonly string[]): string {
  const meant = mistyped(key, keys);
  if (meant !== undefined) return `the key "${meant}"`;
  if (keys.length === 0) return "leave it out";
  const shown = keys.filter((_key, index) => keys.slice(0, index + 1).join(", ").length <= KEYS_WIDTH);
  const more = keys.length - shown.length;
  return `one of ${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function keysOf(field: z.core.$ZodType | undefined): string[] {
  const inner = field && innermost(field);
  if (inner instanceof z.ZodUnion) return inner.options.flatMap(keysOf);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

function formatPath(path: readonly PropertyKey[]): string {
  const text = path.map(formatKey).join("");
  return text.replace(/^\./, "") || "(the settings)";
}

/** A key with blanks, or of nothing else, is seen by its quotes. */
function formatKey(key: PropertyKey): string {
  if (typeof key === "number") return `[${key}]`;
  return /^\S+$/.test(String(key)) ? `.${String(key)}` : `[${JSON.stringify(String(key))}]`;
}

function valueAt(settings: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (isRecord(value) || Array.isArray(value) ? Reflect.get(value, key) : undefined),
    settings,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
