import type { HasArn } from "../reference";
import type { Grantee } from "./grantee";

/** Lets somebody write into a log group, whose streams it makes: what ECS's driver for logs needs. */
export function grantWriteLog(grantee: Grantee, logGroup: HasArn): void {
  grantee.allow({
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    resources: [`${logGroup.arn}:*`],
  });
}
