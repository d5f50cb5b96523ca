/** `npm run bench`: what the app costs, as ratios measured side by side in one run. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Cost, measureCommand, measureNode, sideBySide } from "./measure";

const HOOK = ["-r", "./tools/typescript-hook.js"];
const RUNS = 9;

const directory = mkdtempSync(join(tmpdir(), "bench-"));
const environment = {
  CDKTF_OUTDIR: join(directory, "out"),
  CHECKPOINT_DISABLE: "1",
  DISABLE_VERSION_CHECK: "1",
};
try {
  compareWithImports();
  compareWithStockTemplate();
  growEnvironments();
} finally {
  rmSync(directory, { recursive: true });
}

/** The app against loading the same provider files and doing nothing with them. */
function compareWithImports(): void {
  const { stdout } = spawnSync(process.execPath, [...HOOK, "tools/bench/imports.ts"], { encoding: "utf8" });
  const files: string[] = JSON.parse(stdout);
  const imports = join(directory, "imports.js");
  writeFileSync(imports, files.map((file) => `require(${JSON.stringify(file)});`).join("\n"));
  const [app, bare] = sideBySide(
    RUNS,
    () => measureNode([...HOOK, "main.ts"], environment),
    () => measureNode([imports]),
    (cost: Cost) => cost.seconds,
  );
  console.log(`synth of all environments, against bare imports of the same ${files.length} files`);
  print("time", app.seconds, bare.seconds, "s", "goal 2.50");
  print("memory", app.megabytes, bare.megabytes, "MB");
}

/** The CLI with our TypeScript hook, against the CLI with ts-node, as cdktf's own template has it. */
function compareWithStockTemplate(): void {
  const output = ["--output", join(directory, "cli")];
  const [ours, stock] = sideBySide(
    3,
    () => measureCommand("npx", ["cdktf", "synth", ...output], environment),
    () => measureCommand("npx", ["cdktf", "synth", "--app", "npx ts-node main.ts", ...output], environment),
    (seconds) => seconds,
  );
  console.log("cdktf synth, against cdktf synth with npx ts-node main.ts");
  print("time", ours, stock, "s", "goal 0.60");
}

/** What each environment more costs. */
function growEnvironments(): void {
  const costs = [1, 10, 50].map((count) => {
    const out = join(directory, `environments-${count}`);
    return { count, ...measureNode([...HOOK, "tools/bench/many-environments.ts", String(count), out]) };
  });
  console.log("synth of many environments");
  for (const { count, seconds, megabytes } of costs) {
    console.log(`  ${String(count).padStart(2)}      ${seconds.toFixed(2)} s   ${megabytes.toFixed(0)} MB`);
  }
  const [one, , fifty] = costs;
  if (!one || !fifty) return;
  const milliseconds = ((fifty.seconds - one.seconds) / 49) * 1000;
  const megabytes = (fifty.megabytes - one.megabytes) / 49;
  console.log(`  each    ${milliseconds.toFixed(0)} ms   ${megabytes.toFixed(1)} MB   goals 100 ms, 8 MB`);
}

function print(what: string, ours: number, theirs: number, unit: string, goal = ""): void {
  const digits = unit === "s" ? 2 : 0;
  const values = `${ours.toFixed(digits)} ${unit} / ${theirs.toFixed(digits)} ${unit}`;
  console.log(`  ${what.padEnd(7)} ${values} = ${(ours / theirs).toFixed(2)}   ${goal}`);
}
