import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { Testing } from "cdktf";
import { grantExecuteCommand } from "../../../modules/ecs/grant-execute-command";
import { ServiceRole } from "../../../modules/iam/service-role";

const LOG_GROUP = "arn:aws:logs:us-west-2:123456789012:log-group:/ecs/server";

test("a role may open channels of Systems Manager's, find log groups, and write into its own", () => {
  const stack = Testing.synthScope((scope) => {
    const role = new ServiceRole(scope, "task", { name: "task", service: "ecs-tasks.amazonaws.com" });
    grantExecuteCommand(role, { arn: LOG_GROUP });
  });
  expect(stack).toHaveDataSourceWithProperties(DataAwsIamPolicyDocument, {
    statement: [
      {
        actions: [
          "ssmmessages:CreateControlChannel",
          "ssmmessages:CreateDataChannel",
          "ssmmessages:OpenControlChannel",
          "ssmmessages:OpenDataChannel",
        ],
        resources: ["*"],
      },
      {
        actions: ["logs:DescribeLogGroups"],
        // AWS's reference has no type of resource for it.
        resources: ["*"],
      },
      {
        actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        resources: [`${LOG_GROUP}:*`],
      },
    ],
  });
});
