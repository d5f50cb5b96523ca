/** From layout `layered` to `single` by the commands of docs/operations.md, in a state bucket that somebody else made. */
import { type Account, openAccount } from "../support/account";
import type { Checkout } from "../support/checkout";
import { describeWith } from "../support/layer-of-proof";
import { documentedCommands } from "../support/operations";
import { plannedActions } from "../support/plan";
import { startProtocol } from "../support/protocol";
import { needsProviders, needsPython, needsTerraform } from "../support/requirements";
import { resourceCount } from "../support/synth-files";

const protocol = startProtocol("cloud, layouts");

describeWith(needsTerraform() ?? needsProviders() ?? needsPython(), "from layered to single", () => {
  let account: Account;
  let checkout: Checkout;

  beforeAll(async () => {
    account = await openAccount();
    checkout = account.checkout;
    await account.emulator.s3("PUT", "acme-states");
    checkout.edit(
      "environments/production.ts",
      'region: "us-east-1",',
      'region: "us-east-1", state: { bucket: "acme-states", create: false },',
    );
    // What it is made of has no part in this, and takes minutes.
    checkout.edit(
      "environments/production.ts",
      '      readReplicas: { "read-1": { zone: "us-east-1b" } },\n',
      "",
    );
    await protocol.step("deploy layered", () => checkout.succeed("cdktf", "deploy", "*", "--auto-approve"));
  }, 600_000);

  afterAll(() => account?.close());

  test("the documented commands move every resource; the plan leaves each as it is", async () => {
    const [pull = "", push = ""] = documentedCommands("From one layout to the other");
    const setting = `perl -pi -e 's/project: "devops-mcp",/$& layout: "single",/' environments/production.ts`;
    await protocol.step("move", () => checkout.succeed("bash", "-euc", [pull, setting, push].join("\n")));
    const single = "cdktf.out/stacks/mcp-production";
    const terraform = account.terraformIn(single);
    expect((await terraform.succeed("state", "list")).trim().split("\n")).toHaveLength(
      resourceCount(checkout.path(single)),
    );
    expect(await plannedActions(terraform)).toEqual({});
    // Outputs are not moved: they are written down.
    await terraform.succeed("apply", "-auto-approve");
    await terraform.succeed("plan", "-detailed-exitcode");
  }, 600_000);
});
