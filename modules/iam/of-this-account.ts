import type { DataAwsIamPolicyDocumentStatementCondition } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { Construct } from "constructs";
import { awsAccount } from "../aws-account";

/**
 * The condition in a resource policy's statement for an AWS service: the service acts for this account. Without it, another
 * account could reach the resource through the service ("confused deputy").
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 *
 * @param scope anything in the policy's stack
 */
export function ofThisAccount(scope: Construct): DataAwsIamPolicyDocumentStatementCondition {
  return { test: "StringEquals", variable: "aws:SourceAccount", values: [awsAccount(scope).accountId] };
}
