/** Spot instances of a cluster, changed in place and taken away in the steps of docs/operations.md, on the emulator's ECS. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Cluster, type ClusterProps } from "../../modules/ecs/cluster";
import { FargateService } from "../../modules/ecs/fargate-service";
import { ServiceRole } from "../../modules/iam/service-role";
import { type Checkout, createCheckout } from "../support/checkout";
import { type Emulator, startEmulator } from "../support/emulator";
import { describeWith } from "../support/layer-of-proof";
import { run } from "../support/process";
import { startProtocol } from "../support/protocol";
import { needsProviders, needsPython, needsTerraform } from "../support/requirements";
import { settings, synthIn } from "../support/synth";
import { expectDone, type Terraform, terraformEnvironment, terraformIn } from "../support/terraform";

const protocol = startProtocol("cloud, spot instances");

/** What a test changes. */
interface Version extends Partial<Pick<NonNullable<ClusterProps["spot"]>, "instanceTypes" | "retired">> {
  /** Whether the service's tasks run on the instances. */
  readonly isUsed?: boolean;
}

/** A cluster with a service, and with instances of some types, or without any. */
function synthVersion({ instanceTypes, retired, isUsed }: Version): string {
  const { text } = synthIn((stack) => {
    const vpc = new Vpc(stack, "vpc", { cidrBlock: "10.0.0.0/16" });
    const subnet = new Subnet(stack, "subnet", { vpcId: vpc.id, cidrBlock: "10.0.0.0/24" });
    const securityGroup = new SecurityGroup(stack, "tasks", { vpcId: vpc.id });
    const cluster = new Cluster(stack, "main", {
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
        retired,
      },
    });
    const role = new ServiceRole(stack, "role", { name: "test", service: "ecs-tasks.amazonaws.com" });
    const provider = isUsed ? cluster.spot?.provider.name : undefined;
    new FargateService(stack, "worker", {
      cluster,
      name: "worker",
      family: "worker",
      cpu: 256,
      memory: 512,
      cpuArchitecture: "X86_64",
      taskRole: role,
      executionRole: role,
      subnets: [subnet],
      securityGroup,
      desiredCount: 2,
      maximumPercent: 200,
      minimumHealthyPercent: 100,
      container: {
        image: "registry/image:1",
        user: "1000",
        environment: {},
        secrets: {},
        logGroup: new CloudwatchLogGroup(stack, "log", { name: "/ecs/worker" }),
        region: "us-east-1",
      },
      capacity: [{ provider: provider ?? "FARGATE", weight: 1, base: 0 }],
      dependsOn: [cluster.capacityProviders],
    });
  });
  const { terraform: settingsOfStack, ...json } = JSON.parse(text);
  const { backend, ...local } = settingsOfStack;
  return JSON.stringify({ ...json, terraform: local });
}

const TYPES = ["m5.large", "m6i.large"];

