import type { AwsData, TypesOfRegions } from "../../environments/schema/aws-data";

/** What is read of a condition in cfn-lint's schemas: "if the engine is this, then the property is one of these". */
interface Rule {
  readonly if: {
    readonly properties: Readonly<Record<string, { readonly const?: string; readonly pattern?: string }>>;
  };
  readonly then?: { readonly properties: Readonly<Record<string, { readonly enum?: readonly string[] }>> };
}

/** A rule whose condition has the list itself. */
interface ListingRule {
  readonly if: {
    readonly properties: Readonly<
      Record<string, { readonly const?: string; readonly enum?: readonly string[] }>
    >;
  };
}

/** The files of cfn-lint that are read, below `cfnlint/data/schemas/extensions`, as JSON. */
export interface CfnLintFiles {
  readonly "aws_rds_dbinstance/engine_version.json": { readonly allOf: readonly Rule[] };
  readonly "aws_rds_dbinstance/engine_version_deprecated.json": { readonly allOf: readonly ListingRule[] };
  readonly "aws_rds_dbinstance/db_instance_class.json": { readonly allOf: readonly Rule[] };
  readonly "aws_rds_dbinstance/dbinstanceclass_enum.json": Readonly<
    Record<string, string | { readonly allOf: readonly Rule[] }>
  >;
  readonly "aws_elasticache_cachecluster/cachenodetype_enum.json": Readonly<
    Record<string, string | { readonly enum: readonly string[] }>
  >;
  readonly "aws_elasticache_cachecluster/engine_version.json": { readonly allOf: readonly Rule[] };
}

/** Their names. */
export const CFN_LINT_FILES = [
  "aws_rds_dbinstance/engine_version.json",
  "aws_rds_dbinstance/engine_version_deprecated.json",
  "aws_rds_dbinstance/db_instance_class.json",
  "aws_rds_dbinstance/dbinstanceclass_enum.json",
  "aws_elasticache_cachecluster/cachenodetype_enum.json",
  "aws_elasticache_cachecluster/engine_version.json",
] as const satisfies readonly (keyof CfnLintFiles)[];

/**
 * Versions whose support AWS's calendar has ended, and which cfn-lint 1.58.0 still has as ones that can be created.
 * https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html
 */
const RETIRED_BY_THE_CALENDAR = ["15.13", "15.14"];

/** The lowest major version that the settings know. */
const LEAST_MAJOR = 13;

/** Data tiering has to be on with these nodes, which no setting turns on. */
const DATA_TIERING = /^cache\.r\dgd\./;

/** China, GovCloud and others outside of the commercial partition. */
const OTHER_PARTITION = /^(cn|us-gov|us-iso[bf]?|eu-isoe|eusc)-/;

/** What the settings want to know, of what cfn-lint has. */
export function reduce(files: CfnLintFiles, { date, source }: Pick<AwsData, "date" | "source">): AwsData {
  const known = listed(files["aws_rds_dbinstance/engine_version.json"].allOf, "postgres", "EngineVersion");
  const deprecated = files["aws_rds_dbinstance/engine_version_deprecated.json"].allOf
    .filter((rule) => rule.if.properties.Engine?.const === "postgres")
    .flatMap((rule) => rule.if.properties.EngineVersion?.enum ?? []);
  const versions = known.filter(isMinorVersion).sort(byNumber);
  const isRetired = (version: string) =>
    deprecated.includes(version) || RETIRED_BY_THE_CALENDAR.includes(version);
  const created = versions.filter((version) => !isRetired(version));
  const ofVersions = classesOf(files["aws_rds_dbinstance/db_instance_class.json"].allOf, created);
  const cacheVersions = (engine: string) =>
    listed(files["aws_elasticache_cachecluster/engine_version.json"].allOf, engine, "EngineVersion").join(
      " ",
    );
  return {
    date,
    source,
    postgres: { created: created.join(" "), retired: versions.filter(isRetired).join(" ") },
    cache: { redis: cacheVersions("redis"), valkey: cacheVersions("valkey") },
    instanceClasses: grouped(
      inRegions(files["aws_rds_dbinstance/dbinstanceclass_enum.json"], ({ allOf }) =>
        listed(allOf, "postgres", "DBInstanceClass").filter((name) => ofVersions.has(name)),
      ),
    ),
    nodeTypes: grouped(
      inRegions(files["aws_elasticache_cachecluster/cachenodetype_enum.json"], ({ enum: types }) =>
        types.filter((name) => !DATA_TIERING.test(name)),
      ),
    ),
  };
}

/** Bare major versions, which cfn-lint has among the deprecated ones too, and extended support's own releases are left out. */
function isMinorVersion(version: string): boolean {
  const [major = "", minor] = version.split(".");
  return minor !== undefined && /^\d+$/.test(minor) && Number(major) >= LEAST_MAJOR;
}

function byNumber(one: string, other: string): number {
  return one.localeCompare(other, "en", { numeric: true });
}

function listed(rules: readonly Rule[], engine: string, property: string): string[] {
  const found = rules
    .filter((rule) => rule.if.properties.Engine?.const === engine)
    .flatMap((rule) => rule.then?.properties[property]?.enum ?? []);
  return [...new Set(found)];
}

/** The classes that versions have. In the lists of the regions there are also those of versions that AWS retired. */
function classesOf(rules: readonly Rule[], versions: readonly string[]): ReadonlySet<string> {
  const ours = rules.filter(({ if: { properties } }) => {
    const pattern = properties.EngineVersion?.pattern;
    if (properties.Engine?.const !== "postgres" || pattern === undefined) return false;
    return versions.some((version) => new RegExp(pattern).test(version));
  });
  return new Set(listed(ours, "postgres", "DBInstanceClass"));
}

/** By region, without the file's description. */
function inRegions<T extends object>(
  file: Readonly<Record<string, string | T>>,
  typesOf: (entry: T) => readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const entries = Object.entries(file).flatMap(([region, entry]) =>
    typeof entry === "string" || OTHER_PARTITION.test(region) ? [] : [[region, typesOf(entry)] as const],
  );
  return new Map(entries);
}

/** Types that the same regions have are named once. */
function grouped(types: ReadonlyMap<string, readonly string[]>): TypesOfRegions[] {
  const regionsOf = (type: string) =>
    [...types]
      .filter(([, all]) => all.includes(type))
      .map(([region]) => region)
      .sort()
      .join(" ");
  const groups = new Map<string, string[]>();
  for (const type of [...new Set([...types.values()].flat())].sort(byNumber)) {
    const regions = regionsOf(type);
    groups.set(regions, [...(groups.get(regions) ?? []), type]);
  }
  return [...groups].map(([regions, own]) => ({ regions, types: own.join(" ") }));
}
