import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { Testing } from "cdktf";
import { grantExecuteCommand } from "../../../modules/ecs/grant-execute-command";
import { ServiceRole } from "../../../modules/iam/service-role";

const LOG_GROUP = "arn:aws:logs:us-west-2:123456789012:log-group:/ecs/server";

test("a role may open channels of Systems Manager's, find log groups of its region, and write into its own", () => {
  const stack = Testing.synthScope((scope) => {
    const role = new ServiceRole(scope, "task", { name: "task", service: "ecs-tasks.amazonaws.com" });
    grantExecuteCommand(scope, role, { logGroup: { arn: LOG_GROUP }, region: "us-west-2" });
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
        resources: [expect.stringMatching(/:logs:us-west-2:\$\{.+account_id\}:log-group:\*$/)],
      },
      {
        actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        resources: [`${LOG_GROUP}:*`],
      },
    ],
  });
});
