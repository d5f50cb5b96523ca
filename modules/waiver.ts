import type { TerraformResource } from "cdktf";

/** How policy scanners number their checks: CKV_AWS_18, CKV2_AWS_62. */
const CHECK_ID = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/;

/**
 * Notes beside a resource that a check of the policy scanner does not hold for it, and why. The note is in the Terraform JSON,
 * under the resource's key `//`, which Terraform does not read.
 *
 * @param checkId the check, such as `CKV_AWS_18`
 * @param reason why what it asks for is not wanted here; its readers know neither the check nor the resource
 * @throws Error if a waiver has no reason, or names no check
 */
export function waive(resource: TerraformResource, checkId: string, reason: string): void {
  const { path } = resource.node;
  if (!CHECK_ID.test(checkId)) {
    throw new Error(`${path}: "${checkId}" is no check that could be waived; name one, such as CKV_AWS_18`);
  }
  if (reason.trim() === "") {
    throw new Error(`${path}: the waiver of ${checkId} has no reason; say why the check does not hold here`);
  }
  resource.addOverride(`//.waivers.${checkId}`, reason);
}
