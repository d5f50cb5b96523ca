import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { Testing } from "cdktf";
import { allowAccessLogs } from "../../../modules/load-balancer/access-logs";

test("ELB may put logs into the bucket, those of this account's load balancers only", () => {
  const stack = Testing.synthScope((scope) => {
    new DataAwsIamPolicyDocument(scope, "bucket", {
      statement: [allowAccessLogs(scope, "arn:aws:s3:::test-logs")],
    });
  });
  expect(stack).toHaveDataSourceWithProperties(DataAwsIamPolicyDocument, {
    statement: [
      {
        sid: "AllowAccessLogs",
        principals: [{ type: "Service", identifiers: ["logdelivery.elasticloadbalancing.amazonaws.com"] }],
        actions: ["s3:PutObject"],
        resources: [
          expect.stringMatching(
            /^arn:aws:s3:::test-logs\/AWSLogs\/\$\{data\.aws_caller_identity\..+\.account_id\}\/\*$/,
          ),
        ],
      },
    ],
  });
});
