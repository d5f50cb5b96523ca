import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { cached, writeOnce } from "./cache";
import { run } from "./process";

const REGISTRY = "registry.terraform.io/hashicorp";
const STAND_IN_SOURCES = join(__dirname, "offline-providers");

/** Versions that the bindings were made from; the stand-ins pass for these. */
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

async function go(...args: string[]): Promise<string> {
  const { code, output } = await run("go", args, { cwd: STAND_IN_SOURCES });
  if (code !== 0)
    throw new Error(`cannot compile the stand-ins for Terraform's providers: go ${args[0]}:\n${output}`);
  return output;
}
