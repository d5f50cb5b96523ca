import { allowAccessLogs } from "../../../modules/load-balancer/access-logs";
import { PrivateBucket } from "../../../modules/storage/private-bucket";
import { synthIn } from "../../support/synth";

test("ELB may put logs into the bucket, those of this account's load balancers only", () => {
  const synth = synthIn((stack) => {
    new PrivateBucket(stack, "logs", {
      bucket: "test-logs",
      lifecycle: { ruleId: "expire", oldVersionsExpireDays: 1 },
      policyStatements: (bucketArn) => [allowAccessLogs(stack, bucketArn)],
    });
  });
  expect(synth.at("data.aws_iam_policy_document.logs_tls_only").statement).toContainEqual({
    sid: "AllowAccessLogs",
    principals: [{ type: "Service", identifiers: ["logdelivery.elasticloadbalancing.amazonaws.com"] }],
    actions: ["s3:PutObject"],
    resources: ["${aws_s3_bucket.logs.arn}/AWSLogs/${data.aws_caller_identity.current.account_id}/*"],
  });
});
