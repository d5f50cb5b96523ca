import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { Construct } from "constructs";
import { awsAccount } from "../aws-account";

/**
 * What the policy of a key says so that CloudWatch Logs can encrypt this account's log groups with it: the
 * `serviceStatements` of an `EncryptionKey`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 *
 * @param scope anything in the key's stack
 */
export function logEncryption(scope: Construct, region: string): DataAwsIamPolicyDocumentStatement[] {
  const { accountId, partition } = awsAccount(scope);
  return [
    {
      sid: "AllowLogs",
      principals: [{ type: "Service", identifiers: [`logs.${region}.amazonaws.com`] }],
      // AWS's example has kms:Describe*, too, which the condition never lets: such a request has no encryption context.
      actions: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"],
      resources: ["*"],
      condition: [
        {
          test: "ArnLike",
          variable: "kms:EncryptionContext:aws:logs:arn",
          values: [`arn:${partition}:logs:${region}:${accountId}:log-group:*`],
        },
      ],
    },
  ];
}
