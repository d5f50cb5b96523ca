import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "../..");

/** Loads the check in a Node that says it is of another version. */
function checkOn(version: string) {
  const pretend = `Object.defineProperty(process.versions, "node", { value: "${version}" })`;
  const load = 'require("./tools/node-version")';
  return spawnSync(process.execPath, ["-e", `${pretend}; ${load}`], { cwd: ROOT, encoding: "utf8" });
}

test("a Node that is too old is refused, and the message says how to get another", () => {
  const { status, stderr } = checkOn("20.20.2");
  expect(status).toBe(1);
  expect(stderr).toContain("Node 20.20.2 is too old: this project needs Node 22 or later.");
  expect(stderr).toContain("nvm install");
  expect(stderr).toContain("npx -y -p node@22 npm run synth");
});

test.each(["22.0.0", "24.21.0", "100.0.0"])("Node %s is taken", (version) => {
  expect(checkOn(version)).toMatchObject({ status: 0, stderr: "" });
});

test("what nvm installs is what package.json asks for", () => {
  const { engines } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  expect(engines).toEqual({ node: `>=${readFileSync(join(ROOT, ".nvmrc"), "utf8").trim()}` });
});
