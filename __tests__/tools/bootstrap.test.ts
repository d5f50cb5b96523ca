/** What `npm run bootstrap` says, with a Terraform that only answers. The cloud layer proves what the real one makes of it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { awsProviderVersion } from "../../stacks/provider-lock";
import { type Checkout, createCheckout } from "../support/checkout";
import { anotherEnvironment, settings } from "../support/synth";

let bin: string;
let checkout: Checkout;

beforeAll(() => {
  bin = mkdtempSync(join(tmpdir(), "bootstrap-"));
  checkout = createCheckout({ TERRAFORM_BINARY_NAME: join(bin, "terraform") });
  checkout.useEnvironments(settings({ name: "layered" }), anotherEnvironment("single", { layout: "single" }));
});

beforeEach(() => {
  rmSync(checkout.path(".bootstrap"), { recursive: true, force: true });
  answer('echo "aws_s3_bucket.terraform_state"');
});

afterAll(() => {
  checkout.remove();
  rmSync(bin, { recursive: true });
});

/** A Terraform that answers `state list` with a command's output, and writes down what else it was asked. */
function answer(stateList: string): void {
  const script = ["#!/bin/sh", `case "$1" in`, `state) ${stateList} ;;`, `*) echo "$*" >> "${bin}/asked" ;;`];
  writeFileSync(join(bin, "terraform"), `${[...script, "esac"].join("\n")}\n`, { mode: 0o755 });
  writeFileSync(join(bin, "asked"), "");
}

const asked = () => readFileSync(join(bin, "asked"), "utf8");

const bootstrap = (...args: string[]) =>
  checkout.run(process.execPath, "-r", "./tools/typescript-hook.js", "tools/bootstrap.ts", ...args);

test.each([
  ["layered", "npx cdktf deploy 'mcp-layered-*'"],
  ["single", "npx cdktf deploy mcp-single"],
])("in layout %s, %s is next", async (name, next) => {
  const { code, output } = await bootstrap(name, "--auto-approve");
  expect({ code, next: output.trim().split("Next: ")[1] }).toEqual({ code: 0, next });
  expect(asked()).toContain("apply --auto-approve\n");
});

test("the state's own storage is made with the provider that everything is locked to", async () => {
  await bootstrap("layered", "--auto-approve");
  const lock = readFileSync(checkout.path(".bootstrap/mcp-layered-state/.terraform.lock.hcl"), "utf8");
  expect(lock).toContain(`hashicorp/aws" {\n  version     = "${awsProviderVersion(5)}"`);
});

test.each([
  [[], "Which environment? npm run bootstrap -- <layered|single> [--auto-approve]\n"],
  [["--auto-approve"], "Which environment? npm run bootstrap -- <layered|single> [--auto-approve]\n"],
  [["moon"], "There is no environment moon: npm run bootstrap -- <layered|single> [--auto-approve]\n"],
  [["layered,single"], "One environment at a time: npm run bootstrap -- <layered|single> [--auto-approve]\n"],
  [
    ["layered", "single"],
    "One environment at a time: npm run bootstrap -- <layered|single> [--auto-approve]\n",
  ],
])("%j is answered with what would do, and nothing is done", async (args, message) => {
  expect(await bootstrap(...args)).toEqual({ code: 1, output: message });
  expect(asked()).toBe("");
});

test("a bucket whose state knows nothing of it was made by something else", async () => {
  const none = 'echo "No state file was found!" >&2; exit 1';
  for (const stateList of [none, "echo aws_s3_bucket.other"]) {
    answer(stateList);
    const { code, output } = await bootstrap("layered");
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining("something else made it") });
    expect(asked()).not.toContain("apply");
  }
});

test("a state that cannot be read says nothing of who made the bucket: Terraform's own words are shown", async () => {
  answer('echo "Error: ExpiredToken" >&2; exit 1');
  const { code, output } = await bootstrap("layered");
  expect(code).toBe(1);
  expect(output).toBe("Terraform cannot read the state in the bucket:\nError: ExpiredToken\n\n");
  expect(asked()).not.toContain("apply");
});

test("the local state of an interrupted run stays until it has been seen in the bucket", async () => {
  const state = checkout.path(".bootstrap/mcp-layered-state/terraform.tfstate");
  mkdirSync(join(state, ".."), { recursive: true });
  writeFileSync(state, "{}");
  answer('echo "Error: ExpiredToken" >&2; exit 1');
  const { code, output } = await bootstrap("layered");
  expect(code).toBe(1);
  expect(output).toContain("ExpiredToken");
  expect(readFileSync(state, "utf8")).toBe("{}");
});
