import type { Grantee } from "../iam/grantee";
import type { HasArn } from "../reference";

/** Lets somebody read what a key encrypts. */
export function grantDecrypt(grantee: Grantee, key: HasArn): void {
  grantee.allow({ actions: ["kms:Decrypt"], resources: [key.arn] });
}
