/** The emulator's own gaps, filled in support/emulator/gaps: without ours, each fails an apply or drifts in the next plan. */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../support/emulator";
import { describeWith } from "../support/layer-of-proof";
import { changesIn, startProtocol } from "../support/protocol";
import { needsProviders, needsPython, needsTerraform } from "../support/requirements";
import { type Terraform, terraformEnvironment, terraformIn } from "../support/terraform";

const protocol = startProtocol("cloud, emulator");

describeWith(needsTerraform() ?? needsProviders() ?? needsPython(), "the emulator", () => {
  let emulator: Emulator;
  let root: string;
  let terraform: Terraform;

  beforeAll(async () => {
    emulator = await startEmulator();
    root = mkdtempSync(join(tmpdir(), "emulator-"));
    cpSync(join(__dirname, "emulator"), root, { recursive: true });
    terraform = terraformIn(root, { ...(await terraformEnvironment()), ...emulator.environment });
    await terraform.succeed("init");
    await protocol.step("apply", () => terraform.succeed("apply", "-auto-approve"));
  }, 600_000);

  afterAll(async () => {
    rmSync(root, { recursive: true, force: true });
    await emulator?.stop();
  });

  test("remembers what was made", async () => {
    await protocol.step("second plan", () => terraform.succeed("plan", "-detailed-exitcode"));
  }, 300_000);

  test("remembers what was changed in place", async () => {
    const output = await protocol.step("change", () =>
      terraform.succeed("apply", "-auto-approve", "-var=threshold=90"),
    );
    expect(changesIn(output)).toEqual({ added: 0, changed: 7, destroyed: 0 });
    await protocol.step("second plan", () =>
      terraform.succeed("plan", "-detailed-exitcode", "-var=threshold=90"),
    );
  }, 600_000);

  test("forgets what was destroyed", async () => {
    await protocol.step("destroy", () => terraform.succeed("destroy", "-auto-approve"));
    expect(await terraform.succeed("state", "list")).toBe("");
  }, 600_000);
});
