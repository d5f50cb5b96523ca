/** The lock files that synth writes, as real Terraform takes them. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LOCK_FILE } from "../../stacks/provider-lock";
import { type Checkout, createCheckout } from "../support/checkout";
import { describeWith } from "../support/layer-of-proof";
import { standInLock } from "../support/providers";
import { needsProviders, needsTerraform } from "../support/requirements";
import { type StubAws, startStubAws } from "../support/stub-aws";
import { terraformEnvironment, terraformIn } from "../support/terraform";

describeWith(needsTerraform() ?? needsProviders(), "the providers' lock", () => {
  let environment: Record<string, string>;
  let aws: StubAws;
  let checkout: Checkout;

  beforeAll(async () => {
    aws = await startStubAws({ states: new Map(), domains: new Set() });
    // It keeps no lock of the state.
    environment = { ...(await terraformEnvironment()), ...aws.environment, TF_CLI_ARGS_plan: "-lock=false" };
    checkout = createCheckout(environment);
    (await standInLock())(checkout.path("providers/aws-5"));
    await checkout.succeed("npm", "run", "synth");
  }, 300_000);

  afterAll(async () => {
    checkout?.remove();
    await aws?.stop();
  });

  // Of the two, only the AWS provider is certainly the original on this machine: what locks it is what users have.
  test.each(["network", "data"])(
    "is taken as it is, and left as it is: %s",
    async (layer) => {
      const { file, init } = stack(layer);
      const before = readFileSync(file, "utf8");
      const { code, output } = await init("-lockfile=readonly");
      expect(`${code} ${output}`).toMatch(/^0 /);
      expect(output).toMatch(/Installed hashicorp\/aws v5\.100\.0/);
      expect(readFileSync(file, "utf8")).toBe(before);
    },
    120_000,
  );

  test("refuses another package of the same version", async () => {
    const { file, init } = stack("platform");
    writeFileSync(file, readFileSync(file, "utf8").replace(/"(h1|zh):..../g, '"$1:0000'));
    const { code, output } = await init();
    expect(code).toBe(1);
    expect(output.replace(/\W+/g, " ")).toContain("doesn t match any of the checksums previously recorded");
  }, 120_000);

  test("is complete for the CLI of CDKTF, which asks the registry for nothing more", async () => {
    const diff = await checkout.succeed("cdktf", "diff", "mcp-production-network");
    expect(diff).toMatch(/Reusing previous version of hashicorp\/aws/);
    expect(diff).toMatch(/Plan: \d+ to add, 0 to change, 0 to destroy/);
  }, 120_000);

  function stack(layer: string) {
    const directory = checkout.path("cdktf.out/stacks", `mcp-production-${layer}`);
    const terraform = terraformIn(directory, environment);
    return {
      file: join(directory, LOCK_FILE),
      init: (...args: string[]) => terraform.run("init", "-backend=false", ...args),
    };
  }
});
