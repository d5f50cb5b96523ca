import type { Rule } from "../rule";
import { type Statement, statementsOf } from "../statements";

/** Keys that only a request of an AWS service has, which acts for somebody. */
const OF_SERVICES = /^aws:Source(Account|Arn|OrgID|OrgPaths)$/;

/** Keys that only a request of a user or a role has. */
const OF_PEOPLE =
  /^aws:(Principal(Account|Arn|OrgID|OrgPaths|Tag\/.+|Type)|userid|username|MultiFactorAuth(Age|Present))$/;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
export const conditionsOfTheirPrincipals: Rule = {
  title: "a condition looks at what a request of these principals has",
  violations: (stack) =>
    statementsOf(stack)
      .filter(({ allows }) => allows)
      .flatMap((statement) =>
        statement.conditions
          .filter((key) => neverThere(statement, key))
          .map(
            (key) =>
              `${statement.address}: no request that this is about has ${key}, so nothing is allowed; take the condition away`,
          ),
      ),
  planted: {
    "a role's own policy for the account of a source": {
      data: {
        aws_iam_policy_document: {
          planted: { statement: [{ actions: ["sns:Publish"], condition: on("aws:SourceAccount") }] },
        },
      },
    },
    "a role that is let for the account of a source": {
      data: {
        aws_iam_policy_document: {
          planted: {
            statement: [
              {
                actions: ["sns:Publish"],
                principals: [{ type: "AWS", identifiers: ["${aws_iam_role.planted.arn}"] }],
                condition: on("aws:SourceArn"),
              },
            ],
          },
        },
      },
    },
    "a service that should be of an organization": {
      data: {
        aws_iam_policy_document: {
          planted: {
            statement: [
              {
                actions: ["sns:Publish"],
                principals: [{ type: "Service", identifiers: ["cloudwatch.amazonaws.com"] }],
                condition: on("aws:PrincipalOrgID"),
              },
            ],
          },
        },
      },
    },
  },
};

function neverThere({ principals }: Statement, key: string): boolean {
  const services = principals.filter((principal) => principal.endsWith(".amazonaws.com"));
  const isOfServices = services.length > 0 && services.length === principals.length;
  return (OF_SERVICES.test(key) && !isOfServices) || (OF_PEOPLE.test(key) && isOfServices);
}

function on(variable: string) {
  return [{ test: "StringEquals", variable, values: ["x"] }];
}
