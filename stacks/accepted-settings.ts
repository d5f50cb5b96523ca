import type { Environment } from "../environments/schema/environment";
import type { Problem } from "../environments/schema/problem";

/** Settings by their paths, as an environment's list has them: `layout = layered`. */
export type AcceptedSettings = ReadonlyMap<string, string>;

/** Why another value cannot simply take an accepted one's place, and what to do; `undefined` if it can. */
type Refusal = (before: string, now: string, environment: Environment) => Omit<Problem, "path"> | undefined;

interface WatchedSetting {
  /** Its values by their paths. */
  readonly values: (environment: Environment) => Readonly<Record<string, string>>;
  readonly refusal: Refusal;
}

const elsewhere: Refusal = () => ({
  reason: "the state is looked for elsewhere, where none is: everything would be made a second time",
  use: 'set it back, or move the states (docs/operations.md, "State")',
});

/** What no plan shows, or only when the layers below have been changed already. */
const WATCHED: readonly WatchedSetting[] = [
  {
    values: ({ layout }) => ({ layout }),
    refusal: () => ({
      reason: "the other layout has another state, which is empty: everything would be made a second time",
      use: 'set it back, or move the states (docs/operations.md, "From one layout to the other")',
    }),
  },
  { values: ({ region }) => ({ region }), refusal: elsewhere },
  { values: ({ state }) => ({ "state.bucket": state.bucket }), refusal: elsewhere },
  {
    values: ({ data }) => ({ "data.postgres.engineVersion": data.postgres.engineVersion }),
    refusal: (before, now, { data }) => {
      if (isLower(now, before))
        return { reason: "RDS has no way back to a lower version", use: `"${before}"` };
      const isAnotherMajor = numbersOf(now)[0] !== numbersOf(before)[0];
      if (!isAnotherMajor || data.postgres.allowMajorVersionUpgrade) return undefined;
      return {
        reason:
          "another major version is refused by RDS until it is allowed, after the parameter group was made",
        use: 'allowMajorVersionUpgrade: true (docs/operations.md, "Upgrading PostgreSQL")',
      };
    },
  },
  {
    values: ({ data }) => ({ "data.postgres.allocatedStorage": `${data.postgres.allocatedStorage}` }),
    refusal: (before, now) =>
      isLower(now, before)
        ? { reason: "RDS makes no storage smaller", use: `${before}, or more` }
        : undefined,
  },
  {
    values: ({ data }) => ({
      "data.redis.engineVersion": `${data.redis.engine} ${data.redis.engineVersion}`,
    }),
    refusal: (before, now) => {
      const [engineBefore = "", versionBefore = ""] = before.split(" ");
      const [engine, version = ""] = now.split(" ");
      const isBack = engine === engineBefore ? isLower(version, versionBefore) : engine === "redis";
      if (!isBack) return undefined;
      return {
        reason: "ElastiCache has no way back: it would be another cache, without what is in this one",
        use: `engine: "${engineBefore}", engineVersion: "${versionBefore}"`,
      };
    },
  },
  {
    values: ({ services }) =>
      Object.fromEntries(
        services.all.flatMap(({ name, hosts = {} }) =>
          Object.entries(hosts).map(([key, host]) => [`services.all.${name}.hosts.${key}`, host]),
        ),
      ),
    refusal: (before) => ({
      reason: `certificate and rules leave ${before} before its DNS record does: who comes by it is refused`,
      use: `"${before}", and the new host under another key, until nobody comes by this one`,
    }),
  },
  {
    // They may be others: `wasProtected` is what they are for.
    values: ({ data, platform }) => ({
      "data.postgres.deletionProtection": `${data.postgres.deletionProtection}`,
      "platform.loadBalancer.deletionProtection": `${platform.loadBalancer.deletionProtection}`,
    }),
    refusal: () => undefined,
  },
];

/** Whether AWS protected the database or the load balancer when these settings were accepted. */
export function wasProtected(accepted: AcceptedSettings): boolean {
  return [...accepted].some(([path, value]) => path.endsWith(".deletionProtection") && value === "true");
}

export function watchedSettings(environment: Environment): AcceptedSettings {
  return new Map(WATCHED.flatMap(({ values }) => Object.entries(values(environment))));
}

/** What is wrong with values that differ from the accepted ones. One that is gone is no problem by itself. */
export function settingProblems(environment: Environment, accepted: AcceptedSettings): Problem[] {
  return WATCHED.flatMap(({ values, refusal }) =>
    Object.entries(values(environment)).flatMap(([path, now]) => {
      const before = accepted.get(path);
      const problem = before === undefined || before === now ? undefined : refusal(before, now, environment);
      if (!problem) return [];
      const reason = `${before} is accepted, and deployed: ${problem.reason}`;
      return [{ path, value: now, reason, use: `${problem.use}; or npm run addresses -- --let-go ${path}` }];
    }),
  );
}

/** Of what both name: `15` is not lower than `15.17`, since AWS decides on the rest. */
function isLower(one: string, other: string): boolean {
  const [left, right] = [numbersOf(one), numbersOf(other)];
  const index = left.findIndex((number, place) => right[place] !== undefined && number !== right[place]);
  return index >= 0 && Number(left[index]) < Number(right[index]);
}

function numbersOf(version: string): number[] {
  return version.split(".").map(Number);
}
