import { Construct } from "constructs";

/**
 * A place of its own for one kind of resource inside a module. A construct's id is its Terraform name, and Terraform lets
 * `aws_s3_bucket.contexts` and `aws_s3_bucket_versioning.contexts` share one; constructs want it unique among siblings.
 *
 * @param kind what lies there, such as `versioning`; it is not part of any address
 */
export function part(scope: Construct, kind: string): Construct {
  const existing = scope.node.tryFindChild(`(${kind})`);
  return existing ? (existing as Construct) : new Construct(scope, `(${kind})`);
}
