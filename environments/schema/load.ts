import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { type Environment, validateSettings } from "./environment";
import { type Problem, SettingsError } from "./problem";

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
  return validateTogether([...settings].map(([file, value]) => ({ file, ...validated(value) })));
}

function load(directory: string, file: string): Candidate {
  const shown = join(basename(directory), file);
  const path = join(directory, file);
  try {
    const module: { default?: unknown } = require(path);
    if (module.default !== undefined) return { file: shown, ...validated(module.default) };
    const reason = "the file exports no settings";
    return {
      file: shown,
      problems: [{ path: "default", value: undefined, reason, use: "export default { ... }" }],
    };
  } catch (error) {
    const reason = `the file cannot be read: ${firstLine(error)}`;
    return {
      file: shown,
      problems: [{ path: "(the file)", value: undefined, reason, use: "see environments/staging.ts" }],
    };
  }
}

/** Without what Node adds below the message; an error of a module need not be an Error of ours. */
function firstLine(error: unknown): string {
  const message = typeof error === "object" && error !== null && "message" in error ? error.message : error;
  return String(message).split("\n")[0] ?? "";
}

function validated(value: unknown): { environment?: Environment; problems: Problem[] } {
  const { environment, problems = [] } = validateSettings(value);
  return environment ? { environment, problems: [] } : { problems: [...problems] };
}

function validateTogether(candidates: readonly Candidate[]): Environment[] {
  const seen: Candidate[] = [];
  for (const candidate of candidates) {
    if (candidate.environment) candidate.problems.push(...clashes(candidate.environment, seen, candidates));
    seen.push(candidate);
  }
  const reports = candidates.filter(({ problems }) => problems.length > 0);
  if (reports.length > 0) throw new SettingsError(reports);
  return candidates.flatMap(({ environment }) => environment ?? []);
}

/** What only one environment can have. Of two that have it, the later one is told; of two prefixes, the longer one. */
function clashes(
  environment: Environment,
  earlier: readonly Candidate[],
  all: readonly Candidate[],
): Problem[] {
  const near = (other: Environment, name: string | undefined) =>
    isApart(other, environment) ? undefined : name;
  const ownName = "leave it out: it is then named after the environment";
  const unique = [
    { path: "name", of: (other: Environment) => other.name, use: "a name of its own, such as the file's" },
    { path: "namePrefix", of: (other: Environment) => other.prefix, use: "a prefix that makes other names" },
    {
      path: "data.postgres.parameterGroup.name",
      of: (other: Environment) => near(other, other.data.postgres.parameterGroup.name),
      use: ownName,
    },
    {
      path: "services.repositoryPrefix",
      of: (other: Environment) => near(other, other.services.mcpServer.repository.replace(/\/server$/, "")),
      use: ownName,
    },
    {
      path: "services.namePrefix",
      of: (other: Environment) => near(other, other.services.mcpServer.family.replace(/mcp-server$/, "")),
      use: ownName,
    },
    {
      path: "platform.loadBalancer.name",
      of: (other: Environment) => near(other, other.platform.loadBalancer.name),
      use: ownName,
    },
    {
      path: "platform.spotInstances.name",
      of: (other: Environment) => near(other, other.platform.spotInstances?.name),
      use: ownName,
    },
  ];
  const problems = unique.flatMap(({ path, of, use }) => {
    const value = of(environment);
    const owner = earlier.find(
      (other) => other.environment && value !== undefined && of(other.environment) === value,
    );
    return owner ? [{ path, value, reason: `is taken by ${owner.file}`, use }] : [];
  });
  // Two environments of one name share everything that is made from it: the name is what to mend.
  if (problems.some(({ path }) => path === "name")) return problems.slice(0, 1);
  return [
    ...problems,
    ...hostProblems(environment, earlier, all),
    ...prefixProblems(environment, all),
    ...bucketProblems(environment, earlier),
  ];
}

