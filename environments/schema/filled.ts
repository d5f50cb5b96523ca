import { z } from "zod";

/**
 * Settings of a schema with every default in its place, for the rules across fields. What is required may still be missing: it
 * was not said, or it was wrong and taken out. An object that is required is there at least, with what it has of defaults.
 */
export type Filled<Schema> =
  Schema extends z.ZodDefault<infer Inner>
    ? Exclude<Filled<Inner>, undefined>
    : Schema extends z.ZodPrefault<infer Inner>
      ? Exclude<Filled<Inner>, undefined>
      : Schema extends z.ZodOptional<infer Inner>
        ? Filled<Inner> | undefined
        : Schema extends z.ZodObject<infer Shape>
          ? { -readonly [Key in keyof Shape]: Filled<Shape[Key]> }
          : Schema extends z.ZodArray<infer Element>
            ? Filled<Element>[] | undefined
            : Schema extends z.ZodRecord<infer _Key, infer Value>
              ? Record<string, Filled<Value>> | undefined
              : Schema extends z.ZodUnion<infer Options>
                ? Filled<Options[number]> | undefined
                : z.output<Schema> | undefined;

/**
 * Puts the defaults of a schema into settings that it may have refused.
 *
 * @param settings any value at all, without those that the schema refuses (`withoutFaults`)
 */
export function filled<Schema extends z.ZodType>(schema: Schema, settings: unknown): Filled<Schema> {
  return fill(schema, settings) as Filled<Schema>;
}

/** Goes by the schema, which ends, and not by the value, which may be inside itself. */
function fill(schema: z.core.$ZodType, value: unknown): unknown {
  if (schema instanceof z.ZodOptional) return value === undefined ? undefined : fill(schema.unwrap(), value);
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return fill(schema.unwrap(), value === undefined ? schema.def.defaultValue : value);
  }
  if (schema instanceof z.ZodObject) {
    const given = isRecord(value) ? value : {};
    const fields: [string, z.core.$ZodType][] = Object.entries(schema.shape);
    return Object.fromEntries(fields.map(([key, field]) => [key, fill(field, given[key])]));
  }
  if (schema instanceof z.ZodArray) {
    return Array.isArray(value) ? Array.from(value, (entry) => fill(schema.element, entry)) : undefined;
  }
  if (schema instanceof z.ZodRecord) {
    if (!isRecord(value)) return undefined;
    // As zod, which neither checks nor takes it.
    const entries = Object.entries(value).filter(([key]) => key !== "__proto__");
    return Object.fromEntries(entries.map(([key, entry]) => [key, fill(schema.valueType, entry)]));
  }
  if (schema instanceof z.ZodUnion) {
    const option = schema.options.find((each) => z.core.safeParse(each, value).success);
    return option ? fill(option, value) : value;
  }
  return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
