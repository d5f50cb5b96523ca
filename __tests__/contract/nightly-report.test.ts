/** What CDKTF's matchers prove with the real Terraform of a team's own module. docs/testing.md explains it. */
import { rmSync } from "node:fs";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import { NightlyReport } from "../../examples/nightly-report/nightly-report";
import { TaskQueue } from "../../modules/queue/task-queue";
import { AWS_PROVIDER_VERSION } from "../../stacks/base-stack";
import { describeWith } from "../support/layer-of-proof";
import { needsProviders, needsTerraform } from "../support/requirements";
import { terraformEnvironment } from "../support/terraform";

describeWith(needsTerraform() ?? needsProviders(), "a team's own module", () => {
  const ours = { ...process.env };
  let directory: string;

  beforeAll(async () => {
    // The matchers run Terraform in the environment of the tests.
    Object.assign(process.env, await terraformEnvironment());
    directory = Testing.fullSynth(createStack());
  }, 300_000);

  afterAll(() => {
    process.env = ours;
    rmSync(directory, { recursive: true });
  });

  test("is valid Terraform", () => {
    expect(directory).toBeValidTerraform();
  }, 120_000);

  test("can be planned", () => {
    expect(directory).toPlanSuccessfully();
  }, 120_000);
});

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
  stack.addOverride("terraform.required_providers.aws.version", AWS_PROVIDER_VERSION);
  const queue = new TaskQueue(stack, "tasks", { name: "test-tasks" });
  new NightlyReport(stack, "nightly_report", { name: "test-nightly-report", queue });
  return stack;
}
