/** The layer in a second region as real Terraform and the real AWS provider read it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StandbyLayer } from "../../examples/second-region/standby-layer";
import { createApp } from "../../stacks/create-app";
import { placeEnvironment } from "../../stacks/place-environment";
import { synthesize } from "../../stacks/synthesize";
import { describeWith } from "../support/layer-of-proof";
import { run } from "../support/process";
import { standInLock } from "../support/providers";
import { needsProviders, needsTerraform } from "../support/requirements";
import { environment } from "../support/synth";
import { expectDone, terraformEnvironment, terraformIn } from "../support/terraform";

const root = join(__dirname, "../..");

describeWith(needsTerraform() ?? needsProviders(), "a second region", () => {
  let outdir: string;

  beforeEach(() => {
    outdir = mkdtempSync(join(tmpdir(), "second-region-"));
  });

  afterEach(() => rmSync(outdir, { recursive: true }));

  test("layered, as the example is run", async () => {
    const args = ["-r", "./tools/typescript-hook.js", "examples/second-region/main.ts"];
    const ended = await run(process.execPath, args, { cwd: root, env: { CDKTF_OUTDIR: outdir } });
    expectDone("examples/second-region/main.ts", ended.code, ended.output);
    await expectValid(join(outdir, "stacks/mcp-production-standby-us-west-2"));
  }, 120_000);

  test("single", async () => {
    const app = createApp(outdir);
    const valid = environment({ layout: "single" });
    const { data, place } = placeEnvironment(app, valid);
    place("standby", (scope) => new StandbyLayer(scope, "standby", valid, data), { region: "us-west-2" });
    const [directory = ""] = synthesize(app);
    await expectValid(directory);
  }, 120_000);

  async function expectValid(directory: string): Promise<void> {
    const terraform = terraformIn(directory, await terraformEnvironment());
    (await standInLock())(directory);
    await terraform.succeed("init", "-backend=false");
    await terraform.succeed("validate");
  }
});
