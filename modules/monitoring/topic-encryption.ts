import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import { PUBLISHERS } from "./topic";

/**
 * What the policy of a topic's key says so that this account's alarms, rules and budgets can publish: the
 * `serviceStatements` of an `EncryptionKey`.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 *
 * @param scope anything in the key's stack
 */
export function topicEncryption(scope: Construct): DataAwsIamPolicyDocumentStatement[] {
  return [
    {
      sid: "AllowAlarms",
      principals: [{ type: "Service", identifiers: PUBLISHERS }],
      actions: ["kms:Decrypt", "kms:GenerateDataKey*"],
      resources: ["*"],
      condition: [
        { test: "StringEquals", variable: "aws:SourceAccount", values: [awsAccount(scope).accountId] },
      ],
    },
  ];
}
