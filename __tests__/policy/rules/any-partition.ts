import type { Rule } from "../rule";
import { statementsOf } from "../statements";

/** An ARN that says where it is: China and GovCloud have partitions of their own. */
const HARD_WIRED = /^arn:aws[a-z-]*:/;

export const anyPartition: Rule = {
  title: "a policy takes the partition from where it is applied",
  violations: (stack) =>
    statementsOf(stack).flatMap(({ address, resources, principals }) =>
      [...resources, ...principals]
        .filter((arn) => HARD_WIRED.test(arn))
        .map((arn) => `${address}: ${arn} is of one partition only; take it from awsAccount().partition`),
    ),
  planted: {
    "a resource of one partition": {
      data: {
        aws_iam_policy_document: {
          planted: { statement: [{ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::x/*"] }] },
        },
      },
    },
    "a principal of one partition, as JSON": {
      resource: {
        aws_kms_key: {
          planted: {
            policy: JSON.stringify({
              Statement: {
                Action: "kms:*",
                Resource: "*",
                Principal: { AWS: "arn:aws-cn:iam::123456789012:root" },
              },
            }),
          },
        },
      },
    },
  },
};
