import type { DataAwsIamPolicyDocumentStatementCondition } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { Construct } from "constructs";
import { awsAccount } from "../aws-account";

/**
 * The condition in a statement for an AWS service, of a resource's policy or of a role's trust policy: the service acts for this
 * account. Without it, another account could reach the resource through the service ("confused deputy"). Nothing narrower:
 * of most services, `aws:SourceArn` is not known before what is made with the role, or names no more than account and region.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 *
 * @param scope anything in the policy's stack
 */
export function ofThisAccount(scope: Construct): DataAwsIamPolicyDocumentStatementCondition {
  return { test: "StringEquals", variable: "aws:SourceAccount", values: [awsAccount(scope).accountId] };
}
