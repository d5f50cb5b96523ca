import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Types of machines that the same regions have, each list separated by spaces. */
export interface TypesOfRegions {
  readonly regions: string;
  readonly types: string;
}

/** What AWS had of versions and types of machines, on a day. Lists are separated by spaces: a file of thousands of lines says no more. */
export interface AwsData {
  /** The day that it is of: `2026-10-20`. */
  readonly date: string;
  /** Where it is from: `cfn-lint 1.58.0`. */
  readonly source: string;
  /** Minor versions of PostgreSQL 13 and later on RDS: those that AWS creates, and those that it has ceased to. */
  readonly postgres: { readonly created: string; readonly retired: string };
  /** Versions of ElastiCache's engines. */
  readonly cache: { readonly redis: string; readonly valkey: string };
  /** Instance classes of RDS for PostgreSQL, of the versions that AWS creates. */
  readonly instanceClasses: readonly TypesOfRegions[];
  /** Node types of ElastiCache, but those with data tiering. */
  readonly nodeTypes: readonly TypesOfRegions[];
}

/** `npm run aws-data` writes it, and nobody by hand. */
export const AWS_DATA: AwsData = JSON.parse(readFileSync(join(__dirname, "aws-data.generated.json"), "utf8"));

/** Where the message to a value that is not known comes from, and what to do where AWS has it by now. */
export const AWS_DATA_ORIGIN = `AWS's of ${AWS_DATA.date}; npm run aws-data renews the list`;

/** The names in a list. */
export function names(list: string): string[] {
  return list.split(" ");
}

/** Types of machines that a region has; none if the region is not known. */
export function typesIn(groups: readonly TypesOfRegions[], region: string): string[] {
  return groups.flatMap(({ regions, types }) => (names(regions).includes(region) ? names(types) : []));
}

/** Types of machines that any region has. */
export function allTypes(groups: readonly TypesOfRegions[]): string[] {
  return groups.flatMap(({ types }) => names(types));
}
