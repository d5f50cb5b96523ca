/** The emulator's own gaps, filled in support/emulator/gaps: without ours, each fails an apply or drifts in the next plan. */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../support/emulator";
import { describeWith } from "../support/layer-of-proof";
import { run } from "../support/process";
import { changesIn, startProtocol } from "../support/protocol";
import { needsProviders, needsPython, needsTerraform } from "../support/requirements";
import { expectDone, type Terraform, terraformEnvironment, terraformIn } from "../support/terraform";

const protocol = startProtocol("cloud, emulator");

describeWith(needsTerraform() ?? needsProviders() ?? needsPython(), "the emulator", () => {
  let emulator: Emulator;
  let root: string;
  let terraform: Terraform;

  beforeAll(async () => {
    emulator = await startEmulator();
    root = mkdtempSync(join(tmpdir(), "emulator-"));
    cpSync(join(__dirname, "emulator"), root, { recursive: true });
    terraform = terraformIn(root, { ...(await terraformEnvironment()), ...emulator.environment });
    await terraform.succeed("init");
    await protocol.step("apply", () => terraform.succeed("apply", "-auto-approve"));
  }, 600_000);

  afterAll(async () => {
    rmSync(root, { recursive: true, force: true });
    await emulator?.stop();
  });

  test("remembers what was made", async () => {
    await protocol.step("second plan", () => terraform.succeed("plan", "-detailed-exitcode"));
  }, 300_000);

  test("runs tasks to the ends that their containers choose", async () => {
    const network = await terraform.succeed("output", "-raw", "network");
    const started = ["succeeds", "fails", "no-image", "waits"].map((definition) =>
      aws(
        `ecs run-task --cluster tasks --launch-type FARGATE --task-definition ${definition} --network-configuration ${network} --query tasks[0].taskArn`,
      ),
    );
    const [succeeds, fails, noImage, waits] = await Promise.all(started);
    await aws(`ecs wait tasks-stopped --cluster tasks --tasks ${succeeds} ${fails} ${noImage}`);
    expect(await endOf(succeeds)).toBe("STOPPED 0 Essential container in task exited");
    expect(await logOf(succeeds)).toBe("done");
    expect(await endOf(fails)).toBe("STOPPED 3 Essential container in task exited");
    expect(await logOf(fails)).toBe("no such database");
    expect(await endOf(noImage)).toMatch(/^STOPPED None CannotPullContainerError: /);
    expect(await endOf(waits)).toBe("PROVISIONING None None");
    await aws(`ecs stop-task --cluster tasks --task ${waits} --reason late`);
    expect(await endOf(waits)).toBe("STOPPED None late");
  }, 60_000);

  test("keeps subnets in which something is, and lets none of a group go that is in use", async () => {
    const { leaving, ...used } = JSON.parse(await terraform.succeed("output", "-json", "subnets"));
    for (const [user, subnet] of Object.entries(used)) {
      const said = await refusal(`ec2 delete-subnet --subnet-id ${subnet}`);
      expect(`${user}: ${said}`).toMatch(/^\w+: .*DependencyViolation.* has dependencies/s);
    }
    const others = `--subnet-ids ${await terraform.succeed("output", "-raw", "staying")} ${leaving}`;
    expect(await refusal(`rds modify-db-subnet-group --db-subnet-group-name postgres ${others}`)).toContain(
      "SubnetAlreadyInUse",
    );
    expect(
      await refusal(`elasticache modify-cache-subnet-group --cache-subnet-group-name redis ${others}`),
    ).toContain("SubnetInUse");
  }, 60_000);

  test("takes another major version of a database that is allowed, with parameters of its family", async () => {
    const modify = "rds modify-db-instance --db-instance-identifier postgres --engine-version 16.3";
    expect(await refusal(modify)).toContain("AllowMajorVersionUpgrade");
    expect(await refusal(`${modify} --allow-major-version-upgrade`)).toContain(
      "use a parameter group with DBParameterGroupFamily postgres16",
    );
    const used = "rds delete-db-parameter-group --db-parameter-group-name postgres";
    expect(await refusal(used)).toContain("InvalidDBParameterGroupState");
  }, 60_000);

  test("remembers what was changed in place", async () => {
    const output = await protocol.step("change", () =>
      terraform.succeed("apply", "-auto-approve", "-var=threshold=90"),
    );
    expect(changesIn(output)).toEqual({ added: 0, changed: 15, destroyed: 0 });
    await protocol.step("second plan", () =>
      terraform.succeed("plan", "-detailed-exitcode", "-var=threshold=90"),
    );
  }, 600_000);

  test("forgets what was destroyed", async () => {
    await protocol.step("destroy", () => terraform.succeed("destroy", "-auto-approve"));
    expect(await terraform.succeed("state", "list")).toBe("");
  }, 600_000);

  /** Asks by the AWS CLI, as modules do: values with a space between them. No argument has one. */
  async function aws(command: string): Promise<string> {
    const args = [...command.split(" "), "--output", "text"];
    const { code, output } = await run("aws", args, { cwd: root, env: emulator.environment });
    expectDone(`aws ${command}`, code, output);
    return output.trim().replaceAll("\t", " ");
  }

  /** What AWS says to a command that it refuses. */
  async function refusal(command: string): Promise<string> {
    const { code, output } = await run("aws", command.split(" "), { cwd: root, env: emulator.environment });
    expect(`${command}: ${code === 0 ? "done" : "refused"}`).toBe(`${command}: refused`);
    return output;
  }

  function endOf(task = ""): Promise<string> {
    const query = "tasks[0].[lastStatus,containers[0].exitCode,stoppedReason]";
    return aws(`ecs describe-tasks --cluster tasks --tasks ${task} --query ${query}`);
  }

  function logOf(task = ""): Promise<string> {
    const stream = `task/main/${task.split("/").pop()}`;
    return aws(
      `logs get-log-events --log-group-name /ecs/tasks --log-stream-name ${stream} --query events[].message`,
    );
  }
});
