import { z } from "zod";

/** What a schema gives as an example, or else as its default. */
export function exampleOf(field: z.core.$ZodType): unknown {
  const example = z.globalRegistry.get(field)?.example;
  if (example !== undefined) return example;
  if (field instanceof z.ZodDefault) return field.def.defaultValue;
  const inner = unwrap(field);
  return inner === field ? undefined : exampleOf(inner);
}

/** What a field is made of, whether or not it can be left out. */
export function innermost(field: z.core.$ZodType): z.core.$ZodType {
  const inner = unwrap(field);
  return inner === field ? field : innermost(inner);
}

/** Takes one wrapper off: what a default or an optional field is made of. */
function unwrap(field: z.core.$ZodType): z.core.$ZodType {
  const isWrapper =
    field instanceof z.ZodOptional || field instanceof z.ZodDefault || field instanceof z.ZodPrefault;
  return isWrapper ? field.unwrap() : field;
}
