/**
 * CDK Terrain (cdktn) continues cdktf, whose maker archived it: every stack must come out the same with either. This runs
 * the app in two processes, because which of the two a provider's bindings load is decided once for all.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "../..");

function synth(...preload: string[]): Record<string, unknown> {
  const outdir = mkdtempSync(join(tmpdir(), "terrain-"));
  try {
    const args = [...preload, "./tools/typescript-hook.js"].flatMap((module) => ["-r", module]);
    const options = { cwd: root, env: { ...process.env, CDKTF_OUTDIR: outdir }, encoding: "utf8" } as const;
    const { status, stderr } = spawnSync(process.execPath, [...args, "main.ts"], options);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const stacks = readdirSync(join(outdir, "stacks"));
    return Object.fromEntries(stacks.map((stack) => [stack, read(join(outdir, "stacks", stack))]));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** A stack without the version of what made it. */
function read(directory: string): unknown {
  const text = readFileSync(join(directory, "cdk.tf.json"), "utf8");
  return JSON.parse(text, (key, value) =>
    key === "version" && /^0\.2\d\.\d$/.test(value) ? undefined : value,
  );
}

test("cdktf and cdktn write the same Terraform", () => {
  const byCdktf = synth();
  expect(byCdktf).not.toEqual({});
  expect(synth("./__tests__/support/use-cdktn.js")).toEqual(byCdktf);
});
