import { z } from "zod";
import { AWS_DATA, AWS_DATA_ORIGIN, names } from "./aws-data";
import type { Problem } from "./problem";

/** Minor versions that AWS creates, the oldest first; and those that it has ceased to. */
const CREATED = names(AWS_DATA.postgres.created);
const RETIRED = names(AWS_DATA.postgres.retired);

/** Major versions that AWS creates. */
const MAJORS = [...new Set(CREATED.map(majorOf))];

/**
 * When AWS's standard support of a major version ends. After it, the version costs extra for each vCPU and hour.
 * https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html
 */
const STANDARD_SUPPORT_ENDS: Readonly<Record<string, string>> = {
  "13": "2026-02-28",
  "14": "2027-02-28",
  "15": "2028-02-29",
  "16": "2029-02-28",
  "17": "2030-02-28",
  "18": "2031-02-28",
};

/**
 * A version of PostgreSQL: `15.17`, or a major version alone. A minor version above all that are known of its major version is
 * taken: AWS has new ones each quarter, and they differ in what they mend. A major version that is not known has another
 * parameter family, which nobody has looked at.
 */
export const engineVersion = z
  .string()
  .superRefine((version, context) => {
    const fault = faultOf(version);
    if (fault) context.addIssue({ code: "custom", message: fault.reason, params: { use: fault.use } });
  })
  .meta({ example: "17" });

function faultOf(version: string): Pick<Problem, "reason" | "use"> | undefined {
  const major = majorOf(version);
  if (!/^\d{1,2}(\.\d{1,2})?$/.test(version)) {
    return {
      reason: `is not a version of PostgreSQL on RDS, which are ${MAJORS.join(", ")}`,
      use: `"${MAJORS.at(-1)}"`,
    };
  }
  if (!MAJORS.includes(major)) {
    const reason = `is not a major version that is known here, ${MAJORS.join(", ")} (${AWS_DATA_ORIGIN})`;
    return { reason, use: `"${Number(major) < Number(MAJORS[0]) ? supportedMajors()[0] : MAJORS.at(-1)}"` };
  }
  if (version === major || CREATED.includes(version)) return undefined;
  const own = createdOf(major);
  if (!own.some((other) => minorOf(other) > minorOf(version))) return undefined;
  const reason = RETIRED.includes(version)
    ? "is retired: AWS creates none, and upgrades those that there are"
    : "is none that AWS has";
  return {
    reason: `${reason}. Of PostgreSQL ${major} it creates ${own.join(", ")}`,
    use: `"${major}", or "${own.at(-1)}"`,
  };
}

/** What is wrong with a version that is right by itself. */
export function versionProblems(settings: {
  readonly engineVersion?: string;
  readonly allowMajorVersionUpgrade: boolean | undefined;
  readonly applyImmediately: boolean | undefined;
  readonly extendedSupport: boolean | undefined;
  readonly parameterGroup: { readonly name?: string };
}): Problem[] {
  const { engineVersion: version, parameterGroup } = settings;
  if (version === undefined) return [];
  const major = majorOf(version);
  return [
    ...supportProblems(version, settings.extendedSupport),
    ...familyProblems(version, parameterGroup.name),
    ...(settings.allowMajorVersionUpgrade
      ? upgradeProblems(version, major, parameterGroup.name, settings.applyImmediately)
      : []),
  ];
}

function supportProblems(version: string, extendedSupport: boolean | undefined): Problem[] {
  const major = majorOf(version);
  if (extendedSupport || supportedMajors().includes(major)) return [];
  const reason = `standard support of PostgreSQL ${major} ended on ${STANDARD_SUPPORT_ENDS[major]}: AWS has it for an extra price alone, with extendedSupport: true`;
  return [{ path: "engineVersion", value: version, reason, use: `"${supportedMajors()[0]}"` }];
}

/** As of the day of the list, so that the same settings are right or wrong on each machine. */
function supportedMajors(): string[] {
  return MAJORS.filter((major) => (STANDARD_SUPPORT_ENDS[major] ?? AWS_DATA.date) >= AWS_DATA.date);
}

function familyProblems(version: string, name: string | undefined): Problem[] {
  const named = /postgres(\d+)$/.exec(name ?? "")?.[1];
  const major = majorOf(version);
  if (name === undefined || named === undefined || named === major) return [];
  const reason = `is named after PostgreSQL ${named}, the engine is ${version}: its family is postgres${major}`;
  const use = `"${name.slice(0, -named.length)}${major}"`;
  return [{ path: "parameterGroup.name", value: name, reason, use }];
}

/** Settings do not know the version that runs: they ask as soon as another major version is allowed. */
function upgradeProblems(
  version: string,
  major: string,
  groupName: string | undefined,
  applyImmediately: boolean | undefined,
): Problem[] {
  const problems: Problem[] = [];
  // https://github.com/terraform-aws-modules/terraform-aws-rds/issues/627
  if (version === major) {
    const reason =
      "an upgrade to another major version names the minor version too: of a major version alone, AWS takes one that may not be a target of what runs";
    problems.push({ path: "engineVersion", value: version, reason, use: `"${createdOf(major).at(-1)}"` });
  }
  if (!applyImmediately) {
    const reason =
      "another major version needs another parameter group, which cannot wait for the maintenance window";
    problems.push({ path: "applyImmediately", value: applyImmediately, reason, use: "true" });
  }
  if (groupName !== undefined && !/postgres\d+$/.test(groupName)) {
    const reason =
      "the group of another major version stands beside the old one until the database has left that: its name has to have the version at its end";
    problems.push({
      path: "parameterGroup.name",
      value: groupName,
      reason,
      use: `"${groupName}-postgres${major}"`,
    });
  }
  return problems;
}

function createdOf(major: string): string[] {
  return CREATED.filter((version) => majorOf(version) === major);
}

function majorOf(version: string): string {
  return version.split(".")[0] as string;
}

function minorOf(version: string): number {
  return Number(version.split(".")[1]);
}
