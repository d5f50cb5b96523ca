/** `npm run bootstrap`: the state's own storage from nothing, again, interrupted, elsewhere, and where it must not. */
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { type Account, openAccount } from "../support/account";
import { type Checkout, createCheckout } from "../support/checkout";
import type { Emulator } from "../support/emulator";
import { describeWith } from "../support/layer-of-proof";
import { changesIn, startProtocol } from "../support/protocol";
import { needsProviders, needsPython, needsTerraform } from "../support/requirements";
import { resourceCount } from "../support/synth-files";

const BUCKET = "mcp-production-terraform-state";
const STATE = `${BUCKET}/production/state.tfstate`;
const DIRECTORY = ".bootstrap/mcp-production-state";

const protocol = startProtocol("cloud, bootstrap");

describeWith(needsTerraform() ?? needsProviders() ?? needsPython(), "bootstrap", () => {
  let account: Account;
  let emulator: Emulator;
  let checkout: Checkout;
  let first: string;

  const bootstrap = (...args: string[]) => checkout.run("npm", "run", "bootstrap", "--", ...args);

  async function succeed(what: string): Promise<string> {
    return protocol.step(what, () =>
      checkout.succeed("npm", "run", "bootstrap", "--", "production", "--auto-approve"),
    );
  }

  beforeAll(async () => {
    account = await openAccount();
    ({ emulator, checkout } = account);
    first = await succeed("from nothing");
  }, 600_000);

  afterAll(() => account?.close());

  test("makes the storage, moves its own state there and says what comes next", async () => {
    expect(changesIn(first)).toEqual({
      added: resourceCount(checkout.path(DIRECTORY)),
      changed: 0,
      destroyed: 0,
    });
    expect(await emulator.s3("GET", STATE)).toContain("aws_s3_bucket");
    expect(existsSync(checkout.path(DIRECTORY, "terraform.tfstate"))).toBe(false);
    expect(first).toContain("Next: npx cdktf deploy 'mcp-production-*'");
  });

  test("changes nothing the second time", async () => {
    expect(await succeed("second time")).toContain("No changes.");
  }, 300_000);

  test("changes nothing from another machine", async () => {
    rmSync(checkout.path(".bootstrap"), { recursive: true });
    expect(await succeed("from another machine")).toContain("No changes.");
  }, 300_000);

  test("interrupted before its state had moved, it moves it", async () => {
    const state = await emulator.s3("GET", STATE);
    await emulator.s3("DELETE", STATE);
    writeFileSync(checkout.path(DIRECTORY, "terraform.tfstate"), state);
    expect(await succeed("resumed")).toContain("No changes.");
    expect(resourcesOf(await emulator.s3("GET", STATE))).toEqual(resourcesOf(state));
    expect(existsSync(checkout.path(DIRECTORY, "terraform.tfstate"))).toBe(false);
  }, 300_000);

  test("the bucket cannot be destroyed by accident", async () => {
    const { code, output } = await account.terraformIn(DIRECTORY).run("destroy", "-auto-approve");
    expect(code).toBe(1);
    expect(output).toContain("Instance cannot be destroyed");
    expect(await emulator.s3("GET", STATE)).toContain("aws_s3_bucket");
  }, 300_000);

  test("refuses a bucket that something else made, and leaves it alone", async () => {
    checkout.edit(
      "environments/production.ts",
      'name: "production",',
      'name: "production", state: { bucket: "somebody-elses" },',
    );
    await emulator.s3("PUT", "somebody-elses");
    const { code, output } = await bootstrap("production", "--auto-approve");
    expect(code).toBe(1);
    expect(output).toContain("The bucket somebody-elses exists, but its state is not in it");
    expect(output).toContain("state.create: false");
    expect(output).not.toMatch(/^\s+at /m);
    expect(await emulator.s3("GET", "somebody-elses")).not.toContain("<Key>");
  }, 300_000);

  test("does nothing for a bucket that is said to belong to somebody else", async () => {
    checkout.edit(
      "environments/production.ts",
      "somebody-elses",
      'somebody-elses", create: false, lock: "s3',
    );
    const { code, output } = await bootstrap("production");
    expect(code).toBe(0);
    expect(output).toContain("Nothing to do");
  }, 300_000);

  test("names the environment there is if asked for none, or for one that does not exist", async () => {
    const [none, unknown] = await Promise.all([bootstrap(), bootstrap("prod")]);
    for (const { code, output } of [none, unknown]) {
      expect(code).toBe(1);
      expect(output).toContain("production");
      expect(output).not.toMatch(/^\s+at /m);
    }
  }, 300_000);

  test("says that Terraform is missing, and what to do", async () => {
    const elsewhere = createCheckout({ ...account.environment, TERRAFORM_BINARY_NAME: "no-terraform-here" });
    const { code, output } = await elsewhere.run("npm", "run", "bootstrap", "--", "production");
    elsewhere.remove();
    expect(code).toBe(1);
    expect(output).toContain("Install Terraform 1.10 or later");
    expect(output).not.toMatch(/^\s+at /m);
  }, 300_000);
});

function resourcesOf(state: string): string[] {
  const { resources }: { resources: { type: string; name: string }[] } = JSON.parse(state);
  return resources.map(({ type, name }) => `${type}.${name}`);
}
