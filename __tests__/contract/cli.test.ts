/** The commands of CDKTF as README.md and ./help show them, in a checkout as `npm ci` leaves it. */
import { existsSync, readFileSync } from "node:fs";
import { type Checkout, createCheckout } from "../support/checkout";
import { describeWith } from "../support/layer-of-proof";
import { standInLock } from "../support/providers";
import { needsProviders, needsTerraform } from "../support/requirements";
import { terraformEnvironment, terraformIn } from "../support/terraform";

const STACKS = ["mcp-production-data", "mcp-production-network", "mcp-production-services"];

describeWith(needsTerraform() ?? needsProviders(), "cdktf", () => {
  let environment: Record<string, string>;
  let checkout: Checkout;

  beforeAll(async () => {
    environment = await terraformEnvironment();
    checkout = createCheckout(environment);
    (await standInLock())(checkout.path("providers/aws-5"));
    await checkout.succeed("npm", "run", "prepare");
  }, 300_000);

  afterAll(() => checkout?.remove());

  test("synth writes every stack, without types of modules that our own stacks do not use", async () => {
    const output = await checkout.succeed("cdktf", "synth");
    for (const stack of STACKS) {
      expect(output).toContain(stack);
      expect(existsSync(checkout.path("cdktf.out/stacks", stack, "cdk.tf.json"))).toBe(true);
    }
  }, 120_000);

  test("list names every stack", async () => {
    const output = await checkout.succeed("cdktf", "list");
    for (const stack of STACKS) expect(output).toContain(stack);
  }, 120_000);

  test("get types a team's own module, and a layer uses it beside ours", async () => {
    await checkout.succeed("npm", "run", "get");
    await checkout.succeed("tsc", "-p", "examples/team-module");
    const app = "node -r ./tools/typescript-hook.js examples/team-module/main.ts";
    await checkout.succeed("cdktf", "synth", "--app", app);
    const directory = checkout.path("cdktf.out/stacks/mcp-production-dns");
    const { module } = JSON.parse(readFileSync(`${directory}/cdk.tf.json`, "utf8"));
    expect(module.private_zone).toMatchObject({
      name: "production.mcp.internal",
      vpc_id: "${data.terraform_remote_state.mcp-production-network.outputs.aws_vpc_vpc_id}",
    });
    const terraform = terraformIn(directory, environment);
    await terraform.succeed("init", "-backend=false");
    await terraform.succeed("validate");
  }, 300_000);
});
