import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { LOCK_FILE } from "../../stacks/provider-lock";
import { cached, writeOnce } from "./cache";
import { run } from "./process";

const REGISTRY = "registry.terraform.io/hashicorp";
const STAND_IN_SOURCES = join(__dirname, "offline-providers");

/** Versions that the bindings were made from, and that stacks ask for; the stand-ins pass for these. */
const STAND_INS = { random: "3.7.2", null: "3.2.4" } as const;

/**
 * A filesystem mirror that has the AWS provider: the one named in TF_PROVIDER_MIRROR, or the first on this machine that is
 * not somebody's cache. `undefined` if there is none.
 */
export function providerMirror(): string | undefined {
  const named = process.env.TF_PROVIDER_MIRROR;
  if (named) return existsSync(join(named, REGISTRY, "aws")) ? named : undefined;
  if (foundMirror === undefined) foundMirror = findMirror();
  return foundMirror ?? undefined;
}

/** Searched for once: it takes seconds. `null` if there was none. */
let foundMirror: string | null | undefined;

function findMirror(): string | null {
  const suffix = `/${REGISTRY}/aws`;
  const { stdout } = spawnSync("find", ["/", "-xdev", "-type", "d", "-path", `*${suffix}`], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const caches = /\/(\.terraform|\.cache|\.?plugin-cache|\.cdktf)\//;
  const inHome = `${homedir()}/.terraform.d/`;
  const mirrors = stdout.split("\n").filter((path) => path && !caches.test(path) && !path.startsWith(inHome));
  return mirrors[0]?.slice(0, -suffix.length) ?? null;
}

/** Whether Terraform's registry can be reached. */
export function registryIsReachable(): boolean {
  const script = `fetch("https://registry.terraform.io/.well-known/terraform.json", { signal: AbortSignal.timeout(3000) })
    .then((response) => process.exit(response.ok ? 0 : 1), () => process.exit(1));`;
  return spawnSync(process.execPath, ["-e", script], { stdio: "ignore" }).status === 0;
}

/** Whether a mirror has a version of the AWS provider, unpacked or as an archive. */
export function hasAwsProvider(mirror: string, version: string): boolean {
  const names = readdirSync(join(mirror, REGISTRY, "aws"));
  return names.some((name) => name === version || name.startsWith(`terraform-provider-aws_${version}_`));
}

/** The providers that a mirror lacks and a stand-in of ours can be. */
export function missingFrom(mirror: string): string[] {
  const names = readdirSync(join(mirror, REGISTRY));
  return Object.keys(STAND_INS).filter((name) => !names.includes(name));
}

/**
 * A configuration file of Terraform's CLI by which `terraform init` finds its providers on this machine: in the mirror, as
 * stand-ins of our own if the mirror has no random and null provider, and otherwise in the registry.
 */
export async function terraformCliConfig(): Promise<string> {
  const mirror = providerMirror();
  return writeOnce("terraform.tfrc", mirror ? await mirrorConfig(mirror) : "");
}

async function mirrorConfig(mirror: string): Promise<string> {
  const missing = missingFrom(mirror);
  const blocks = [mirrorBlock(mirror, readdirSync(join(mirror, REGISTRY)))];
  if (missing.length > 0) blocks.push(mirrorBlock(await standIns(), missing));
  return `provider_installation {\n${blocks.join("")}}\n`;
}

function mirrorBlock(path: string, names: readonly string[]): string {
  const include = names.map((name) => `"${REGISTRY}/${name}"`).join(", ");
  return `  filesystem_mirror {\n    path    = "${path}"\n    include = [${include}]\n  }\n`;
}

/** Compiles the stand-ins once, into a mirror of their own. */
function standIns(): Promise<string> {
  return cached("offline-providers", [STAND_IN_SOURCES], async (mirror) => {
    const platform = (await go("env", "GOOS", "GOARCH")).trim().split(/\s+/).join("_");
    for (const [name, version] of Object.entries(STAND_INS)) {
      const file = `terraform-provider-${name}_v${version}`;
      await go("build", "-o", join(mirror, REGISTRY, name, version, platform, file), ".");
    }
  });
}

/**
 * What puts the stand-ins' checksums in place of the originals' in a directory's lock file, so that `terraform init` takes
 * them. It changes nothing where this machine has the originals.
 */
export async function standInLock(): Promise<(directory: string) => void> {
  const mirror = providerMirror();
  const missing = mirror ? missingFrom(mirror) : [];
  if (missing.length === 0) return () => undefined;
  const made = await standIns();
  const checksums = missing.map((name) => [name, checksum(onlyPackage(join(made, REGISTRY, name)))] as const);
  return (directory) => {
    const file = join(directory, LOCK_FILE);
    const changed = checksums.reduce(
      (text, [name, sum]) =>
        text.replace(new RegExp(`(/${name}" {[^}]*hashes = \\[)[^\\]]*`), `$1\n    "${sum}",\n  `),
      readFileSync(file, "utf8"),
    );
    writeFileSync(file, changed);
  };
}

/** The package in a provider's folder of a mirror: there is one version, for one platform. */
function onlyPackage(folder: string): string {
  const [version = ""] = readdirSync(folder);
  const [platform = ""] = readdirSync(join(folder, version));
  return join(folder, version, platform);
}

/** As Terraform sums up a package that is unpacked: https://pkg.go.dev/golang.org/x/mod/sumdb/dirhash#Hash1 */
function checksum(directory: string): string {
  const lines = readdirSync(directory)
    .sort()
    .map((name) => {
      const sum = createHash("sha256").update(readFileSync(join(directory, name)));
      return `${sum.digest("hex")}  ${name}\n`;
    });
  return `h1:${createHash("sha256").update(lines.join("")).digest("base64")}`;
}

async function go(...args: string[]): Promise<string> {
  const { code, output } = await run("go", args, { cwd: STAND_IN_SOURCES });
  if (code !== 0)
    throw new Error(`cannot compile the stand-ins for Terraform's providers: go ${args[0]}:\n${output}`);
  return output;
}
