/** The app as its users run it: in a copy of its own with environments of its own, so that a wrong setting can be tried. */
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EnvironmentSettings } from "../environments/schema/environment";
import { anotherEnvironment, settings } from "./support/synth";

const STACKS_OF_STAGING = ["data", "edge", "monitoring", "network", "platform", "services"].map(
  (layer) => `mcp-staging-${layer}`,
);

const root = join(__dirname, "..");
let copy: string;

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), "main-"));
  for (const entry of [
    "main.ts",
    "cdktf.json",
    "package.json",
    "environments/schema",
    "stacks",
    "modules",
    "providers",
    "tools",
  ]) {
    cpSync(join(root, entry), join(copy, entry), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  write("production", settings());
  write(
    "staging",
    anotherEnvironment("staging", {
      network: { cidr: "10.1.0.0/16", zones: ["us-east-1a", "us-east-1b"], natGateways: "single" },
    }),
  );
});

afterEach(() => rmSync(copy, { recursive: true }));

function synth(environment: Record<string, string> = {}): SpawnSyncReturns<string> {
  const args = ["-r", "./tools/typescript-hook.js", "main.ts"];
  return spawnSync(process.execPath, args, {
    cwd: copy,
    env: { ...process.env, ...environment },
    encoding: "utf8",
  });
}

const stacks = () => readdirSync(join(copy, "cdktf.out/stacks"));

function write(name: string, environment: EnvironmentSettings): void {
  writeFileSync(join(copy, `environments/${name}.ts`), `export default ${JSON.stringify(environment)};`);
}

function edit(file: string, from: string, to: string): void {
  const path = join(copy, file);
  const text = readFileSync(path, "utf8");
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

test("synth writes every environment, and says what and what is next", () => {
  const { status, stdout, stderr } = synth();
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  for (const stack of stacks()) expect(stdout).toContain(`cdktf.out/stacks/${stack}`);
  expect(stacks()).toHaveLength(12);
  expect(stdout).toContain(`
Next:
  npm run addresses                        list what there is: from then on, what would be lost is refused
  npm run bootstrap -- production          make the bucket that keeps Terraform's state, once
  npx cdktf diff mcp-production-network    show what would change (terraform plan)
  npx cdktf deploy 'mcp-production-*'      change it, layer by layer (terraform apply)
  ./help                                   all commands
`);
});

test("where every environment has its list, synth does not ask for one; a list without an environment is refused", () => {
  mkdirSync(join(copy, "environments/addresses"));
  for (const name of ["production", "staging"])
    writeFileSync(join(copy, `environments/addresses/${name}.txt`), "layout = layered\n");
  expect(synth().stdout).not.toContain("npm run addresses");
  rmSync(join(copy, "environments/staging.ts"));
  const { status, stderr } = synth();
  expect(status).toBe(1);
  expect(stderr).toContain("environments/addresses/staging.txt");
  expect(synth({ ENVIRONMENTS: "production" }).status).toBe(0);
});

test("synth can be limited to environments", () => {
  const { status, stdout } = synth({ ENVIRONMENTS: "staging" });
  expect(status).toBe(0);
  expect(stacks()).toEqual(STACKS_OF_STAGING);
  expect(stdout).toContain("npm run bootstrap -- staging ");
  expect(stdout).toContain("npx cdktf diff mcp-staging-network ");
  expect(stdout).toContain("npx cdktf deploy 'mcp-staging-*' ");
  expect(stdout).not.toContain("production");
});

test("where all layers share a stack, that stack is next", () => {
  write("production", settings({ layout: "single" }));
  const { stdout } = synth({ ENVIRONMENTS: "production" });
  expect(stdout).toContain("npx cdktf diff mcp-production ");
  expect(stdout).toContain("npx cdktf deploy mcp-production    change it (terraform apply)");
});

test("a stack that is no longer in the app is removed", () => {
  mkdirSync(join(copy, "cdktf.out/stacks/mcp-gone-network"), { recursive: true });
  expect(synth({ ENVIRONMENTS: "staging" }).status).toBe(0);
  expect(stacks()).toEqual(STACKS_OF_STAGING);
});

describe("the state that an interrupted run has left", () => {
  const leave = (stack: string) => {
    mkdirSync(join(copy, `cdktf.out/stacks/${stack}`), { recursive: true });
    writeFileSync(file(stack), "{}");
  };
  const file = (stack: string) => join(copy, `cdktf.out/stacks/${stack}/errored.tfstate`);
  const isThere = (stack: string) => existsSync(file(stack));

  test("stays where its stack is not among those that are chosen, and synth says what to do", () => {
    leave("mcp-production-data");
    leave("mcp-staging-data");
    const { status, stderr } = synth({ ENVIRONMENTS: "staging" });
    expect(status).toBe(0);
    expect(stderr).toContain("  cdktf.out/stacks/mcp-production-data/errored.tfstate\n");
    expect(stderr).toContain('docs/operations.md, "An interrupted run"');
    expect(stderr).not.toContain("mcp-staging-data");
    expect(isThere("mcp-production-data")).toBe(true);
    expect(isThere("mcp-staging-data")).toBe(true);
  });

  test("stops CDKTF's CLI, which would delete it, before anything is written", () => {
    leave("mcp-production-data");
    // Otherwise the CLI wants to make it.
    mkdirSync(join(copy, ".gen"));
    const cdktf = join(root, "node_modules/.bin/cdktf");
    const cli = (environment: Record<string, string>) =>
      spawnSync(cdktf, ["synth"], {
        cwd: copy,
        env: { ...process.env, CHECKPOINT_DISABLE: "1", DISABLE_VERSION_CHECK: "1", ...environment },
        encoding: "utf8",
      });
    const { status, stderr } = cli({ ENVIRONMENTS: "staging" });
    expect(status).toBe(1);
    expect(stderr).toContain("Nothing was written: the CLI would delete a state.");
    expect(stderr).toContain("cdktf.out/stacks/mcp-production-data/errored.tfstate");
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stacks()).toEqual(["mcp-production-data"]);
    expect(cli({}).status).toBe(0);
    expect(isThere("mcp-production-data")).toBe(true);
  }, 120_000);
});

