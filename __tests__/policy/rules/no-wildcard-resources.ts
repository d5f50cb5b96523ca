import { type Rule, withoutInterpolations } from "../rule";
import { type Statement, statementsOf } from "../statements";

/** All resources there are, all of a service, or all of a kind: `foundation-model/*`, `log-group:*`. */
const WILDCARD = /^(\*|arn:[^:]*:[^:]*:[^:]*:[^:]*:([a-z-]+[/:])?\*)$/;

interface Exception {
  readonly action: string;
  /** The condition that has to be there in place of the resource. */
  readonly condition?: string;
  /** AWS's page that says that the action knows no resource. */
  readonly page: string;
}

const REFERENCE = "https://docs.aws.amazon.com/service-authorization/latest/reference";

/** Actions for which there is no other resource. */
const EXCEPTIONS: readonly Exception[] = [
  { action: "ecr:GetAuthorizationToken", page: `${REFERENCE}/list_amazonelasticcontainerregistry.html` },
  {
    action: "cloudwatch:PutMetricData",
    condition: "cloudwatch:namespace",
    page: `${REFERENCE}/list_amazoncloudwatch.html`,
  },
  { action: "logs:DescribeLogGroups", page: `${REFERENCE}/list_amazoncloudwatchlogs.html` },
  {
    action: "ssmmessages:CreateControlChannel",
    page: `${REFERENCE}/list_amazonsessionmanagermessagegatewayservice.html`,
  },
  {
    action: "ssmmessages:CreateDataChannel",
    page: `${REFERENCE}/list_amazonsessionmanagermessagegatewayservice.html`,
  },
  {
    action: "ssmmessages:OpenControlChannel",
    page: `${REFERENCE}/list_amazonsessionmanagermessagegatewayservice.html`,
  },
  {
    action: "ssmmessages:OpenDataChannel",
    page: `${REFERENCE}/list_amazonsessionmanagermessagegatewayservice.html`,
  },
];

export const noWildcardResources: Rule = {
  title: "nobody is allowed something on all resources, unless AWS knows no narrower one",
  violations: (stack) =>
    statementsOf(stack)
      .filter(({ allows, isOfKey }) => allows && !isOfKey)
      .flatMap((statement) =>
        statement.resources
          .filter((resource) => WILDCARD.test(withoutInterpolations(resource)))
          .flatMap((resource) =>
            unexcepted(statement).map((action) => violation(statement, action, resource)),
          ),
      ),
  planted: {
    "an action on everything": {
      data: {
        aws_iam_policy_document: {
          planted: { statement: [{ actions: ["s3:GetObject"], resources: ["*"] }] },
        },
      },
    },
    "an action on all of a service": {
      data: {
        aws_iam_policy_document: {
          planted: { statement: [{ actions: ["s3:GetObject"], resources: ["arn:${var.partition}:s3:::*"] }] },
        },
      },
    },
    "an action on all of a kind": {
      data: {
        aws_iam_policy_document: {
          planted: {
            statement: [
              {
                actions: ["bedrock:InvokeModel"],
                resources: ["arn:aws:bedrock:us-east-1::foundation-model/*"],
              },
            ],
          },
        },
      },
    },
    "an action on all but some": {
      data: {
        aws_iam_policy_document: {
          planted: { statement: [{ actions: ["s3:GetObject"], not_resources: ["x"] }] },
        },
      },
    },
    "metrics of any namespace": {
      data: {
        aws_iam_policy_document: {
          planted: { statement: [{ actions: ["cloudwatch:PutMetricData"], resources: ["*"] }] },
        },
      },
    },
    "an action beside one that knows no resource": {
      resource: {
        aws_iam_role_policy: {
          planted: {
            policy: JSON.stringify({
              Statement: [{ Action: ["ecr:GetAuthorizationToken", "ecr:BatchGetImage"], Resource: "*" }],
            }),
          },
        },
      },
    },
  },
};

function unexcepted({ actions, conditions }: Statement): string[] {
  return actions.filter(
    (action) =>
      !EXCEPTIONS.some(
        (exception) =>
          exception.action === action &&
          (exception.condition === undefined || conditions.includes(exception.condition)),
      ),
  );
}

function violation({ address }: Statement, action: string, resource: string): string {
  return `${address}: allows ${action} on ${resource}; name the resources, or add the action to EXCEPTIONS`;
}
