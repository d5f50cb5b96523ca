import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { Testing } from "cdktf";
import { grantInvokeModels } from "../../../modules/bedrock/grant-invoke-models";
import { ServiceRole } from "../../../modules/iam/service-role";

const PROFILE =
  "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-4-20250514-v1:0";
const OWN_MODEL = "arn:aws:bedrock:us-east-1:123456789012:custom-model/amazon.titan/abc";

function synthGrant(models: string[], regions: string[] = ["us-east-1"]): string {
  return Testing.synthScope((scope) => {
    const role = new ServiceRole(scope, "task", { name: "task", service: "ecs-tasks.amazonaws.com" });
    grantInvokeModels(scope, role, models, regions);
  });
}

/** The one statement, of so many resources. */
const statement = (...resources: unknown[]) => ({
  statement: [{ actions: ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"], resources }],
});

const foundationModel = (region: string, model: string) =>
  expect.stringMatching(
    new RegExp(`^arn:\\$\\{.+\\.partition\\}:bedrock:${region}::foundation-model/${model}$`),
  );

test("a model is granted by its id in each of the regions", () => {
  const id = "amazon.titan-embed-text-v1";
  expect(synthGrant([id], ["us-east-1", "us-west-2"])).toHaveDataSourceWithProperties(
    DataAwsIamPolicyDocument,
    statement(foundationModel("us-east-1", id), foundationModel("us-west-2", id)),
  );
});

test("a model is granted by its ARN there and nowhere else", () => {
  expect(synthGrant([OWN_MODEL], ["us-east-1", "us-west-2"])).toHaveDataSourceWithProperties(
    DataAwsIamPolicyDocument,
    statement(OWN_MODEL),
  );
});

test("a profile is granted with its model, in whichever region it sends a request to", () => {
  expect(synthGrant([PROFILE])).toHaveDataSourceWithProperties(
    DataAwsIamPolicyDocument,
    statement(PROFILE, foundationModel("\\*", "anthropic.claude-sonnet-4-20250514-v1:0")),
  );
});
