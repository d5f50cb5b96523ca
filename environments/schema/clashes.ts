import { basename } from "node:path";
import type { Environment } from "./environment";
import type { Problem } from "./problem";
import { ENTRY_NAME } from "./service";

/** An environment that is right by itself, and where it stands. */
export interface Placed {
  readonly file: string;
  readonly environment: Environment;
}

/** Something that only one environment can have. */
interface Claim {
  readonly path: string;
  readonly value: string;
  /** What stands in the settings. @default the value */
  readonly written?: string;
  /** Two claims collide if they are of one kind: buckets, say, whatever they are for. */
  readonly kind: string;
  /** What to use instead. */
  readonly use: string;
  /** Whether environments in other accounts and regions may have it too. */
  readonly isLocal?: boolean;
  /** Whether environments in other accounts may have it too, which have one of their own. */
  readonly isOfAccount?: boolean;
  /** Why only one can have it, of the file that has it. @default "is taken by" */
  readonly reason?: string;
  /** A bucket that holds state which others may share: if it is there already, or is made by one of them. */
  readonly state?: { readonly isMadeHere: boolean };
}

/**
 * What an environment has that another one has too. Of the two files, the copy is reported, not the one it was
 * copied from.
 *
 * @param all all environments, this one among them
 */
export function clashes(environment: Environment, all: readonly Placed[]): Problem[] {
  const own = all.find((placed) => placed.environment === environment);
  const others = all.filter((placed) => placed !== own);
  if (!own) return [];
  const problems = claimsOf(environment, all).flatMap((claim) => {
    const owner = others.find(
      (other) => takenBy(other, claim, own) !== undefined && isCopy(claim, own, other, all),
    );
    if (!owner) return [];
    const isOfState = claim.state && takenBy(owner, claim, own)?.state;
    const use = isOfState ? `${claim.use}, or state.create: false in all but one` : claim.use;
    const { path, written: value = claim.value, reason = "is taken by" } = claim;
    return [{ path, value, reason: `${reason} ${owner.file}`, use }];
  });
  // Two environments of one name share everything that is made from it: the name is what to fix.
  if (problems.some(({ path }) => path === "name")) return problems.slice(0, 1);
  return [...problems, ...bucketProblems(environment), ...prefixProblems(environment, others)];
}

function claimsOf(environment: Environment, all: readonly Placed[]): Claim[] {
  const { name, prefix, data, services, platform } = environment;
  const local: [path: string, value: string | undefined][] = [
    ["data.postgres.parameterGroup.name", data.postgres.parameterGroup.name],
    ["services.repositoryPrefix", services.repositoryPrefix],
    ["services.namePrefix", services.namePrefix],
    ["platform.loadBalancer.name", platform.loadBalancer.name],
    ["platform.spotInstances.name", platform.spotInstances?.name],
  ];
  return [
    { path: "name", value: name, kind: "name", use: ownName(environment, all) },
    { path: "namePrefix", value: prefix, kind: "prefix", use: "a prefix that makes other names" },
    ...local.flatMap(([path, value]) =>
      value === undefined
        ? []
        : [
            {
              path,
              value,
              kind: path,
              isLocal: true,
              use: "leave it out: it is then named after the environment",
            },
          ],
    ),
    ...services.all.flatMap((service) =>
      Object.entries(service.hosts).map(([key, value]) => ({
        path: `services.all.${service.name}.hosts.${key}`,
        value,
        kind: "host",
        use: freeHost(key, environment, all),
      })),
    ),
    ...certificateNamesOf(environment, all),
    ...bucketsOf(environment),
  ];
}

/**
 * ACM validates a name and its wildcard by one record, which is the same for all certificates of an account. Two environments
 * would both manage it: the first that is destroyed, or that gives the name up, stops the renewal of the other's certificate.
 */
function certificateNamesOf(environment: Environment, all: readonly Placed[]): Claim[] {
  return environment.platform.certificateNames.map((written, index) => ({
    path: `platform.certificateNames[${index}]`,
    value: withoutWildcard(written),
    written,
    kind: "host",
    isOfAccount: true,
    reason: "would have one validation record, whose destroy stops the other's renewal, with a name of",
    use: freeCertificateName(written, environment, all),
  }));
}

function withoutWildcard(name: string): string {
  return name.replace(/^\*\./, "");
}

function freeCertificateName(written: string, environment: Environment, all: readonly Placed[]): string {
  const { name, platform } = environment;
  const base = withoutWildcard(written);
  const labels = base === platform.domain ? "" : base.slice(0, -platform.domain.length);
  const offer = `${labels}${name}.${platform.domain}`;
  const others = all.filter((other) => other.environment !== environment);
  const taken = others.flatMap(({ environment: { services, platform: of } }) => [
    ...Object.values(services.hosts),
    ...of.certificateNames.map(withoutWildcard),
  ]);
  return taken.includes(offer) ? "leave it out" : `"${written.slice(0, -base.length)}${offer}"`;
}

/** The file's, unless somebody has it. */
function ownName(environment: Environment, all: readonly Placed[]): string {
  const file = all.find((placed) => placed.environment === environment)?.file ?? "";
  const name = basename(file, ".ts");
  const isFree = ENTRY_NAME.test(name) && all.every((other) => other.environment.name !== name);
  return isFree ? `"${name}"` : "a name of its own";
}

