import type { DataAwsIamPolicyDocumentStatementCondition } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { Construct } from "constructs";
import { awsAccount } from "../aws-account";

/**
 * The condition of a resource policy's statement for AWS services: they come in the name of this account. Else another
 * account could reach the resource by way of the service.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 *
 * @param scope anything in the policy's stack
 */
export function ofThisAccount(scope: Construct): DataAwsIamPolicyDocumentStatementCondition {
  return { test: "StringEquals", variable: "aws:SourceAccount", values: [awsAccount(scope).accountId] };
}
