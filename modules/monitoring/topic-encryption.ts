import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { Construct } from "constructs";
import { publisherEncryption } from "../encryption/publisher-encryption";
import { ofThisAccount } from "../iam/of-this-account";
import { EVENTBRIDGE, PUBLISHERS } from "./topic";

/**
 * What the policy of a topic's key says so that this account's alarms, rules and budgets can publish: the
 * `serviceStatements` of an `EncryptionKey`.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 *
 * @param scope anything in the key's stack
 */
export function topicEncryption(scope: Construct): DataAwsIamPolicyDocumentStatement[] {
  return [
    { ...publisherEncryption("AllowAlarms", PUBLISHERS), condition: [ofThisAccount(scope)] },
    // As in the topic's own policy: with a condition, its messages would be lost.
    publisherEncryption("AllowEvents", [EVENTBRIDGE]),
  ];
}
