import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { clashes } from "./clashes";
import { type Environment, validateSettings } from "./environment";
import { loadingProblem } from "./loading-problem";
import { PresetError, type Problem, SettingsError } from "./problem";

interface Candidate {
  readonly file: string;
  readonly environment?: Environment;
  readonly problems: Problem[];
}

/**
 * Loads, validates and returns the environments: every TypeScript file in `directory` that exports its settings as its
 * default. All of them are checked, also those that are not chosen, so that a wrong one is not found on its release day.
 *
 * @param directory the folder of the environments
 * @param chosen names of environments, separated by commas; all of them if empty
 * @throws SettingsError with every problem of every file
 */
export function loadEnvironments(directory: string, chosen = ""): Environment[] {
  const files = existsSync(directory) ? readdirSync(directory).filter((file) => file.endsWith(".ts")) : [];
  const candidates = files.sort().map((file) => load(directory, file));
  const environments = validateTogether(candidates);
  return choose(environments, chosen);
}

/** Validates settings that belong together, as if each came from the file named. Returns them in the same order. */
export function validateEnvironments(settings: ReadonlyMap<string, unknown>): Environment[] {
  const directory = join(__dirname, "..");
  return validateTogether([...settings].map(([file, value]) => candidate(file, () => value, directory)));
}

function load(directory: string, file: string): Candidate {
  const read = () => (require(join(directory, file)) as { default?: unknown }).default;
  return candidate(join(basename(directory), file), read, directory);
}

/** Settings are code: what is wrong may be that they cannot be read, or, of a getter, that a single one cannot. */
function candidate(file: string, read: () => unknown, directory: string): Candidate {
  try {
    const settings = read();
    if (settings === undefined) {
      const reason = "the file exports no settings";
      return {
        file,
        problems: [{ path: "default", value: undefined, reason, use: "export default { ... }" }],
      };
    }
    const { environment, problems = [] } = validateSettings(settings);
    return { file, environment, problems: [...problems] };
  } catch (error) {
    if (error instanceof PresetError) return { file, problems: [...error.problems] };
    return { file, problems: [loadingProblem(error, directory)] };
  }
}

function validateTogether(candidates: readonly Candidate[]): Environment[] {
  const placed = candidates.flatMap(({ file, environment }) => (environment ? [{ file, environment }] : []));
  for (const { environment, problems } of candidates) {
    if (environment) problems.push(...clashes(environment, placed));
  }
  const reports = candidates.filter(({ problems }) => problems.length > 0);
  if (reports.length > 0) throw new SettingsError(reports);
  return placed.map(({ environment }) => environment);
}

function choose(environments: Environment[], chosen: string): Environment[] {
  const names = chosen
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  const known = environments.map(({ name }) => name);
  const problems = names
    .filter((name) => !known.includes(name))
    .map((name) => ({
      path: "ENVIRONMENTS",
      value: name,
      reason: "there is no such environment",
      use: known.join(", "),
    }));
  if (problems.length > 0) throw new SettingsError([{ file: "(the environment variable)", problems }]);
  if (known.length === 0) {
    const reason = "there is no environment";
    const problem = {
      path: "*.ts",
      value: undefined,
      reason,
      use: "a file such as environments/production.ts",
    };
    throw new SettingsError([{ file: "environments/", problems: [problem] }]);
  }
  return names.length === 0 ? environments : environments.filter(({ name }) => names.includes(name));
}
