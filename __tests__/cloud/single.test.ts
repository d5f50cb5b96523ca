/** Production in one state, as in the guide's infrastructure/terraform/production, and without secrets in it. */
import { type Account, openAccount } from "../support/account";
import { type Checkout, readSecret } from "../support/checkout";
import { describeWith } from "../support/layer-of-proof";
import { plannedActions } from "../support/plan";
import { changesIn, startProtocol } from "../support/protocol";
import { needsProviders, needsPython, needsTerraform } from "../support/requirements";
import { resourceCount } from "../support/synth-files";
import type { Terraform } from "../support/terraform";

const protocol = startProtocol("cloud, single");

describeWith(needsTerraform() ?? needsProviders() ?? needsPython(), "single", () => {
  let account: Account;
  let checkout: Checkout;
  let terraform: Terraform;

  beforeAll(async () => {
    account = await openAccount();
    checkout = account.checkout;
    checkout.edit(
      "environments/production.ts",
      'name: "production",',
      'name: "production", layout: "single", secretsInState: false,',
    );
    // To destroy it in the end.
    checkout.edit("environments/production.ts", "deletionProtection: true", "deletionProtection: false");
    checkout.edit(
      "environments/production.ts",
      'name: "mcp-alb"',
      'name: "mcp-alb", deletionProtection: false',
    );
    terraform = account.terraformIn("cdktf.out/stacks/mcp-production");
    await protocol.step("bootstrap", () =>
      checkout.succeed("npm", "run", "bootstrap", "--", "production", "--auto-approve"),
    );
  }, 600_000);

  afterAll(() => account?.close());

  test("plan and apply of plain Terraform make the whole environment in one go", async () => {
    await checkout.succeed("npm", "run", "synth");
    await terraform.succeed("init");
    const output = await protocol.step("apply", () => terraform.succeed("apply", "-auto-approve"));
    expect(changesIn(output)).toEqual({
      added: resourceCount(checkout.path("cdktf.out/stacks/mcp-production")),
      changed: 0,
      destroyed: 0,
    });
  }, 900_000);

  test("no state, plan or output holds a secret that is in its store", async () => {
    const [password, redisUrl] = await Promise.all(
      ["db-password", "redis-url"].map((name) => readSecret(checkout, `mcp/production/${name}`)),
    );
    const secrets = [JSON.parse(password as string).password, new URL(redisUrl as string).password];
    checkout.edit(
      "environments/production.ts",
      'username: "mcp_admin"',
      'username: "mcp_admin", passwordVersion: 2',
    );
    await checkout.succeed("npm", "run", "synth");
    await terraform.succeed("plan", "-out=secrets.tfplan");
    const texts = await Promise.all([
      terraform.succeed("state", "pull"),
      terraform.succeed("show", "-json", "secrets.tfplan"),
      terraform.succeed("output", "-json"),
    ]);
    for (const secret of secrets) {
      expect(secret).toMatch(/^[\w-]{32,64}$/);
      for (const text of texts) expect(text.includes(secret)).toBe(false);
    }
    const output = await protocol.step("new password", () => terraform.succeed("apply", "-auto-approve"));
    // The provider makes a new version of a secret for every new value.
    expect(changesIn(output)).toEqual({ added: 2, changed: 2, destroyed: 2 });
    const [changed, url] = await Promise.all(
      ["db-password", "db-url"].map((name) => readSecret(checkout, `mcp/production/${name}`)),
    );
    const next = JSON.parse(changed as string).password;
    expect(next).not.toBe(secrets[0]);
    expect(new URL(url as string).password).toBe(next);
  }, 600_000);

  test("a second plan is empty", async () => {
    await protocol.step("second plan", () => terraform.succeed("plan", "-detailed-exitcode"));
  }, 300_000);

  test("one NAT gateway instead of one per zone: the route moves in place, its old gateway goes", async () => {
    checkout.edit("environments/production.ts", 'natGateways: "perZone"', 'natGateways: "single"');
    const output = await protocol.step("change", () =>
      checkout.succeed("cdktf", "deploy", "*", "--auto-approve"),
    );
    // The route, and where the gateways are watched: an alarm and a dashboard.
    expect(changesIn(output)).toEqual({ added: 0, changed: 3, destroyed: 2 });
    await protocol.step("second plan", () => terraform.succeed("plan", "-detailed-exitcode"));
  }, 600_000);

  test("what a team adds is made beside what is there: two services, a queue, a bucket, a layer in a second region", async () => {
    const before = resourceCount(checkout.path("cdktf.out/stacks/mcp-production"));
    const add = (from: string, to: string) =>
      checkout.edit("environments/production.ts", from, `${from}${to}`);
    add('/guide-services";', '\nimport { ownData, ownServices } from "../examples/own-services/settings";');
    add("  data: {", "\n    ...ownData,");
    add("    all: {", "\n      ...ownServices,");
    // As the command of npm run synth, with the example in place of the app.
    await checkout.succeed("node", "-r", "./tools/typescript-hook.js", "examples/second-region/main.ts");
    const planned = await plannedActions(terraform);
    const replaced = Object.keys(planned).filter((address) => planned[address]?.includes("delete"));
    // The certificate has one name more: the next one is there before this one goes, and Terraform waits for it. The records stay.
    expect(replaced).toEqual(["aws_acm_certificate.main", "aws_acm_certificate_validation.main"]);
    const output = await protocol.step("own services", () => terraform.succeed("apply", "-auto-approve"));
    const { added, destroyed } = changesIn(output);
    expect(destroyed).toBe(replaced.length);
    expect(added).toBe(resourceCount(checkout.path("cdktf.out/stacks/mcp-production")) - before + destroyed);
    await protocol.step("second plan", () => terraform.succeed("plan", "-detailed-exitcode"));
    const parameter = ["--name", "/mcp/production/standby/contexts-bucket", "--region", "us-west-2"];
    const query = ["--query", "Parameter.Value", "--output", "text"];
    expect((await checkout.succeed("aws", "ssm", "get-parameter", ...parameter, ...query)).trim()).toBe(
      "arn:aws:s3:::mcp-production-contexts",
    );
  }, 900_000);

  test("destroy removes everything but the state's own storage", async () => {
    const output = await protocol.step("destroy", () => terraform.succeed("destroy", "-auto-approve"));
    expect(changesIn(output).destroyed).toBe(resourceCount(checkout.path("cdktf.out/stacks/mcp-production")));
    expect(await terraform.succeed("state", "list")).toBe("");
  }, 1_200_000);
});
