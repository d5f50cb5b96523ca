import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";

/**
 * A resource policy's statement that denies every request without TLS.
 *
 * @param service the prefix of its actions, such as `s3`
 * @param action the action, for services that refuse a policy with actions that its resource does not have
 */
export function denyInsecureTransport(
  service: string,
  resources: string[],
  action = "*",
): DataAwsIamPolicyDocumentStatement {
  return {
    sid: "DenyInsecureTransport",
    effect: "Deny",
    principals: [{ type: "*", identifiers: ["*"] }],
    actions: [`${service}:${action}`],
    resources,
    condition: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
  };
}
