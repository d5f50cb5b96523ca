/** Production as it is synthesized, in an empty account: made, found unchanged, changed in place, removed. */
import { type Checkout, createCheckout } from "../support/checkout";
import { type Emulator, startEmulator } from "../support/emulator";
import { describeWith } from "../support/layer-of-proof";
import { changesIn, startProtocol } from "../support/protocol";
import { needsProviders, needsPython, needsTerraform } from "../support/requirements";
import { resourceCount } from "../support/synth-files";
import { type Terraform, terraformEnvironment, terraformIn } from "../support/terraform";

const LAYERS = ["network", "data"] as const;
const DEPLOY = ["--auto-approve", "--skip-provider-lock"] as const;

const protocol = startProtocol("cloud, layered");

describeWith(needsTerraform() ?? needsProviders() ?? needsPython(), "layered", () => {
  let emulator: Emulator;
  let checkout: Checkout;
  let environment: Record<string, string>;

  beforeAll(async () => {
    emulator = await startEmulator();
    environment = {
      ...(await terraformEnvironment()),
      ...emulator.environment,
      ENVIRONMENTS: "production",
    };
    checkout = createCheckout(environment);
    await protocol.step("bootstrap", () =>
      checkout.succeed("npm", "run", "bootstrap", "--", "production", "--auto-approve"),
    );
  }, 600_000);

  afterAll(async () => {
    checkout?.remove();
    await emulator?.stop();
  });

  const layer = (name: string): Terraform =>
    terraformIn(checkout.path("cdktf.out/stacks", `mcp-production-${name}`), environment);

  const expectNoChanges = () =>
    Promise.all(
      LAYERS.map((name) =>
        protocol.step(`second plan of ${name}`, () => layer(name).succeed("plan", "-detailed-exitcode")),
      ),
    );

  test("deploy makes every resource, the layers in their order", async () => {
    const output = await protocol.step("deploy", () => checkout.succeed("cdktf", "deploy", "*", ...DEPLOY));
    // The CLI says whose output it shows only once for many lines: a layer is known by the number of its resources.
    const completed = [...output.matchAll(/Apply complete! .*?(\d+) added/g)].map(([, count]) =>
      Number(count),
    );
    expect(completed).toEqual(LAYERS.map((name) => declaredIn(checkout, name)));
  }, 600_000);

  test("a second plan of each layer is empty", expectNoChanges, 300_000);

  test("states are in the bucket, where two runs keep out of each other's way", async () => {
    const lock = {
      ID: "11111111-2222-3333-4444-555555555555",
      Operation: "OperationTypeApply",
      Who: "someone@elsewhere",
    };
    const key = "mcp-production-terraform-state/production/network.tfstate.tflock";
    await emulator.s3("PUT", key, JSON.stringify(lock));
    const { code, output } = await layer("network").run("plan");
    expect(code).toBe(1);
    expect(output).toContain("Error acquiring the state lock");
    expect(output).toContain(lock.Who);
    await layer("network").succeed("force-unlock", "-force", lock.ID);
    await layer("network").succeed("plan");
  }, 300_000);

  test("a changed setting changes its resource in place", async () => {
    checkout.edit("environments/production.ts", "glacierAfterDays: 90", "glacierAfterDays: 120");
    checkout.edit("environments/production.ts", "enableDnsHostnames: true", "enableDnsHostnames: false");
    const diff = await protocol.step("diff", () =>
      checkout.succeed("cdktf", "diff", "mcp-production-network", "--skip-provider-lock"),
    );
    expect(diff).toContain("0 to add, 1 to change, 0 to destroy");
    const output = await protocol.step("change", () => checkout.succeed("cdktf", "deploy", "*", ...DEPLOY));
    expect(changesIn(output)).toEqual({ added: 0, changed: 2, destroyed: 0 });
    await expectNoChanges();
  }, 600_000);

  test("destroy removes everything but the state's own storage", async () => {
    const count = declared(checkout);
    const output = await protocol.step("destroy", () => checkout.succeed("cdktf", "destroy", "*", ...DEPLOY));
    expect(changesIn(output).destroyed).toBe(count);
    expect(await Promise.all(LAYERS.map((name) => layer(name).succeed("state", "list")))).toEqual(["", ""]);
    await protocol.step("bootstrap after destroy", async () => {
      const again = await checkout.succeed("npm", "run", "bootstrap", "--", "production", "--auto-approve");
      expect(again).toContain("No changes.");
      return again;
    });
  }, 600_000);
});

function declared(checkout: Checkout): number {
  return LAYERS.reduce((sum, name) => sum + declaredIn(checkout, name), 0);
}

function declaredIn(checkout: Checkout, name: string): number {
  return resourceCount(checkout.path("cdktf.out/stacks", `mcp-production-${name}`));
}
