/** The providers random and null as tests find them on this machine: the originals, or the stand-ins for them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeWith } from "../support/layer-of-proof";
import { needsProviders, needsTerraform } from "../support/requirements";
import { type Terraform, terraformEnvironment, terraformIn } from "../support/terraform";

describeWith(needsTerraform() ?? needsProviders(), "the random and null providers", () => {
  let root: string;
  let terraform: Terraform;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), "offline-providers-"));
    terraform = terraformIn(root, await terraformEnvironment());
    writeRoot("first");
    await terraform.succeed("init");
    await terraform.succeed("apply", "-auto-approve");
  }, 300_000);

  afterAll(() => rmSync(root, { recursive: true }));

  test("a password has the length and the characters asked for, and Terraform hides it", async () => {
    const { password } = outputs(await terraform.succeed("output", "-json"));
    expect(password).toMatch(/^[a-z0-9!]{20}$/);
    expect(password).toMatch(/!.*!/);
    expect(await terraform.succeed("show")).not.toContain(password);
  });

  test("an id is the same number in every encoding", async () => {
    const { hex, dec } = outputs(await terraform.succeed("output", "-json"));
    expect(hex).toMatch(/^id-[0-9a-f]{16}$/);
    expect(BigInt(`0x${hex?.slice(3)}`)).toBe(BigInt(dec?.slice(3) ?? ""));
  });

  test("a second plan is empty", async () => {
    await terraform.succeed("plan", "-detailed-exitcode");
  });

  test("a changed trigger runs the provisioner again, and changes nothing else", async () => {
    const { password } = outputs(await terraform.succeed("output", "-json"));
    writeRoot("second");
    expect(await terraform.succeed("apply", "-auto-approve")).toContain("1 added, 0 changed, 1 destroyed");
    expect(readFileSync(join(root, "ran"), "utf8")).toBe("first\nsecond\n");
    expect(outputs(await terraform.succeed("output", "-json")).password).toBe(password);
  });

  test("too many required characters are refused", async () => {
    const { code, output } = await terraform.run("apply", "-auto-approve", "-var=special=21");
    expect(code).toBe(1);
    expect(output).toContain("length");
  });

  test("destroy leaves nothing", async () => {
    await terraform.succeed("destroy", "-auto-approve");
    expect(await terraform.succeed("state", "list")).toBe("");
  });

  function writeRoot(trigger: string): void {
    writeFileSync(
      join(root, "main.tf.json"),
      JSON.stringify({
        variable: { special: { default: 2 } },
        resource: {
          random_password: {
            it: { length: 20, upper: false, min_special: "${var.special}", override_special: "!" },
          },
          random_id: { it: { byte_length: 8, prefix: "id-" } },
          null_resource: {
            it: {
              triggers: { it: trigger },
              provisioner: { "local-exec": { command: `echo ${trigger} >> ran` } },
            },
          },
        },
        output: {
          password: { value: "${random_password.it.result}", sensitive: true },
          hex: { value: "${random_id.it.hex}" },
          dec: { value: "${random_id.it.dec}" },
        },
      }),
    );
  }
});

function outputs(json: string): Record<string, string> {
  const named: Record<string, { value: string }> = JSON.parse(json);
  return Object.fromEntries(Object.entries(named).map(([name, { value }]) => [name, value]));
}