describeWith(needsTerraform() ?? needsProviders() ?? needsPython(), "spot instances", () => {
  let emulator: Emulator;
  let root: string;
  let terraform: Terraform;

  const apply = (version: Version) => {
    writeFileSync(join(root, "main.tf.json"), synthVersion(version));
    return terraform.succeed("apply", "-auto-approve");
  };

  async function runAws(...args: string[]): Promise<unknown> {
    const { code, output } = await run("aws", [...args, "--output", "json"], {
      cwd: root,
      env: emulator.environment,
    });
    expectDone(`aws ${args[1]}`, code, output);
    return JSON.parse(output);
  }

  /** What names the provider: the cluster, and the service. */
  const named = async () => [
    await runAws(
      "ecs",
      "describe-clusters",
      "--clusters",
      "mcp-production",
      "--query",
      "sort(clusters[0].capacityProviders)",
    ),
    await runAws(
      ...["ecs", "describe-services", "--cluster", "mcp-production", "--services", "worker"],
      ...["--query", "services[0].capacityProviderStrategy[].capacityProvider"],
    ),
  ];

  /** What there is of the instances: provider, group, template, instance profile and role. */
  const left = () =>
    Promise.all([
      runAws(
        ...["ecs", "describe-capacity-providers", "--capacity-providers", "test-spot"],
        ...["--query", "capacityProviders[].name"],
      ),
      runAws(
        "autoscaling",
        "describe-auto-scaling-groups",
        "--query",
        "AutoScalingGroups[].AutoScalingGroupName",
      ),
      runAws("ec2", "describe-launch-templates", "--query", "LaunchTemplates[].LaunchTemplateName"),
      runAws("iam", "list-instance-profiles", "--query", "InstanceProfiles[].InstanceProfileName"),
      runAws("iam", "list-roles", "--query", "Roles[?RoleName=='spot'].RoleName"),
    ]);

  beforeAll(async () => {
    emulator = await startEmulator();
    root = mkdtempSync(join(tmpdir(), "spot-"));
    terraform = terraformIn(root, { ...(await terraformEnvironment()), ...emulator.environment });
    writeFileSync(join(root, "main.tf.json"), synthVersion({}));
    await terraform.succeed("init");
    await protocol.step("apply", () => apply({ instanceTypes: ["m6i.large"], isUsed: true }));
  }, 300_000);

  afterAll(async () => {
    rmSync(root, { recursive: true, force: true });
    await emulator?.stop();
  });

  test("other types change the group in place", async () => {
    expect(await apply({ instanceTypes: TYPES, isUsed: true })).toContain("0 added, 1 changed, 0 destroyed");
    expect(await named()).toEqual([["FARGATE", "FARGATE_SPOT", "test-spot"], ["test-spot"]]);
  }, 120_000);

  test("in steps, the services, then the cluster let go of them, and nothing of them is left", async () => {
    expect(await apply({ instanceTypes: TYPES })).toMatch(/aws_ecs_service\.worker: Modifications complete/);
    expect(await named()).toEqual([["FARGATE", "FARGATE_SPOT", "test-spot"], ["FARGATE"]]);

    expect(await apply({ instanceTypes: TYPES, retired: true })).toContain("0 added, 1 changed, 0 destroyed");
    expect(await named()).toEqual([["FARGATE", "FARGATE_SPOT"], ["FARGATE"]]);
    expect(await left()).toEqual([["test-spot"], ["test-spot"], ["test-spot"], ["spot"], ["spot"]]);

    const removed = await apply({});
    expect(removed).toContain("aws_ecs_capacity_provider.spot: Destruction complete");
    expect(removed).toContain("0 added, 0 changed, 6 destroyed");
    expect(await left()).toEqual([[], [], [], [], []]);
  }, 300_000);
});

describe.each(["layered", "single"] as const)("in an environment of layout %s", (layout) => {
  let checkout: Checkout;

  const LIST = "environments/addresses/production.txt";
  const { platform } = settings();
  const withSpot = (retired: boolean) =>
    settings({ layout, platform: { ...platform, spotInstances: { instanceTypes: TYPES, retired } } });
  const ours = (...args: string[]) => checkout.run("npm", "run", "-s", ...args);

  beforeAll(() => {
    checkout = createCheckout({});
  });

  afterAll(() => checkout.remove());

  test("synth refuses to take them away in one go, and takes the steps", async () => {
    checkout.useEnvironments(withSpot(false));
    expectDone("addresses", (await ours("addresses")).code, "");
    checkout.useEnvironments(settings({ layout }));
    for (const command of ["synth", "addresses"]) {
      const { code, output } = await ours(command);
      expect(code).toBe(1);
      expect(output).toMatch(
        new RegExp(
          `${LIST}\\n {2}aws_ecs_capacity_provider\\.spot\\n.*platform, deployed as before, would still use it\\n.*retire it`,
        ),
      );
    }
    for (const version of [withSpot(true), settings({ layout })]) {
      checkout.useEnvironments(version);
      for (const command of ["synth", "addresses"]) {
        const { code, output } = await ours(command);
        expectDone(command, code, output);
      }
    }
    expect(readFileSync(checkout.path(LIST), "utf8")).not.toContain("spot");
  }, 300_000);
});
