import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The file by which `terraform init` installs the versions and packages that it names, and no others. */
export const LOCK_FILE = ".terraform.lock.hcl";

/** The majors of the AWS provider that a stack can be on: each has a folder in `providers/`. */
export type AwsMajor = 5 | 6;

const FOLDERS: Readonly<Record<AwsMajor, string>> = {
  5: join(__dirname, "../providers/aws-5"),
  6: join(__dirname, "../providers/aws-6"),
};

const REGISTRY = "registry.terraform.io";
const AWS = `${REGISTRY}/hashicorp/aws`;

const HEADER =
  "# Written by synth, from providers/. What terraform init locks beside these providers stays as it is.";

/** One provider's part of a lock file. */
interface Lock {
  /** Such as `registry.terraform.io/hashicorp/aws`. */
  readonly address: string;
  readonly version: string;
  readonly text: string;
}

const locks: Readonly<Record<AwsMajor, readonly Lock[]>> = {
  5: readLocks(join(FOLDERS[5], LOCK_FILE)),
  6: readLocks(join(FOLDERS[6], LOCK_FILE)),
};

/** The one version of the AWS provider that stacks on this major ask for. */
export function awsProviderVersion(major: AwsMajor): string {
  const lock = locks[major].find(({ address }) => address === AWS);
  if (!lock) {
    throw new Error(
      `${join(FOLDERS[major], LOCK_FILE)} has no ${AWS}: take it from git, or renew it ("The AWS provider" in docs/operations.md)`,
    );
  }
  return lock.version;
}

/**
 * Locks a stack's providers, as far as `providers/` has the exact versions that the stack asks for. What `terraform init` has
 * locked beside these, a provider of a team's own for one, stays as it is.
 *
 * @param directory the stack's, with its configuration
 */
export function lockProviders(directory: string): void {
  const required = requiredVersions(join(directory, "cdk.tf.json"));
  const known = [...locks[5], ...locks[6]];
  const ours = [...required].flatMap(
    ([address, version]) => known.find((lock) => lock.address === address && lock.version === version) ?? [],
  );
  if (ours.length === 0) return;
  const file = join(directory, LOCK_FILE);
  // Terraform refuses a file that it may not write (`-lockfile=readonly`) for a provider too many as for one that is missing.
  const others = readLocks(file).filter(({ address }) =>
    (required.has(address) ? ours : known).every((lock) => lock.address !== address),
  );
  const texts = [...ours, ...others].sort((a, b) => (a.address < b.address ? -1 : 1)).map(({ text }) => text);
  writeFileSync(file, [HEADER, ...texts].join("\n\n").concat("\n"));
}

/** The version constraints of a configuration, by the providers' addresses. */
function requiredVersions(configuration: string): Map<string, string> {
  // `cdktf synth --hcl` writes none.
  if (!existsSync(configuration)) return new Map();
  const { terraform = {} }: { terraform?: { required_providers?: Record<string, Requirement> } } = JSON.parse(
    readFileSync(configuration, "utf8"),
  );
  return new Map(
    Object.values(terraform.required_providers ?? {}).map(({ source, version = "" }) => [
      addressOf(source),
      version,
    ]),
  );
}

interface Requirement {
  readonly source: string;
  readonly version?: string;
}

/** A provider's address in full, of which a configuration may leave out the beginning. */
function addressOf(source: string): string {
  return [REGISTRY, "hashicorp"]
    .slice(0, 3 - source.split("/").length)
    .concat(source)
    .join("/");
}

/** A lock file's parts; none if there is no such file. */
function readLocks(file: string): Lock[] {
  if (!existsSync(file)) return [];
  const parts = readFileSync(file, "utf8").matchAll(
    /^provider "(?<address>.+)" \{\s+version\s+= "(?<version>.+)"[^}]*\}/gm,
  );
  return [...parts].map(({ 0: text, groups: { address = "", version = "" } = {} }) => ({
    address,
    version,
    text,
  }));
}
