import type { Environment } from "../../../environments/schema/environment";
import type { Synthesized } from "../../support/synth";
import { type Rule, textsIn, withoutInterpolations } from "../rule";
import { statementsOf } from "../statements";

/** The name in a secret's ARN. https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_iam-permissions.html */
const SECRET_ARN = /^arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:(.*)$/;

/** A secret that this stack makes, or one below it. */
const SECRET_REFERENCE =
  /^\$\{(data\.terraform_remote_state\.[\w-]+\.outputs\.)?aws_secretsmanager_secret[._][\w-]+[._]arn\}$/;

export const secretsOfTheEnvironment: Rule = {
  title: "no secret, and no way to one, outside of the environment's path",
  violations: (stack, environment) => [
    ...wrongNames(stack, environment),
    ...wrongTexts(stack, environment),
    ...wrongGrants(stack, environment),
  ],
  planted: {
    "a secret of another name": {
      resource: { aws_secretsmanager_secret: { planted: { name: "db-url" } } },
    },
    "the ARN of another environment's secret": {
      resource: {
        aws_ecs_task_definition: {
          planted: {
            container_definitions: JSON.stringify([
              {
                secrets: [
                  { valueFrom: "arn:aws:secretsmanager:us-east-1:123456789012:secret:mcp/other/db-url" },
                ],
              },
            ]),
          },
        },
      },
    },
    "the name of another environment's secret": {
      resource: { aws_ssm_parameter: { planted: { value: "mcp/other/jwt-secret" } } },
    },
    "a grant of all secrets": {
      data: {
        aws_iam_policy_document: {
          planted: { statement: [{ actions: ["secretsmanager:GetSecretValue"], resources: ["*"] }] },
        },
      },
    },
    "a grant of another environment's secrets": {
      data: {
        aws_iam_policy_document: {
          planted: {
            statement: [
              {
                actions: ["secretsmanager:GetSecretValue"],
                resources: ["arn:aws:secretsmanager:us-east-1:${var.account}:secret:other/production/*"],
              },
            ],
          },
        },
      },
    },
  },
};

function path({ namePrefix, name }: Environment): string {
  return `${namePrefix}/${name}/`;
}

function wrongNames(stack: Synthesized, environment: Environment): string[] {
  return Object.entries(stack.resources("aws_secretsmanager_secret"))
    .filter(([, { name }]) => !`${name}`.startsWith(path(environment)))
    .map(
      ([id, { name }]) =>
        `aws_secretsmanager_secret.${id}: is called ${name}; begin its name with ${path(environment)}`,
    );
}

/** Paths of other environments, wherever they are written: in ARNs, in variables, in scripts. */
function wrongTexts(stack: Synthesized, { namePrefix, name }: Environment): string[] {
  const paths = new RegExp(`(?<![\\w/.-])/?${namePrefix}/([a-z0-9-]+)/`, "g");
  return stack
    .everything()
    .filter(([address]) => !address.startsWith("aws_secretsmanager_secret."))
    .filter(([address]) => !address.startsWith("data.aws_iam_policy_document."))
    .flatMap(([address, block]) =>
      textsIn(block)
        .flatMap((text) => [...text.matchAll(paths)])
        .filter(([, environment]) => environment !== name)
        .map(([found]) => `${address}: names something below ${found}; it belongs to another environment`),
    );
}

function wrongGrants(stack: Synthesized, environment: Environment): string[] {
  return statementsOf(stack)
    .filter(({ allows, actions }) => allows && actions.some((action) => action.startsWith("secretsmanager:")))
    .flatMap(({ address, resources }) =>
      resources
        .filter((resource) => !isOwn(resource, environment))
        .map(
          (resource) => `${address}: lets somebody have ${resource}; name secrets below ${path(environment)}`,
        ),
    );
}

function isOwn(resource: string, environment: Environment): boolean {
  const name = SECRET_ARN.exec(withoutInterpolations(resource))?.[1];
  return SECRET_REFERENCE.test(resource) || (name?.startsWith(path(environment)) ?? false);
}
