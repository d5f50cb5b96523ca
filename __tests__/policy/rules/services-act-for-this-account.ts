import type { Rule } from "../rule";
import { type Statement, statementsOf } from "../statements";

/** Conditions that say for whom a service acts. CloudWatch Logs names the log group in the encryption context. */
const SAYS_FOR_WHOM = /^(aws:Source(Account|Arn|OrgID|OrgPaths)|kms:EncryptionContext:aws:logs:arn)$/;

interface Exception {
  readonly service: string;
  /** What it does without saying for whom. */
  readonly actions: RegExp;
  /** Why nothing is lost, or nothing can be done. */
  readonly reason: string;
}

/**
 * Services that do not say for whom they act. Of the others, AWS's pages say that they do: ecs-tasks in "Amazon ECS task IAM role",
 * vpc-flow-logs in "IAM role for publishing flow logs", monitoring.rds in "Setting up and enabling Enhanced Monitoring", scheduler in
 * "Confused deputy prevention", cloudwatch, budgets, costalerts and sns in "Amazon SNS key management".
 */
const EXCEPTIONS: readonly Exception[] = [
  {
    service: "ec2.amazonaws.com",
    actions: /^sts:/,
    reason: "EC2 gives an instance only a role of the instance's own account",
  },
  {
    service: "chatbot.amazonaws.com",
    actions: /^sts:/,
    reason: "AWS documents no condition for it, and the role has no permissions",
  },
  {
    service: "events.amazonaws.com",
    actions: /^(sns|kms):/,
    reason: "with a condition, EventBridge drops every message (the rule eventbridge-without-conditions)",
  },
  {
    service: "logdelivery.elasticloadbalancing.amazonaws.com",
    actions: /^s3:PutObject$/,
    reason: "it writes below the number of the load balancer's account, which the resource names",
  },
];

export const servicesActForThisAccount: Rule = {
  title: "a service may act for this account only, or is known to name none",
  violations: (stack) =>
    statementsOf(stack)
      .filter(({ allows, conditions }) => allows && !conditions.some((key) => SAYS_FOR_WHOM.test(key)))
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
    "a topic to which a service publishes for anybody": {
      data: {
        aws_iam_policy_document: {
          planted: { statement: [{ ...trust(["cloudwatch.amazonaws.com"]), actions: ["sns:Publish"] }] },
        },
      },
    },
    "a service that is excepted for something else": {
      data: {
        aws_iam_policy_document: {
          planted: { statement: [{ ...trust(["events.amazonaws.com"]), actions: ["sqs:SendMessage"] }] },
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

function violations({ address, principals, actions }: Statement): string[] {
  return principals
    .filter((principal) => principal.endsWith(".amazonaws.com"))
    .filter((principal) => !actions.every((action) => isExcepted(principal, action)))
    .map(
      (principal) =>
        `${address}: ${principal} may do ${actions.join(", ")} for any account; add a condition on aws:SourceAccount`,
    );
}

function isExcepted(principal: string, action: string): boolean {
  return EXCEPTIONS.some(({ service, actions }) => service === principal && actions.test(action));
}
