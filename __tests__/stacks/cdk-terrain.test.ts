/**
 * CDK Terrain (cdktn) continues cdktf, whose maker archived it: every stack must come out the same with either. This runs
 * the app in two processes, because which of the two a provider's bindings load is decided once for all.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Checkout, createCheckout } from "../support/checkout";
import { anotherEnvironment, settings } from "../support/synth";

let checkout: Checkout;

beforeAll(() => {
  checkout = createCheckout({});
  checkout.useEnvironments(settings(), anotherEnvironment("single", { layout: "single" }));
});

afterAll(() => checkout.remove());

async function synth(...preload: string[]): Promise<Record<string, unknown>> {
  const args = [...preload, "./tools/typescript-hook.js"].flatMap((module) => ["-r", module]);
  await checkout.succeed(process.execPath, ...args, "main.ts");
  const stacks = checkout.path("cdktf.out/stacks");
  return Object.fromEntries(readdirSync(stacks).map((stack) => [stack, read(join(stacks, stack))]));
}

/** A stack without the version of what made it. */
function read(directory: string): unknown {
  const text = readFileSync(join(directory, "cdk.tf.json"), "utf8");
  return JSON.parse(text, (key, value) =>
    key === "version" && /^0\.2\d\.\d$/.test(value) ? undefined : value,
  );
}

test("cdktf and cdktn write the same Terraform", async () => {
  const byCdktf = await synth();
  expect(Object.keys(byCdktf)).toHaveLength(7);
  expect(await synth("./__tests__/support/use-cdktn.js")).toEqual(byCdktf);
});
