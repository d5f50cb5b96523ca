import { z } from "zod";
import { type Problem, show } from "./problem";

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
        use: `one of ${keysOf(field).join(", ")}`,
      }));
    }
    return [
      { path: formatPath(issue.path), value, reason: reasonOf(issue, value), use: remedyOf(issue, field) },
    ];
  });
}

/** A value that is of one option's kind fails as that option does: what is wrong is inside of it. */
function causes(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union") return [issue];
  const isInside = ({ path, code }: z.core.$ZodIssue) => path.length > 0 || code === "unrecognized_keys";
  const [option, ...others] = issue.errors.filter((issues) => issues.every(isInside));
  if (!option || others.length > 0) return [issue];
  return option.flatMap((inner) => causes({ ...inner, path: [...issue.path, ...inner.path] }));
}

/** The settings without the values that zod refused: what is left can be checked for how it fits together. */
export function withoutFaults<T extends object>(settings: unknown, error: z.ZodError | undefined): T {
  const faulty = (error?.issues ?? [])
    .filter((issue) => issue.code !== "unrecognized_keys")
    .map((issue) => issue.path);
  const copy = (value: unknown, path: readonly PropertyKey[]): unknown => {
    const below = faulty.filter((other) => path.every((key, index) => other[index] === key));
    if (below.some((other) => other.length === path.length)) return undefined;
    // Only the way to a fault is copied: elsewhere there may be objects that are inside themselves.
    if (below.length === 0) return value;
    if (Array.isArray(value)) return value.map((entry, index) => copy(entry, [...path, index]));
    if (!isRecord(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [key, copy(entry, [...path, key])]),
    );
  };
  return (copy(settings, []) ?? {}) as T;
}

function reasonOf(issue: z.core.$ZodIssue, value: unknown): string {
  if (value === undefined && issue.code !== "custom") return "is missing";
  if (issue.code === "invalid_type") return `must be ${article(issue.expected)}`;
  if (issue.code === "invalid_value") return `must be one of ${issue.values.map(show).join(", ")}`;
  if (issue.code === "invalid_key") return issue.issues.map((inner) => inner.message).join("; ");
  return issue.message;
}

function article(type: string): string {
  if (type === "record") return "an object";
  if (type === "int") return "a whole number";
  return /^[aeio]/.test(type) ? `an ${type}` : `a ${type}`;
}

function remedyOf(issue: z.core.$ZodIssue, field: z.core.$ZodType | undefined): string {
  if (issue.code === "custom" && typeof issue.params?.use === "string") return issue.params.use;
  const example = field && exampleOf(field);
  if (example !== undefined) return show(example);
  const inner = field && innermost(field);
  if (inner instanceof z.ZodEnum) return show(inner.options[0]);
  // What can be left out need not be in production's settings.
  return field && inner !== field ? "leave it out" : "what environments/production.ts has there";
}

function exampleOf(field: z.core.$ZodType): unknown {
  const example = z.globalRegistry.get(field)?.example;
  if (example !== undefined) return example;
  const inner = unwrap(field);
  return inner === field ? undefined : exampleOf(inner);
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

function keysOf(field: z.core.$ZodType | undefined): string[] {
  const inner = field && innermost(field);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

function innermost(field: z.core.$ZodType): z.core.$ZodType {
  const inner = unwrap(field);
  return inner === field ? field : innermost(inner);
}

/** Takes one wrapper off: what a default or an optional field is made of. */
function unwrap(field: z.core.$ZodType): z.core.$ZodType {
  const isWrapper =
    field instanceof z.ZodOptional || field instanceof z.ZodDefault || field instanceof z.ZodPrefault;
  return isWrapper ? field.unwrap() : field;
}

function formatPath(path: readonly PropertyKey[]): string {
  const text = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("");
  return text.replace(/^\./, "") || "(the settings)";
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
