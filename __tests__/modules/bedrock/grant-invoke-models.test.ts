import { grantInvokeModels } from "../../../modules/bedrock/grant-invoke-models";
import { ServiceRole } from "../../../modules/iam/service-role";
import { synthIn } from "../../support/synth";

test("only these models may be invoked: by id in each of the regions, by ARN where it says, a profile's wherever it goes", () => {
  const profile =
    "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-4-20250514-v1:0";
  const synth = synthIn((stack) => {
    const role = new ServiceRole(stack, "task", { name: "task", service: "ecs-tasks.amazonaws.com" });
    grantInvokeModels(stack, role, ["amazon.titan-embed-text-v1", profile], ["us-east-1", "us-west-2"]);
  });
  const model = (region: string) =>
    `arn:\${data.aws_partition.current.partition}:bedrock:${region}::foundation-model/amazon.titan-embed-text-v1`;
  expect(synth.at("data.aws_iam_policy_document.task").statement).toEqual([
    {
      actions: ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"],
      resources: [
        model("us-east-1"),
        model("us-west-2"),
        profile,
        model("*").replace("amazon.titan-embed-text-v1", "anthropic.claude-sonnet-4-20250514-v1:0"),
      ],
    },
  ]);
});
