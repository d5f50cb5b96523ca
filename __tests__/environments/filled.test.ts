import { z } from "zod";
import { type EnvironmentSettings, validateSettings } from "../../environments/schema/environment";
import { filled } from "../../environments/schema/filled";
import { withoutFaults } from "../../environments/schema/zod-problems";
import { settings } from "../support/synth";

const schema = z.object({
  required: z.string(),
  optional: z.string().optional(),
  count: z.int().default(3),
  inside: z.strictObject({ kept: z.boolean().default(true), needed: z.int() }).prefault({ needed: 1 }),
  there: z.strictObject({ days: z.int().default(7) }),
  perhaps: z.strictObject({ days: z.int().default(7) }).optional(),
  list: z.array(z.strictObject({ base: z.int().default(0) })).default([{ base: 5 }]),
  named: z.record(z.string(), z.strictObject({ base: z.int().default(0) })).default({}),
  either: z.union([z.literal(false), z.strictObject({ days: z.int().default(7) })]).prefault({}),
});

const nothing = {
  required: undefined,
  optional: undefined,
  count: 3,
  inside: { kept: true, needed: 1 },
  there: { days: 7 },
  perhaps: undefined,
  list: [{ base: 5 }],
  named: {},
  either: { days: 7 },
};

test.each<[string, unknown, object]>([
  ["nothing", undefined, {}],
  ["a value that is no object", 90n, {}],
  ["an object that is none", { there: "x", inside: [] }, { inside: { kept: true, needed: undefined } }],
  ["what is said", { required: "x", count: 0, optional: "y" }, { required: "x", count: 0, optional: "y" }],
  ["an optional object", { perhaps: {} }, { perhaps: { days: 7 } }],
  ["a list with a hole", { list: [{ base: 1 }, undefined] }, { list: [{ base: 1 }, { base: 0 }] }],
  ["a record", { named: { one: {}, two: { base: 2 } } }, { named: { one: { base: 0 }, two: { base: 2 } } }],
  ["either", { either: false }, { either: false }],
  ["or", { either: { days: 1 } }, { either: { days: 1 } }],
])("defaults are put in their places: %s", (_what, value, expected) => {
  expect(filled(schema, value)).toEqual({ ...nothing, ...expected });
});

test("the rules see a default in place of what is wrong, and nothing in place of what is required", () => {
  const value = { count: "x", required: 1, list: [{ base: "x" }] };
  const { error } = schema.safeParse(value);
  expect(filled(schema, withoutFaults(value, error))).toEqual({ ...nothing, list: [{ base: 0 }] });
});

test("settings inside themselves end where the schema does", () => {
  const circle: Record<string, unknown> = { required: "x" };
  circle.there = circle;
  expect(filled(schema, circle)).toEqual({ ...nothing, required: "x" });
});

test("what is written out and what is left out is judged alike", () => {
  const { data } = settings();
  const broken = (postgres: object): EnvironmentSettings =>
    settings({ data: { ...data, postgres: { ...data.postgres, readReplicas: {}, ...postgres } } });
  const window = { maintenanceWindow: "sun:03:30-sun:04:30" };
  const [left] = validateSettings(broken({ ...window, backupWindow: undefined })).problems ?? [];
  const [written] = validateSettings(broken({ ...window, backupWindow: "03:00-04:00" })).problems ?? [];
  expect(left).toMatchObject({ path: "data.postgres.maintenanceWindow", use: '"sun:04:00-sun:05:00"' });
  expect(left).toEqual(written);
});

test("an entry named __proto__, which zod passes over, is not there", () => {
  const { named } = filled(schema, { named: JSON.parse('{"__proto__": 1, "other": {}}') });
  expect(Object.entries(named)).toEqual([["other", { base: 0 }]]);
});
