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

/** How the emulator ends each task, and when: support/emulator/gaps/ecs.py. */
const TASKS = {
  succeeds: { EMULATOR_OUTCOME: "exit 0: all is made" },
  takes_long: { EMULATOR_OUTCOME: "exit 0: all is made at last", EMULATOR_SECONDS: "6" },
  fails: { EMULATOR_OUTCOME: "exit 3: relation does not exist" },
  never_starts: { EMULATOR_OUTCOME: "never" },
  has_no_image: { EMULATOR_OUTCOME: "cannot pull" },
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
  for (const [id, environment] of Object.entries(TASKS)) {
    runner.run(stack, id, {
      image: "registry/image:1",
      command: ["job"],
      user: "1000",
      environment,
      triggers: { run: "1" },
      timeoutSeconds: id === "takes_long" ? 60 : 15,
      dependsOn: [],
    });
  }
}

describeWith(needsTerraform() ?? needsProviders() ?? needsPython(), "tasks", () => {
  let emulator: Emulator;
  let root: string;
  let terraform: Terraform;

  const run = (task: keyof typeof TASKS, ...options: string[]) =>
    terraform.run("apply", "-auto-approve", `-target=null_resource.${task}`, ...options);

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

  describe("one that an apply has left running", () => {
    let startedBy: string;

    beforeAll(async () => {
      expectDone("apply", (await run("takes_long")).code, "");
      const [task] = JSON.parse(
        await ecs("list-tasks", "--family", "test-jobs-takes-long", "--desired-status", "STOPPED"),
      ).taskArns;
      startedBy = JSON.parse(await ecs("describe-tasks", "--tasks", task)).tasks[0].startedBy;
    }, 120_000);

    test("is known by what it was started for, not by its definition alone", () => {
      expect(startedBy).toMatch(/^[0-9a-f]{32}$/);
    });

    test.each([
      ["the same triggers, is taken for this one", () => startedBy, false],
      ["others, is waited for, and then this one runs", () => "others", true],
    ])(
      "for %s",
      async (_title, by, isStarted) => {
        const subnets = JSON.parse(await runAws("ec2", "describe-subnets")).Subnets;
        const [{ SubnetId }] = subnets.filter(
          (each: { CidrBlock: string }) => each.CidrBlock === "10.0.0.0/24",
        );
        const [{ GroupId }] = JSON.parse(await runAws("ec2", "describe-security-groups")).SecurityGroups;
        await ecs(
          ...["run-task", "--task-definition", "test-jobs-takes-long", "--launch-type", "FARGATE"],
          ...[
            "--started-by",
            by(),
            "--network-configuration",
            `awsvpcConfiguration={subnets=[${SubnetId}],securityGroups=[${GroupId}]}`,
          ],
        );
        const { code, output } = await run("takes_long", "-replace=null_resource.takes_long");
        expectDone("apply", code, output);
        expect(output).toContain("An earlier apply has started arn:aws:ecs:");
        expect(output.includes("Started arn:aws:ecs:")).toBe(isStarted);
        expect(output).toContain("all is made at last");
      },
      120_000,
    );
  });

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
    expect(JSON.parse(await ecs("list-tasks", "--desired-status", "RUNNING")).taskArns).toEqual([]);
  }, 120_000);

  test("one without an image fails with ECS's own reason", async () => {
    const { code, output } = await run("has_no_image");
    expect(code).toBe(1);
    expect(output).toContain("CannotPullContainerError");
  }, 120_000);

  const ecs = (operation: string, ...args: string[]) =>
    runAws("ecs", operation, "--cluster", "test-jobs", ...args);

  async function runAws(...args: string[]): Promise<string> {
    const { code, output } = await runCommand("aws", [...args, "--output", "json"], {
      cwd: root,
      env: emulator.environment,
    });
    expectDone(`aws ${args[1]}`, code, output);
    return output;
  }
});
