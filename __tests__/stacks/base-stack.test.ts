import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import type { EnvironmentSettings } from "../../environments/schema/environment";
import { BaseStack } from "../../stacks/base-stack";
import { environment, type Synthesized, synthApp, synthIn } from "../support/synth";

function synthStack(changes: Partial<EnvironmentSettings> = {}): Synthesized {
  const stacks = synthApp((app) => {
    const props = { environment: environment(changes), stateName: "some", tags: { Layer: "some" } };
    new BaseStack(app, "stack", props);
  });
  return Object.values(stacks)[0] as Synthesized;
}

test("state lies in S3, encrypted with its own key, locked by a file", () => {
  expect(synthStack().terraform).toMatchObject({
    backend: {
      s3: {
        bucket: "mcp-production-terraform-state",
        key: "production/some.tfstate",
        region: "us-east-1",
        encrypt: true,
        kms_key_id: "alias/mcp-production-terraform-state",
        use_lockfile: true,
      },
    },
    required_version: ">= 1.10",
    required_providers: { aws: { source: "aws", version: "5.100.0" } },
  });
});

test("old Terraform locks by a table", () => {
  const { backend, required_version } = synthStack({ state: { lock: "dynamodb" } }).terraform;
  expect(backend).toMatchObject({ s3: { dynamodb_table: "mcp-production-terraform-locks" } });
  expect(backend).not.toMatchObject({ s3: { use_lockfile: expect.anything() } });
  expect(required_version).toBe(">= 1.5, != 1.6.0");
});

test("passwords outside the state need write-only arguments, whatever locks it", () => {
  const versions = (["s3", "dynamodb"] as const).map(
    (lock) => synthStack({ secretsInState: false, state: { lock } }).terraform.required_version,
  );
  expect(versions).toEqual([">= 1.11", ">= 1.11"]);
});

test("default tags are environment, project, layer and one's own", () => {
  expect(synthStack({ tags: { CostCenter: "42" } }).provider.default_tags).toEqual([
    { tags: { CostCenter: "42", Environment: "production", Project: "devops-mcp", Layer: "some" } },
  ]);
});

test("Terraform works in the account that is named, or in any if none is", () => {
  expect(synthStack({ account: "123456789012" }).provider.allowed_account_ids).toEqual(["123456789012"]);
  expect(synthStack().provider).not.toHaveProperty("allowed_account_ids");
});

test("an address is the type and the id", () => {
  expect(synthIn((stack) => new Vpc(stack, "my_vpc", {})).addresses()).toEqual(["aws_vpc.my_vpc"]);
});

test("an id that Terraform does not take is refused, with its place", () => {
  expect(() => synthIn((stack) => new Vpc(stack, "my.vpc", {}))).toThrow(
    'test/my.vpc: "my.vpc" is no Terraform name; use letters, digits, _ and -, beginning with a letter',
  );
});
