import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import { PUBLISHERS } from "./topic";

const EVENTS = "events.amazonaws.com";

/**
 * What the policy of a topic's key says so that this account's alarms, rules and budgets can publish: the
 * `serviceStatements` of an `EncryptionKey`.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 *
 * @param scope anything in the key's stack
 */
export function topicEncryption(scope: Construct): DataAwsIamPolicyDocumentStatement[] {
  const use = { actions: ["kms:Decrypt", "kms:GenerateDataKey*"], resources: ["*"] };
  return [
    {
      ...use,
      sid: "AllowAlarms",
      principals: [{ type: "Service", identifiers: PUBLISHERS.filter((service) => service !== EVENTS) }],
      condition: [
        { test: "StringEquals", variable: "aws:SourceAccount", values: [awsAccount(scope).accountId] },
      ],
    },
    // EventBridge says in nobody's name that it is this account: with the condition, its messages would be lost.
    { ...use, sid: "AllowEvents", principals: [{ type: "Service", identifiers: [EVENTS] }] },
  ];
}
