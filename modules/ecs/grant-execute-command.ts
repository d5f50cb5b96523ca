import type { Grantee } from "../iam/grantee";
import type { HasArn } from "../reference";

/**
 * What a task's role needs so that people can open a shell in it, and so that what they do there is logged.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html#ecs-exec-required-iam-permissions
 */
export function grantExecuteCommand(grantee: Grantee, logGroup: HasArn): void {
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
  // AWS's reference has no type of resource for it.
  grantee.allow({ actions: ["logs:DescribeLogGroups"], resources: ["*"] });
  grantee.allow({
    actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
    resources: [`${logGroup.arn}:*`],
  });
}