/** Of two that have one host, the one after which it is not named is told: its file is likely a copy of the other's. */
function hostProblems(
  environment: Environment,
  earlier: readonly Candidate[],
  all: readonly Candidate[],
): Problem[] {
  const { name, platform } = environment;
  const taken = all.flatMap((other) => Object.values(other.environment?.platform.hosts ?? {}));
  return (["mcp", "api"] as const).flatMap((key) => {
    const value = platform.hosts[key];
    const isNamed = (other: Environment) => `-${value.replaceAll(".", "-")}-`.includes(`-${other.name}-`);
    const owner = all.find((other) => {
      if (!other.environment || other.environment === environment) return false;
      if (!Object.values(other.environment.platform.hosts).includes(value)) return false;
      const isOwn = isNamed(environment);
      return isNamed(other.environment) === isOwn ? earlier.includes(other) : !isOwn;
    });
    if (!owner) return [];
    const offers = [`${key}.${name}.${platform.domain}`, `${key}-${name}.${platform.domain}`];
    const free = offers.find((offer) => !taken.includes(offer));
    const reason = `is taken by ${owner.file}`;
    return [{ path: `platform.hosts.${key}`, value, reason, use: free ? `"${free}"` : "a host of its own" }];
  });
}

/**
 * Stacks are named `<prefix>-<layer>` and chosen with `<prefix>-*`: a prefix that goes on where another one ends would be
 * chosen, and destroyed, with it; and its one stack could have the name of a layer's.
 */
function prefixProblems(environment: Environment, all: readonly Candidate[]): Problem[] {
  const { name, namePrefix, prefix } = environment;
  const owner = all.find((other) => other.environment && prefix.startsWith(`${other.environment.prefix}-`));
  if (!owner?.environment) return [];
  // What is to change is the part in which the other prefix ends: without its hyphens, it ends nowhere.
  const [path, value] =
    owner.environment.prefix.length > namePrefix.length
      ? (["name", name] as const)
      : (["namePrefix", namePrefix] as const);
  const joined = value.replaceAll("-", "");
  const isFree = (free: string) => all.every((other) => !other.environment || isOwn(free, other.environment));
  const fits = isFree(path === "name" ? `${namePrefix}-${joined}` : `${joined}-${name}`);
  const reason = `makes the prefix "${prefix}", which '${owner.environment.prefix}-*' of ${owner.file} covers`;
  return [{ path, value, reason, use: fits ? `"${joined}"` : "a word of its own, without hyphens" }];
}

/** Whether a prefix is neither another environment's, nor covers it, nor is covered by it. */
function isOwn(prefix: string, { prefix: other }: Environment): boolean {
  return prefix !== other && !prefix.startsWith(`${other}-`) && !other.startsWith(`${prefix}-`);
}

interface BucketUse {
  readonly path: "state.bucket" | "data.contexts.bucket" | "platform.loadBalancer.logsBucket";
  readonly bucket: string;
  /** Whether other environments may keep their state in it. */
  readonly isShared: boolean;
}

function bucketUses({ state, data, platform }: Environment): BucketUse[] {
  return [
    { path: "state.bucket", bucket: state.bucket, isShared: !state.create },
    { path: "data.contexts.bucket", bucket: data.contexts.bucket, isShared: false },
    {
      path: "platform.loadBalancer.logsBucket",
      bucket: platform.loadBalancer.logsBucket,
      isShared: false,
    },
  ];
}

/** A bucket has one use in one environment; only a state bucket can serve several, of which at most one makes it. */
function bucketProblems(environment: Environment, earlier: readonly Candidate[]): Problem[] {
  const own = bucketUses(environment);
  const others = earlier.flatMap(({ file, environment: other }) =>
    other ? bucketUses(other).map((use) => ({ ...use, owner: file })) : [],
  );
  return own.flatMap((each, index) => {
    const before = own.slice(0, index).map((use) => ({ ...use, owner: use.path }));
    const taken = [...others, ...before].find((use) => use.bucket === each.bucket && !mayShare(use, each));
    if (!taken) return [];
    const use =
      each.path === "state.bucket" && taken.path === "state.bucket"
        ? "a bucket of its own, or state.create: false in all but one"
        : "a bucket of its own";
    return [{ path: each.path, value: each.bucket, reason: `is taken by ${taken.owner}`, use }];
  });
}

function mayShare(one: BucketUse, other: BucketUse): boolean {
  return one.path === "state.bucket" && other.path === "state.bucket" && (one.isShared || other.isShared);
}

/** Whether two environments can have things of one name, if these are not global. */
function isApart(one: Environment, other: Environment): boolean {
  const inOtherAccount =
    one.account !== undefined && other.account !== undefined && one.account !== other.account;
  return inOtherAccount || one.region !== other.region;
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
