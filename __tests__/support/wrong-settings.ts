import { type EnvironmentSettings, validateSettings } from "../../environments/schema/environment";
import type { Problem } from "../../environments/schema/problem";
import { settings } from "./synth";

/** What is set, where the problem is seen, why, and what the message offers instead. */
export type Wrong = readonly [what: string, changes: object, path: string, reason: string, use: string];

type Section = "services" | "configuration" | "platform" | "monitoring";

/** The problems of the guide's settings with some of one section's replaced. */
export function problemsIn(section: Section, changes: object): readonly Problem[] {
  const base: Partial<EnvironmentSettings> = settings();
  return validateSettings({ ...base, [section]: { ...base[section], ...changes } }).problems ?? [];
}

/** A message says where and why, and what it offers, unless that is words, is right. */
export function expectMessage(section: Section, [, changes, path, reason, use]: Wrong): void {
  const problem = problemsIn(section, changes).find((each) => each.path === path);
  expect(problem?.reason).toContain(reason);
  expect(problem?.use).toContain(use);
  const offered = parsed(problem?.use ?? "");
  if (offered === undefined) return;
  const [, ...keys] = path.split(/[.[\]]+/).filter(Boolean);
  const fixed = replaced(changes, keys, offered) as object;
  expect(problemsIn(section, fixed).map((each) => each.path)).not.toContain(path);
}

/** Words are for people. */
function parsed(use: string): unknown {
  try {
    return JSON.parse(use);
  } catch {
    return undefined;
  }
}

/** A value with something put in place of what is at a path. */
export function replaced(value: unknown, [key, ...rest]: readonly string[], replacement: unknown): unknown {
  if (key === undefined) return replacement;
  if (Array.isArray(value)) {
    return value.map((entry, index) => (index === Number(key) ? replaced(entry, rest, replacement) : entry));
  }
  const record = (value ?? {}) as Record<string, unknown>;
  return { ...record, [key]: replaced(record[key], rest, replacement) };
}
