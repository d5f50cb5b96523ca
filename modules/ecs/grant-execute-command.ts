import type { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import type { Grantee } from "../iam/grantee";
import type { HasArn } from "../reference";

/**
 * What a task's role needs so that people can open a shell in it, and so that what they do there is logged.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html#ecs-exec-required-iam-permissions
 *
 * @param scope anything in the grantee's stack
 */
export function grantExecuteCommand(
  scope: Construct,
  grantee: Grantee,
  { logGroup, region }: { readonly logGroup: HasArn; readonly region: string },
): void {
  const { accountId, partition } = awsAccount(scope);
  grantee.allow({
    actions: [
      "ssmmessages:CreateControlChannel",
      "ssmmessages:CreateDataChannel",
      "ssmmessages:OpenControlChannel",
      "ssmmessages:OpenDataChannel",
    ],
    // Channels are no resources.
    resources: ["*"],
  });
  grantee.allow({
    actions: ["logs:DescribeLogGroups"],
    resources: [`arn:${partition}:logs:${region}:${accountId}:log-group:*`],
  });
  grantee.allow({
    actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
    resources: [`${logGroup.arn}:*`],
  });
}
