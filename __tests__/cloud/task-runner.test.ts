/** One-off tasks as `terraform apply` runs them: by the module's script and the AWS CLI, on the emulator's ECS. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import type { TerraformStack } from "cdktf";
import { TaskRunner } from "../../modules/tasks/task-runner";
import { type Emulator, startEmulator } from "../support/emulator";
import { describeWith } from "../support/layer-of-proof";
import { run as runCommand } from "../support/process";
import { startProtocol } from "../support/protocol";
import { needsProviders, needsPython, needsTerraform } from "../support/requirements";
import { synthIn } from "../support/synth";
import { expectDone, type Terraform, terraformEnvironment, terraformIn } from "../support/terraform";

/** How the emulator ends each task: support/emulator/gaps/ecs.py. */
const OUTCOMES = {
  succeeds: "exit 0: all is made",
  fails: "exit 3: relation does not exist",
  never_starts: "never",
  has_no_image: "cannot pull",
} as const;

const protocol = startProtocol("cloud, tasks");

function build(stack: TerraformStack): void {
  const vpc = new Vpc(stack, "vpc", { cidrBlock: "10.0.0.0/16" });
  const subnet = new Subnet(stack, "subnet", { vpcId: vpc.id, cidrBlock: "10.0.0.0/24" });
  const runner = new TaskRunner(stack, "jobs", {
    name: "test-jobs",
    region: "us-east-1",
    vpc,
    subnets: [subnet],
    logRetentionDays: 1,
  });
  for (const [id, outcome] of Object.entries(OUTCOMES)) {
    runner.run(stack, id, {
      image: "registry/image:1",
      command: ["job"],
      user: "1000",
      environment: { EMULATOR_OUTCOME: outcome },
      triggers: { run: "1" },
      timeoutSeconds: 15,
      dependsOn: [],
    });
  }
}

describeWith(needsTerraform() ?? needsProviders() ?? needsPython(), "tasks", () => {
  let emulator: Emulator;
  let root: string;
  let terraform: Terraform;

  const run = (task: keyof typeof OUTCOMES) =>
    terraform.run("apply", "-auto-approve", `-target=null_resource.${task}`);

  beforeAll(async () => {
    emulator = await startEmulator();
    root = mkdtempSync(join(tmpdir(), "tasks-"));
    const { terraform: settings, ...json } = JSON.parse(synthIn(build).text);
    const { backend, ...local } = settings;
    writeFileSync(join(root, "main.tf.json"), JSON.stringify({ ...json, terraform: local }));
    terraform = terraformIn(root, { ...(await terraformEnvironment()), ...emulator.environment });
    await terraform.succeed("init");
    await protocol.step("apply", () =>
      terraform.succeed("apply", "-auto-approve", "-target=null_resource.succeeds"),
    );
  }, 300_000);

  afterAll(async () => {
    rmSync(root, { recursive: true, force: true });
    await emulator?.stop();
  });

  test("one that succeeds runs once", async () => {
    expect(await terraform.succeed("plan", "-target=null_resource.succeeds")).toContain("No changes.");
  }, 60_000);

  test("the failure of one is the apply's, with its exit code and its own words", async () => {
    const { code, output } = await run("fails");
    expect(code).toBe(1);
    expect(output).toContain("relation does not exist");
    expect(output).toMatch(/failed with exit code 3: Essential container in task exited/);
  }, 120_000);

  test("one that never starts is stopped in time, and the apply says in which status it was", async () => {
    const { code, output } = await run("never_starts");
    expect(code).toBe(1);
    expect(output).toMatch(/was not done after 15 s, in status PROVISIONING/);
    const query = ["--query", "taskArns", "--output", "text"];
    const running = await runAws(
      "ecs",
      "list-tasks",
      "--cluster",
      "test-jobs",
      "--desired-status",
      "RUNNING",
      ...query,
    );
    expect(running.trim()).toBe("");
  }, 120_000);

  test("one without an image fails with ECS's own reason", async () => {
    const { code, output } = await run("has_no_image");
    expect(code).toBe(1);
    expect(output).toContain("CannotPullContainerError");
  }, 120_000);

  async function runAws(...args: string[]): Promise<string> {
    const { code, output } = await runCommand("aws", args, { cwd: root, env: emulator.environment });
    expectDone(`aws ${args[1]}`, code, output);
    return output;
  }
});
