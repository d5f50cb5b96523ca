/**
 * The documented deploy, interrupted again and again until everything is there: nothing is lost or made twice, no lock and no
 * process is left, and the next deploy goes on.
 */
import { type Account, openAccount } from "../support/account";
import type { Checkout } from "../support/checkout";
import { describeWith } from "../support/layer-of-proof";
import { startProtocol } from "../support/protocol";
import { needsProviders, needsPython, needsTerraform } from "../support/requirements";
import { resourceCount } from "../support/synth-files";

const protocol = startProtocol("cloud, interrupted");

/** What each deploy is interrupted by, and after so many resources: at the very beginning, in between, while the stores are made. */
const MOMENTS = {
  single: [
    ["Ctrl-C", 0],
    ["SIGTERM", 1],
    ["Ctrl-C", 5],
    ["SIGTERM", 30],
    ["Ctrl-C", 60],
    ["SIGTERM", 30],
    ["Ctrl-C", 30],
  ],
  layered: [
    ["Ctrl-C", 10],
    ["SIGTERM", 40],
    ["Ctrl-C", 70],
  ],
} as const;

const STACKS = {
  single: ["mcp-production"],
  layered: ["network", "data", "platform", "services", "edge", "monitoring"].map(
    (layer) => `mcp-production-${layer}`,
  ),
} as const;

const BUCKET = "acme-states";

describeWith(needsTerraform() ?? needsProviders() ?? needsPython(), "interrupted", () => {
  describe.each(["single", "layered"] as const)("in layout %s", (layout) => {
    let account: Account;
    let checkout: Checkout;

    beforeAll(async () => {
      account = await openAccount();
      checkout = account.checkout;
      await account.emulator.s3("PUT", BUCKET);
      checkout.edit(
        "environments/production.ts",
        'name: "production",',
        `name: "production", layout: "${layout}", state: { bucket: "${BUCKET}", create: false },`,
      );
      // What it is made of has no part in this, and takes minutes.
      checkout.edit(
        "environments/production.ts",
        '      readReplicas: { "read-1": { zone: "us-east-1b" } },\n',
        "",
      );
    }, 600_000);

    afterAll(() => account?.close());

    const DEPLOY = ["cdktf", "deploy", "mcp-production*", "--auto-approve"];

    test.each(MOMENTS[layout])(
      "by %s after %s resources",
      async (signal, made) => {
        const session = checkout.open("npx", ...DEPLOY);
        await session.untilSaid(made === 0 ? /Creating\.\.\./ : /Creation complete/, Math.max(made, 1));
        const isDeploying = session.isRunning();
        if (signal === "Ctrl-C") session.interrupt();
        else session.terminate();
        await session.ended;
        await session.untilGone();
        process.stderr.write(`cloud, interrupted: ${layout}, ${signal} after ${made}: ended\n`);
        expect(isDeploying).toBe(true);
        expect(await account.emulator.s3("GET", BUCKET)).not.toContain(".tflock");
      },
      600_000,
    );

    test("the next deploy makes the rest, and the one after it nothing", async () => {
      await protocol.step(`${layout}, deploy`, () => checkout.succeed("npx", ...DEPLOY));
      for (const stack of STACKS[layout]) {
        const terraform = account.terraformIn("cdktf.out/stacks", stack);
        const made = (await terraform.succeed("state", "list")).match(/^(?!data\.).+$/gm);
        expect(made).toHaveLength(resourceCount(checkout.path("cdktf.out/stacks", stack)));
        await protocol.step(`${stack}, second plan`, () => terraform.succeed("plan", "-detailed-exitcode"));
      }
      const queues = await checkout.succeed("aws", "sqs", "list-queues", "--query", "length(QueueUrls)");
      expect(queues.trim()).toBe("2");
    }, 900_000);
  });
});
