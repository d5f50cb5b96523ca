import type { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import type { Grantee } from "../iam/grantee";

/**
 * Lets somebody invoke models of Amazon Bedrock, with the whole answer or as it comes.
 *
 * @param scope anything in the grantee's stack
 * @param models their ids or ARNs, at least one
 * @param regions where, for those that are known by an id
 */
export function grantInvokeModels(
  scope: Construct,
  grantee: Grantee,
  models: readonly string[],
  regions: readonly string[],
): void {
  const { partition } = awsAccount(scope);
  grantee.allow({
    actions: ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"],
    resources: models.flatMap((model) =>
      model.startsWith("arn:")
        ? [model, ...modelsOfProfile(model, partition)]
        : regions.map((region) => `arn:${partition}:bedrock:${region}::foundation-model/${model}`),
    ),
  });
}

/**
 * A profile that AWS defines spreads requests over regions of its choice, in each of which the model has to be granted, too.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html
 */
function modelsOfProfile(arn: string, partition: string): string[] {
  const [, model] = /:inference-profile\/[a-z-]+\.(.+)$/.exec(arn) ?? [];
  return model === undefined ? [] : [`arn:${partition}:bedrock:*::foundation-model/${model}`];
}
