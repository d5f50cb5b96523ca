import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { Construct } from "constructs";
import { awsAccount } from "../aws-account";

/**
 * What the policy of a bucket says so that this account's load balancers can put their access logs into it.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 *
 * @param scope anything in the bucket's stack
 */
export function allowAccessLogs(scope: Construct, bucketArn: string): DataAwsIamPolicyDocumentStatement {
  const { accountId } = awsAccount(scope);
  return {
    sid: "AllowAccessLogs",
    principals: [{ type: "Service", identifiers: ["logdelivery.elasticloadbalancing.amazonaws.com"] }],
    actions: ["s3:PutObject"],
    // ELB writes below the number of the account whose load balancer it is: others' cannot write here.
    resources: [`${bucketArn}/AWSLogs/${accountId}/*`],
  };
}
