import type { Rule } from "../rule";
import { type Statement, statementsOf } from "../statements";

/**
 * Services that send no aws:SourceAccount when they assume a role, each with the reason why nothing is lost. Of the others, AWS's
 * page on their roles says that they do: ecs-tasks in "Amazon ECS task IAM role", vpc-flow-logs in "IAM role for publishing
 * flow logs", monitoring.rds in "Setting up and enabling Enhanced Monitoring", scheduler in "Confused deputy prevention".
 */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  "ec2.amazonaws.com": "EC2 gives an instance only a role of the instance's own account",
  "chatbot.amazonaws.com": "AWS documents no condition for it, and the role has no permissions",
};

export const trustOfThisAccount: Rule = {
  title: "a service may assume a role for this account only, or is known to name none",
  violations: (stack) =>
    statementsOf(stack)
      .filter(({ allows, actions }) => allows && actions.includes("sts:AssumeRole"))
      .filter(({ conditions }) => !conditions.includes("aws:SourceAccount"))
      .flatMap(violations),
  planted: {
    "a role that a service assumes for anybody": {
      data: { aws_iam_policy_document: { planted: { statement: [trust(["ecs-tasks.amazonaws.com"])] } } },
    },
    "a service beside one that names no account": {
      data: {
        aws_iam_policy_document: {
          planted: { statement: [trust(["ec2.amazonaws.com", "ecs-tasks.amazonaws.com"])] },
        },
      },
    },
    "another condition": {
      data: {
        aws_iam_policy_document: {
          planted: {
            statement: [
              { ...trust(["ecs-tasks.amazonaws.com"]), condition: [{ variable: "aws:PrincipalTag/team" }] },
            ],
          },
        },
      },
    },
    "a role with its trust as JSON": {
      resource: {
        aws_iam_role: {
          planted: {
            assume_role_policy: JSON.stringify({
              Statement: {
                Effect: "Allow",
                Action: "sts:AssumeRole",
                Principal: { Service: "backup.amazonaws.com" },
              },
            }),
          },
        },
      },
    },
  },
};

function trust(identifiers: string[]) {
  return { actions: ["sts:AssumeRole"], principals: [{ type: "Service", identifiers }] };
}

function violations({ address, principals }: Statement): string[] {
  return principals
    .filter((principal) => !(principal in EXCEPTIONS))
    .map(
      (principal) =>
        `${address}: ${principal} may assume the role for any account; add a condition on aws:SourceAccount`,
    );
}
