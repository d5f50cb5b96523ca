import type { Rule } from "../rule";
import { type Statement, statementsOf, unreadablePolicies } from "../statements";

/** All actions there are, or all of a service. */
const WILDCARD = /^(\*|[\w-]+:\*)$/;

/** Policies of AWS's own that are made for one service each; others allow far more. */
const MADE_FOR_A_SERVICE = /:policy\/service-role\//;

export const noWildcardActions: Rule = {
  title: "nobody is allowed all actions, or all of a service",
  violations: (stack) => [
    ...statementsOf(stack)
      .filter(({ allows }) => allows)
      .filter((statement) => !leavesKeyToIam(statement))
      .flatMap(({ address, actions }) =>
        actions
          .filter((action) => WILDCARD.test(action))
          .map((action) => `${address}: allows ${action}; name the actions that are needed`),
      ),
    ...unreadablePolicies(stack).map(
      (address) => `${address}: its policy cannot be read here; write it as an aws_iam_policy_document`,
    ),
    ...Object.entries(stack.resources("aws_iam_role_policy_attachment"))
      .filter(([, { policy_arn }]) => !MADE_FOR_A_SERVICE.test(`${policy_arn}`))
      .map(
        ([name, { policy_arn }]) =>
          `aws_iam_role_policy_attachment.${name}: attaches ${policy_arn}; grant the actions that are needed`,
      ),
  ],
  planted: {
    "all actions": {
      data: { aws_iam_policy_document: { planted: { statement: [{ actions: ["*"], resources: ["x"] }] } } },
    },
    "all of a service": {
      data: {
        aws_iam_policy_document: { planted: { statement: [{ actions: ["s3:*"], resources: ["x"] }] } },
      },
    },
    "all but some": {
      data: { aws_iam_policy_document: { planted: { statement: [{ not_actions: ["iam:PassRole"] }] } } },
    },
    "all of a service, as JSON": {
      resource: {
        aws_sqs_queue_policy: {
          planted: {
            policy: JSON.stringify({ Statement: { Effect: "Allow", Action: "sqs:*", Resource: "x" } }),
          },
        },
      },
    },
    "all of a key's service, by others than the account": {
      resource: { aws_kms_key: { planted: { policy: "${data.aws_iam_policy_document.planted.json}" } } },
      data: {
        aws_iam_policy_document: {
          planted: {
            statement: [
              { actions: ["kms:*"], resources: ["*"], principals: [{ type: "AWS", identifiers: ["*"] }] },
            ],
          },
        },
      },
    },
    "what cannot be read": {
      resource: { aws_iam_role_policy: { planted: { policy: '${jsonencode({"Statement" = var.all})}' } } },
    },
    "a policy of AWS's for people": {
      resource: {
        aws_iam_role_policy_attachment: {
          planted: { policy_arn: "arn:aws:iam::aws:policy/AdministratorAccess" },
        },
      },
    },
  },
};

/** AWS's own default: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
function leavesKeyToIam({ isOfKey, principals }: Statement): boolean {
  return (
    isOfKey && principals.length > 0 && principals.every((principal) => /:iam::.*:root$/.test(principal))
  );
}
