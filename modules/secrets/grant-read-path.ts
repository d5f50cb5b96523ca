import type { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import { grantDecrypt } from "../encryption/grant-decrypt";
import type { Grantee } from "../iam/grantee";
import type { HasArn } from "../reference";

/**
 * Lets somebody read every secret below a path: those that it looks up by their names, now or later.
 *
 * @param scope anything in the grantee's stack
 * @param path `mcp/production`
 * @param key what encrypts them
 */
export function grantReadPath(
  scope: Construct,
  grantee: Grantee,
  { path, region, key }: { readonly path: string; readonly region: string; readonly key: HasArn },
): void {
  const { accountId, partition } = awsAccount(scope);
  grantee.allow({
    actions: ["secretsmanager:GetSecretValue"],
    resources: [`arn:${partition}:secretsmanager:${region}:${accountId}:secret:${path}/*`],
  });
  grantDecrypt(grantee, key);
}