function bucketsOf({ state, data, platform }: Environment): Claim[] {
  const use = "a bucket of its own";
  return [
    {
      path: "state.bucket",
      value: state.bucket,
      kind: "bucket",
      use,
      state: { isMadeHere: state.create },
    },
    ...data.buckets.map(({ path, bucket }) => ({ path, value: bucket, kind: "bucket", use })),
    {
      path: "platform.loadBalancer.logsBucket",
      value: platform.loadBalancer.logsBucket,
      kind: "bucket",
      use,
    },
  ];
}

/** A bucket has one use in one environment. */
function bucketProblems(environment: Environment): Problem[] {
  const buckets = bucketsOf(environment);
  return buckets.flatMap(({ path, value }, index) => {
    const taken = buckets.slice(0, index).find((other) => other.value === value);
    return taken ? [{ path, value, reason: `is taken by ${taken.path}`, use: "a bucket of its own" }] : [];
  });
}

function freeHost(key: string, { name, platform }: Environment, all: readonly Placed[]): string {
  const taken = all.flatMap((other) => Object.values(other.environment.services.hosts));
  const offers = [`${key}.${name}.${platform.domain}`, `${key}-${name}.${platform.domain}`];
  const free = offers.find((offer) => !taken.includes(offer));
  return free ? `"${free}"` : "a host of its own";
}

/** What another environment has, and a claim is to. */
function takenBy(other: Placed, claim: Claim, own: Placed): Claim | undefined {
  return claimsOf(other.environment, []).find(
    (taken) =>
      taken.kind === claim.kind &&
      taken.value === claim.value &&
      !(claim.isLocal && isApart(own.environment, other.environment)) &&
      !((claim.isOfAccount || taken.isOfAccount) && inOtherAccounts(own.environment, other.environment)) &&
      !mayShare(claim, taken),
  );
}

/** A state bucket can serve several environments, of which at most one makes it. */
function mayShare({ state: one }: Claim, { state: other }: Claim): boolean {
  return one !== undefined && other !== undefined && !(one.isMadeHere && other.isMadeHere);
}

/** Whether two environments can have things of one name, if these are not global. */
function isApart(one: Environment, other: Environment): boolean {
  return inOtherAccounts(one, other) || one.region !== other.region;
}

function inOtherAccounts({ account: one }: Environment, { account: other }: Environment): boolean {
  return one !== undefined && other !== undefined && one !== other;
}

/**
 * Which of two files is the copy, if both claim one thing. The first of these that tells them apart does: after which of them
 * the thing is named, after which of them more is named of all that both have, which is in a file of its own name, and which
 * file comes first.
 */
function isCopy(claim: Claim, own: Placed, other: Placed, all: readonly Placed[]): boolean {
  const named = (value: string) =>
    Number(isNamedAfter(value, other.environment)) - Number(isNamedAfter(value, own.environment));
  const shared = claimsOf(own.environment, []).filter((each) => takenBy(other, each, own));
  const isOwnFile = ({ file, environment }: Placed) => basename(file, ".ts") === environment.name;
  const signs = [
    named(claim.value),
    shared.reduce((sum, { value }) => sum + named(value), 0),
    Number(isOwnFile(other)) - Number(isOwnFile(own)),
    all.indexOf(own) - all.indexOf(other),
  ];
  return (signs.find((sign) => sign !== 0) ?? 0) > 0;
}

/** Whether a name has an environment's among its words. */
function isNamedAfter(value: string, { name }: Environment): boolean {
  return `-${value.replaceAll(/[^a-z0-9]+/gi, "-")}-`.includes(`-${name}-`);
}

/**
 * Stacks are named `<prefix>-<layer>` and chosen with `<prefix>-*`: a prefix that goes on where another one ends would be
 * chosen, and destroyed, with it; and its one stack could have the name of a layer's. The longer one is reported.
 */
function prefixProblems({ name, namePrefix, prefix }: Environment, others: readonly Placed[]): Problem[] {
  const owner = others.find((other) => prefix.startsWith(`${other.environment.prefix}-`));
  if (!owner) return [];
  // What is to change is the part in which the other prefix ends: without its hyphens, it ends nowhere.
  const [path, value] =
    owner.environment.prefix.length > namePrefix.length
      ? (["name", name] as const)
      : (["namePrefix", namePrefix] as const);
  const joined = value.replaceAll("-", "");
  const isFree = (free: string) => others.every((other) => isOwn(free, other.environment));
  const fits = isFree(path === "name" ? `${namePrefix}-${joined}` : `${joined}-${name}`);
  const reason = `makes the prefix "${prefix}", which '${owner.environment.prefix}-*' of ${owner.file} covers`;
  return [{ path, value, reason, use: fits ? `"${joined}"` : "a word of its own, without hyphens" }];
}

/** Whether a prefix is neither another environment's, nor covers it, nor is covered by it. */
function isOwn(prefix: string, { prefix: other }: Environment): boolean {
  return prefix !== other && !prefix.startsWith(`${other}-`) && !other.startsWith(`${prefix}-`);
}
