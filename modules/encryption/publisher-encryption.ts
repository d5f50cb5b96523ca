import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";

/**
 * A statement of a key's policy by which AWS services can send messages to the queue or topic that it encrypts: for the
 * `serviceStatements` of an `EncryptionKey`.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html#compatibility-with-aws-services
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 */
export function publisherEncryption(sid: string, services: string[]): DataAwsIamPolicyDocumentStatement {
  return {
    sid,
    principals: [{ type: "Service", identifiers: services }],
    actions: ["kms:Decrypt", "kms:GenerateDataKey*"],
    resources: ["*"],
  };
}
