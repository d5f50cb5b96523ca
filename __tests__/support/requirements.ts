/** What a layer of proof needs of the machine. Each says what is missing and how to get it; nothing if all is there. */
import { spawnSync } from "node:child_process";
import { awsProviderVersion } from "../../stacks/provider-lock";
import { hasAwsProvider, missingFrom, providerMirror, registryIsReachable } from "./providers";

const OLDEST_TERRAFORM = [1, 10] as const;

export function needsTerraform(): string | undefined {
  const { status, stdout } = spawnSync("terraform", ["version", "-json"], { encoding: "utf8" });
  if (status !== 0) return "terraform is not on the PATH; install Terraform 1.10 or later";
  const { terraform_version: version }: { terraform_version: string } = JSON.parse(stdout);
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isOld = major < OLDEST_TERRAFORM[0] || (major === OLDEST_TERRAFORM[0] && minor < OLDEST_TERRAFORM[1]);
  return isOld ? `terraform is ${version}; install 1.10 or later` : undefined;
}

export function needsProviders(): string | undefined {
  const mirror = providerMirror();
  if (mirror !== undefined) {
    const version = awsProviderVersion(5);
    if (!hasAwsProvider(mirror, version))
      return `the mirror ${mirror} has no AWS provider ${version}; add it, or set TF_PROVIDER_MIRROR to one that has`;
    const missing = missingFrom(mirror);
    if (missing.length === 0 || isOnPath("go", "version")) return undefined;
    return `the mirror ${mirror} has no ${missing.join(" and no ")} provider; install Go, or add what is missing`;
  }
  if (registryIsReachable()) return undefined;
  return "there is no AWS provider; set TF_PROVIDER_MIRROR to a filesystem mirror, or let the registry be reached";
}

export function needsPython(): string | undefined {
  const check = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))";
  if (isOnPath("python3", "-c", check)) return undefined;
  return "there is no python3 of 3.10 or later with venv on the PATH; install it (Debian: python3-venv)";
}

export function needsDatabase(): string | undefined {
  if (!isOnPath("psql", "--version"))
    return "there is no psql on the PATH; install PostgreSQL's client (Debian: postgresql-client)";
  if (!isOnPath("openssl", "version")) return "there is no openssl on the PATH; install it";
  if (process.getuid?.() === 0 && !isOnPath("setpriv", "--version"))
    return "PostgreSQL does not run as root, and there is no setpriv on the PATH; install util-linux";
  return needsPython();
}

function isOnPath(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}