test("a wrong setting is one message, no stack trace, exit code 1, and nothing written", () => {
  edit("environments/production.ts", '"10.0.20.0/24"', '"10.1.20.0/24"');
  edit("environments/staging.ts", '"single"', '"one"');
  const { status, stdout, stderr } = synth();
  expect(status).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toBe(`2 settings are wrong. Nothing was written.

environments/production.ts
  network.privateSubnets[1]
    value   "10.1.20.0/24"
    reason  lies outside the VPC's 10.0.0.0/16
    use     "10.0.0.0/24"

environments/staging.ts
  network.natGateways
    value   "one"
    reason  must be one of "perZone", "single", "none"
    use     "perZone"
`);
  expect(existsSync(join(copy, "cdktf.out"))).toBe(false);
});

test("VPCs that overlap are reported after the summary, and all is written", () => {
  edit("environments/staging.ts", '"10.1.0.0/16"', '"10.0.0.0/16"');
  const { status, stderr } = synth();
  expect(status).toBe(0);
  expect(stacks()).toHaveLength(12);
  expect(stderr).toBe(`
1 setting is worth a look. Everything was written.

staging
  network.cidr
    value   "10.0.0.0/16"
    reason  overlaps with the 10.0.0.0/16 of production: the two VPCs could never be peered
    use     "10.1.0.0/16" here or there, where nothing is applied yet; or leave it if they never meet
`);
});

test("a wrong setting leaves what was written before as it was", () => {
  synth();
  const file = join(copy, "cdktf.out/stacks/mcp-production-network/cdk.tf.json");
  const before = readFileSync(file, "utf8");
  edit("environments/production.ts", '"production"', '"Production"');
  expect(synth().status).toBe(1);
  expect(readFileSync(file, "utf8")).toBe(before);
});
