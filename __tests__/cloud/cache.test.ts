/** A cache that exists goes from one mode to the other, and on to Valkey, by the steps of docs/operations.md. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Redis, type RedisProps } from "../../modules/cache/redis";
import { part } from "../../modules/part";
import { Password } from "../../modules/secrets/password";
import { type Emulator, startEmulator } from "../support/emulator";
import { describeWith } from "../support/layer-of-proof";
import { run } from "../support/process";
import { changesIn } from "../support/protocol";
import { needsProviders, needsPython, needsTerraform } from "../support/requirements";
import { synthIn } from "../support/synth";
import { expectDone, type Terraform, terraformEnvironment, terraformIn } from "../support/terraform";

const SCRIPT = join(__dirname, "../../modules/cache/remove-auth-token.sh");

describeWith(needsTerraform() ?? needsProviders() ?? needsPython(), "a cache that exists", () => {
  let emulator: Emulator;
  let root: string;
  let terraform: Terraform;

  beforeAll(async () => {
    emulator = await startEmulator();
    root = mkdtempSync(join(tmpdir(), "cache-"));
    terraform = terraformIn(root, { ...(await terraformEnvironment()), ...emulator.environment });
    write({ mode: "required" });
    await terraform.succeed("init");
    await terraform.succeed("apply", "-auto-approve");
    await expectEmptyPlan();
  }, 600_000);

  afterAll(async () => {
    rmSync(root, { recursive: true, force: true });
    await emulator?.stop();
  });

  test("AWS refuses clients without a token as long as there is one", async () => {
    write({ mode: "preferred" });
    const { code, output } = await terraform.run("apply", "-auto-approve");
    expect(code).toBe(1);
    expect(output).toContain(
      "Modification of transit encryption is not supported for access control enabled",
    );
  }, 300_000);

  test("without the token it is one apply", async () => {
    const env = { ...emulator.environment, AWS_REGION: "us-east-1", REPLICATION_GROUP: "test-redis" };
    const { code, output } = await run("sh", [SCRIPT], { cwd: root, env });
    expectDone("remove-auth-token.sh", code, output);
    expect(changesIn(await terraform.succeed("apply", "-auto-approve"))).toMatchObject({ changed: 1 });
    expect(await mode()).toBe("preferred False");
    await expectEmptyPlan();
  }, 300_000);

  test("and back it is one apply, of mode and token", async () => {
    write({ mode: "required" });
    expect(changesIn(await terraform.succeed("apply", "-auto-approve"))).toMatchObject({ changed: 1 });
    expect(await mode()).toBe("required True");
    await expectEmptyPlan();
  }, 300_000);

  test("Valkey takes its place, with parameters of another family", async () => {
    write({ mode: "required", engine: "valkey", engineVersion: "8.1" });
    const output = await terraform.succeed("apply", "-auto-approve");
    expect(output).not.toMatch(/replication_group\.test_redis: (Destroying|Creating)/);
    await expectEmptyPlan();
  }, 300_000);

  test("the way back would replace it", async () => {
    write({ mode: "required" });
    expect(await terraform.succeed("plan")).toContain(
      "aws_elasticache_replication_group.test_redis must be replaced",
    );
  }, 300_000);

  function write({ mode, ...changes }: { mode: "required" | "preferred" } & Partial<RedisProps>): void {
    const { text } = synthIn((stack) => {
      const vpc = new Vpc(stack, "vpc", { cidrBlock: "10.0.0.0/16" });
      const subnet = new Subnet(stack, "subnet", { vpcId: vpc.id, cidrBlock: "10.0.0.0/24" });
      const token = () => new Password(part(stack, "passwords"), "token", { length: 64, version: 1 });
      new Redis(stack, "test_redis", {
        name: "test-redis",
        description: "a test",
        engineVersion: "7.1",
        nodeType: "cache.t4g.small",
        numCacheClusters: 2,
        automaticFailoverEnabled: true,
        multiAzEnabled: false,
        snapshotRetentionDays: 0,
        snapshotWindow: "03:00-05:00",
        logRetentionDays: 14,
        finalSnapshot: false,
        vpc,
        subnets: [subnet],
        parameters: { timeoutSeconds: 300 },
        authToken: mode === "required" ? token() : undefined,
        ...changes,
      });
    });
    const { terraform: block, ...body } = JSON.parse(text);
    const { backend: _elsewhere, ...local } = block;
    writeFileSync(join(root, "cdk.tf.json"), JSON.stringify({ ...body, terraform: local }));
  }

  async function expectEmptyPlan(): Promise<void> {
    await terraform.succeed("plan", "-detailed-exitcode");
  }

  async function mode(): Promise<string> {
    const query = "ReplicationGroups[0].[TransitEncryptionMode,AuthTokenEnabled]";
    const args = ["elasticache", "describe-replication-groups", "--query", query, "--output", "text"];
    const { code, output } = await run("aws", args, { cwd: root, env: emulator.environment });
    expectDone("aws", code, output);
    return output.trim().replaceAll("\t", " ");
  }
});
