import type { Rule } from "../rule";
import { statementsOf } from "../statements";

const EVENTBRIDGE = "events.amazonaws.com";

/** What EventBridge does with topics and keys. Queues are no part of it: AWS's page has a condition for them. */
const WITHOUT_CONDITIONS = /^(sns|kms):/;

/**
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 */
export const eventbridgeWithoutConditions: Rule = {
  title: "EventBridge may use a topic or a key without a condition on its source, or it drops every message",
  violations: (stack) =>
    statementsOf(stack)
      .filter(({ allows, principals }) => allows && principals.includes(EVENTBRIDGE))
      .filter(({ actions }) => actions.some((action) => WITHOUT_CONDITIONS.test(action)))
      .flatMap(({ address, conditions }) =>
        conditions
          .filter((key) => key.startsWith("aws:Source"))
          .map(
            (key) =>
              `${address}: ${EVENTBRIDGE} sends no ${key} to a topic or a key; give it a statement of its own, without`,
          ),
      ),
  planted: {
    "a topic that takes events of this account only": {
      data: {
        aws_iam_policy_document: { planted: { statement: [ofEvents("sns:Publish", "aws:SourceAccount")] } },
      },
    },
    "a key for the events of a rule": {
      data: {
        aws_iam_policy_document: {
          planted: { statement: [ofEvents("kms:GenerateDataKey*", "aws:SourceArn")] },
        },
      },
    },
  },
};

function ofEvents(action: string, variable: string) {
  return {
    actions: [action],
    resources: ["*"],
    principals: [{ type: "Service", identifiers: ["cloudwatch.amazonaws.com", EVENTBRIDGE] }],
    condition: [{ test: "StringEquals", variable, values: ["x"] }],
  };
}
