import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";

/**
 * Somebody who can be allowed something. The module that owns a resource knows what it takes to use it, and says so here:
 * `queue.grantConsume(role)`.
 */
export interface Grantee {
  /** Adds to what the grantee may do. The statement's effect is Allow unless it says otherwise. */
  allow(statement: DataAwsIamPolicyDocumentStatement): void;
}
