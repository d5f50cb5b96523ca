/** Spot instances of a cluster, changed in place and taken away in the steps of docs/operations.md, on the emulator's ECS. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Cluster } from "../../modules/ecs/cluster";
import { type Emulator, startEmulator } from "../support/emulator";
import { describeWith } from "../support/layer-of-proof";
import { run } from "../support/process";
import { startProtocol } from "../support/protocol";
import { needsProviders, needsPython, needsTerraform } from "../support/requirements";
import { synthIn } from "../support/synth";
import { expectDone, type Terraform, terraformEnvironment, terraformIn } from "../support/terraform";

const protocol = startProtocol("cloud, spot instances");

/** A cluster with instances of some types, or without any. */
function synthCluster(instanceTypes?: readonly string[]): string {
  const { text } = synthIn((stack) => {
    const vpc = new Vpc(stack, "vpc", { cidrBlock: "10.0.0.0/16" });
    const subnet = new Subnet(stack, "subnet", { vpcId: vpc.id, cidrBlock: "10.0.0.0/24" });
    const securityGroup = new SecurityGroup(stack, "tasks", { vpcId: vpc.id });
    new Cluster(stack, "main", {
      name: "mcp-production",
      containerInsights: "disabled",
      idPrefix: "",
      spot: instanceTypes && {
        name: "test-spot",
        instanceTypes,
        cpuArchitecture: "X86_64",
        maximum: 2,
        subnets: [subnet],
        securityGroup,
        tags: {},
        roleName: "spot",
      },
    });
  });
  const { terraform: settings, ...json } = JSON.parse(text);
  const { backend, ...local } = settings;
  return JSON.stringify({ ...json, terraform: local });
}

describeWith(needsTerraform() ?? needsProviders() ?? needsPython(), "spot instances", () => {
  let emulator: Emulator;
  let root: string;
  let terraform: Terraform;

  const apply = (instanceTypes?: readonly string[]) => {
    writeFileSync(join(root, "main.tf.json"), synthCluster(instanceTypes));
    return terraform.succeed("apply", "-auto-approve");
  };

  beforeAll(async () => {
    emulator = await startEmulator();
    root = mkdtempSync(join(tmpdir(), "spot-"));
    terraform = terraformIn(root, { ...(await terraformEnvironment()), ...emulator.environment });
    writeFileSync(join(root, "main.tf.json"), synthCluster());
    await terraform.succeed("init");
    await protocol.step("apply", () => apply(["m6i.large"]));
  }, 300_000);

  afterAll(async () => {
    rmSync(root, { recursive: true, force: true });
    await emulator?.stop();
  });

  test("other types change the group in place", async () => {
    expect(await apply(["m5.large", "m6i.large"])).toContain("0 added, 1 changed, 0 destroyed");
  }, 120_000);

  test("taken from the cluster by a command first, the provider is deleted and the cluster stays as it is", async () => {
    const text = readFileSync(join(__dirname, "../../docs/operations.md"), "utf8");
    const [command = ""] = /aws ecs put-cluster-capacity-providers [^`]*/.exec(text) ?? [];
    const { code, output } = await run("sh", ["-c", command], { cwd: root, env: emulator.environment });
    expectDone("the command of docs/operations.md", code, output);
    const removed = await apply();
    expect(removed).toContain("aws_ecs_capacity_provider.spot: Destruction complete");
    expect(removed).toContain("0 added, 0 changed, 6 destroyed");
  }, 120_000);
});
