/** A service's versions as `terraform apply` deploys them, on the emulator's ECS: what changes in place, and what is waited for. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { EcsServiceConfig } from "@cdktf/provider-aws/lib/ecs-service";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Cluster } from "../../modules/ecs/cluster";
import { FargateService, type FargateServiceProps } from "../../modules/ecs/fargate-service";
import { ServiceRole } from "../../modules/iam/service-role";
import { type Emulator, startEmulator } from "../support/emulator";
import { describeWith } from "../support/layer-of-proof";
import { run as runCommand } from "../support/process";
import { startProtocol } from "../support/protocol";
import { needsProviders, needsPython, needsTerraform } from "../support/requirements";
import { synthIn } from "../support/synth";
import { expectDone, type Terraform, terraformEnvironment, terraformIn } from "../support/terraform";

const protocol = startProtocol("cloud, service");

/** What a test changes of the service. */
interface Version extends Pick<FargateServiceProps, "capacity" | "overrides"> {
  readonly image: string;
  /** How the emulator ends its deployment: support/emulator/gaps/ecs_services.py. */
  readonly outcome?: string;
}

/** A service `first`, and one that is deployed after it. */
function synthVersion({ image, outcome, capacity, overrides }: Version): string {
  const { text } = synthIn((stack) => {
    const vpc = new Vpc(stack, "vpc", { cidrBlock: "10.0.0.0/16" });
    const subnet = new Subnet(stack, "subnet", { vpcId: vpc.id, cidrBlock: "10.0.0.0/24" });
    const cluster = new Cluster(stack, "cluster", { name: "test", containerInsights: "disabled" });
    const role = new ServiceRole(stack, "role", { name: "test", service: "ecs-tasks.amazonaws.com" });
    const shared = {
      cluster,
      cpu: 256,
      memory: 512,
      cpuArchitecture: "X86_64",
      taskRole: role,
      executionRole: role,
      subnets: [subnet],
      securityGroup: new SecurityGroup(stack, "tasks", { vpcId: vpc.id }),
      desiredCount: 2,
      maximumPercent: 200,
      minimumHealthyPercent: 100,
    } as const;
    const container = (name: string, environment: Record<string, string>) => ({
      image: `registry/${image}`,
      user: "1000",
      environment,
      secrets: {},
      logGroup: new CloudwatchLogGroup(stack, `log_${name}`, { name: `/ecs/${name}` }),
      region: "us-east-1",
    });
    const first = new FargateService(stack, "first", {
      ...shared,
      name: "first",
      family: "first",
      container: container("first", outcome === undefined ? {} : { EMULATOR_DEPLOYMENT: outcome }),
      capacity,
      overrides,
      dependsOn: [cluster.capacityProviders],
    });
    new FargateService(stack, "second", {
      ...shared,
      name: "second",
      family: "second",
      container: container("second", {}),
      dependsOn: [first],
    });
  });
  const { terraform: settings, ...json } = JSON.parse(text);
  const { backend, ...local } = settings;
  return JSON.stringify({ ...json, terraform: local });
}

describeWith(needsTerraform() ?? needsProviders() ?? needsPython(), "services", () => {
  let emulator: Emulator;
  let root: string;
  let terraform: Terraform;

  const write = (version: Version) => writeFileSync(join(root, "main.tf.json"), synthVersion(version));
  const apply = () => terraform.run("apply", "-auto-approve");

  beforeAll(async () => {
    emulator = await startEmulator();
    root = mkdtempSync(join(tmpdir(), "service-"));
    terraform = terraformIn(root, { ...(await terraformEnvironment()), ...emulator.environment });
    // As one was deployed before every service had a strategy.
    const withLaunchType = (config: EcsServiceConfig) => ({
      ...config,
      launchType: "FARGATE",
      capacityProviderStrategy: undefined,
    });
    write({ image: "image:1", overrides: { service: withLaunchType } });
    await terraform.succeed("init");
    await protocol.step("apply", () => terraform.succeed("apply", "-auto-approve"));
  }, 300_000);

  afterAll(async () => {
    rmSync(root, { recursive: true, force: true });
    await emulator?.stop();
  });

  test("one that has a launch type would be replaced, and is not after one update of ECS's", async () => {
    write({ image: "image:1" });
    expect(await terraform.succeed("plan")).toContain("aws_ecs_service.first must be replaced");
    await runAws(
      ...["ecs", "update-service", "--cluster", "test", "--service", "first", "--force-new-deployment"],
      ...["--capacity-provider-strategy", "capacityProvider=FARGATE,weight=1"],
    );
    expect(await terraform.succeed("plan")).not.toContain("must be replaced");
    expectDone("apply", (await apply()).code, "");
    expect(await terraform.succeed("plan")).toContain("No changes.");
  }, 120_000);

  test("tasks that autoscaling adds are no change, and nothing is waited for", async () => {
    await runAws("ecs", "update-service", "--cluster", "test", "--service", "first", "--desired-count", "3");
    expect(await terraform.succeed("plan")).toContain("No changes.");
  }, 60_000);

  test("other capacity changes it in place, and its deployment is waited for", async () => {
    write({ image: "image:1", capacity: [{ provider: "FARGATE_SPOT", weight: 1, base: 0 }] });
    const { code, output } = await apply();
    expectDone("apply", code, output);
    expect(output).toContain("aws_ecs_service.first: Modifying...");
    expect(output).toContain("ECS has completed the deployment of first");
    expect(await terraform.succeed("plan")).toContain("No changes.");
  }, 120_000);

  test("the next service begins when ECS has completed the one before", async () => {
    write({ image: "image:2" });
    const { code, output } = await apply();
    expectDone("apply", code, output);
    const completed = output.indexOf("ECS has completed the deployment of first");
    expect(completed).toBeGreaterThan(0);
    expect(output.indexOf("aws_ecs_service.second: Modifying...")).toBeGreaterThan(completed);
  }, 120_000);

  test("a version that an alarm rolls back when all tasks run fails the apply, and the next one has it to do", async () => {
    write({ image: "image:3", outcome: "rolled back" });
    const { code, output } = await apply();
    expect(code).toBe(1);
    expect(output).toMatch(/first does not run its new version, \S+first:3:\s+ECS has rolled it back/);
    expect(output).toContain("failed: alarm detected.");
    expect(output).not.toContain("aws_ecs_service.second: Modifying...");
    write({ image: "image:4" });
    expectDone("apply", (await apply()).code, "");
    expect(await terraform.succeed("plan")).toContain("No changes.");
  }, 180_000);

  test("no version before is deregistered: ECS can go back to each", async () => {
    const answer = await runAws(
      "ecs",
      "list-task-definitions",
      "--family-prefix",
      "first",
      "--output",
      "text",
    );
    expect(answer.match(/task-definition\/first:\d/g)).toHaveLength(4);
  }, 60_000);

  async function runAws(...args: string[]): Promise<string> {
    const { code, output } = await runCommand("aws", args, { cwd: root, env: emulator.environment });
    expectDone(`aws ${args[1]}`, code, output);
    return output;
  }
});
