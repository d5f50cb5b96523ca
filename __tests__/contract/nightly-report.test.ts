/** What CDKTF's matchers prove with the real Terraform of a team's own module. docs/testing.md explains it. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import { NightlyReport } from "../../examples/nightly-report/nightly-report";
import { TaskQueue } from "../../modules/queue/task-queue";
import { awsProviderVersion } from "../../stacks/provider-lock";
import { describeWith } from "../support/layer-of-proof";
import { needsProviders, needsTerraform } from "../support/requirements";
import { STUB_ACCOUNT, type StubAws, startStubAws } from "../support/stub-aws";
import { terraformEnvironment, terraformIn } from "../support/terraform";

describeWith(needsTerraform() ?? needsProviders(), "a team's own module", () => {
  const ours = { ...process.env };
  let directory: string;
  let queueAlone: string;
  let aws: StubAws;

  beforeAll(async () => {
    // The matchers run Terraform in the environment of the tests.
    Object.assign(process.env, await terraformEnvironment());
    const [report, alone] = [createStack(), createStack()];
    new NightlyReport(report, "nightly_report", { name: "test-nightly-report", queue: createQueue(report) });
    createQueue(alone);
    directory = Testing.fullSynth(report);
    queueAlone = Testing.fullSynth(alone);
    aws = await startStubAws({ states: new Map(), domains: new Set() });
  }, 300_000);

  afterAll(async () => {
    await aws?.stop();
    process.env = ours;
    for (const each of [directory, queueAlone]) rmSync(each, { recursive: true });
  });

  test("is valid Terraform", () => {
    expect(directory).toBeValidTerraform();
  }, 120_000);

  test("can be planned, where nothing asks AWS", () => {
    expect(queueAlone).toPlanSuccessfully();
  }, 120_000);

  test("can be planned in an account that says who it is, which its role wants to know", async () => {
    const terraform = terraformIn(join(directory, "stacks/report"), aws.environment);
    await terraform.succeed("init");
    expect(await terraform.succeed("plan")).toContain(STUB_ACCOUNT);
  }, 120_000);
});

function createQueue(stack: TerraformStack): TaskQueue {
  return new TaskQueue(stack, "tasks", { name: "test-tasks" });
}

/** Without a backend, so that `terraform init` needs nobody; and with a provider that asks nobody who it is. */
function createStack(): TerraformStack {
  const stack = new TerraformStack(Testing.app(), "report");
  new AwsProvider(stack, "aws", {
    region: "us-east-1",
    accessKey: "test",
    secretKey: "test",
    skipCredentialsValidation: true,
    skipRequestingAccountId: true,
    skipMetadataApiCheck: "true",
  });
  // Of itself, a stack asks for exactly the version that the bindings were made from.
  stack.addOverride("terraform.required_providers.aws.version", awsProviderVersion(5));
  return stack;
}
