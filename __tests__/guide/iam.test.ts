/** Guide, "2. IAM Roles and Policies": lines 602–666, with the errata to lines 652, 661 and 846–884. */
import { type Block, productionInOne, type Synthesized } from "../support/synth";

const CONTEXTS = "${aws_s3_bucket.contexts.arn}";
const QUEUE = "${aws_sqs_queue.task_queue.arn}";

let stack: Synthesized;
let statements: Block[];

beforeAll(() => {
  stack = productionInOne();
  statements = stack.statements("ecs_task_role");
});

/** The resources on which a statement allows an action. */
const resourcesOf = (action: string, from = statements) =>
  from.flatMap(({ actions, resources }) =>
    (actions as string[]).includes(action) ? (resources as string[]) : [],
  );

test("the role, which ECS's tasks take", () => {
  expect(stack.at("aws_iam_role.ecs_task_role").name).toBe("mcp-production-ecs-task-role");
  expect(stack.statements("ecs_task_role_trust")).toEqual([
    {
      actions: ["sts:AssumeRole"],
      principals: [{ type: "Service", identifiers: ["ecs-tasks.amazonaws.com"] }],
      condition: [expect.objectContaining({ variable: "aws:SourceAccount" })],
    },
  ]);
});

test("its one policy", () => {
  expect(stack.at("aws_iam_role_policy.ecs_task_policy")).toEqual({
    name: "mcp-production-ecs-task-policy",
    role: "${aws_iam_role.ecs_task_role.id}",
    policy: "${data.aws_iam_policy_document.ecs_task_role.json}",
  });
});

test.each([
  ["s3:GetObject", `${CONTEXTS}/*`],
  ["s3:PutObject", `${CONTEXTS}/*`],
  ["s3:DeleteObject", `${CONTEXTS}/*`],
  ["sqs:SendMessage", QUEUE],
  ["sqs:ReceiveMessage", QUEUE],
  ["sqs:DeleteMessage", QUEUE],
])("%s on %s", (action, resource) => {
  expect(resourcesOf(action)).toEqual([resource]);
});

test("errata to line 652: models by name, in the region", () => {
  const model = "arn:${data.aws_partition.current.partition}:bedrock:us-east-1::foundation-model";
  expect(resourcesOf("bedrock:InvokeModel")).toEqual([
    `${model}/amazon.titan-embed-text-v1`,
    `${model}/cohere.embed-english-v3`,
  ]);
});

test("errata to line 661: secrets of our own account and partition", () => {
  const account = "${data.aws_caller_identity.current.account_id}";
  expect(resourcesOf("secretsmanager:GetSecretValue")).toEqual([
    `arn:\${data.aws_partition.current.partition}:secretsmanager:us-east-1:${account}:secret:mcp/production/*`,
  ]);
});

test("errata to lines 846–884: metrics of its own namespace", () => {
  expect(statements).toContainEqual({
    actions: ["cloudwatch:PutMetricData"],
    resources: ["*"],
    condition: [{ test: "StringEquals", variable: "cloudwatch:namespace", values: ["MCP/Production"] }],
  });
});

describe("stricter than the guide's one role", () => {
  test("the REST API takes nothing out of the queue, the worker puts nothing in", () => {
    expect(resourcesOf("sqs:ReceiveMessage", stack.statements("rest_api_task_role"))).toEqual([]);
    expect(resourcesOf("sqs:SendMessage", stack.statements("worker_task_role"))).toEqual([]);
    expect(resourcesOf("sqs:ReceiveMessage", stack.statements("worker_task_role"))).toEqual([QUEUE]);
  });

  test("the REST API reads the secrets that it is told the names of, the worker none", () => {
    const secrets = (role: string) => resourcesOf("secretsmanager:GetSecretValue", stack.statements(role));
    expect(secrets("rest_api_task_role")).toEqual([
      "${aws_secretsmanager_secret.jwt_secret.arn}",
      "${aws_secretsmanager_secret.api_keys.arn}",
    ]);
    expect(secrets("worker_task_role")).toEqual([]);
  });
});

describe("errata: the execution role", () => {
  test("reads the secrets that services have in their environment, and no others", () => {
    expect(resourcesOf("secretsmanager:GetSecretValue", stack.statements("ecs_execution_role"))).toEqual([
      "${aws_secretsmanager_secret.db_url.arn}",
      "${aws_secretsmanager_secret.redis_url.arn}",
    ]);
  });

  test("pulls these three images", () => {
    expect(resourcesOf("ecr:BatchGetImage", stack.statements("ecs_execution_role"))).toEqual(
      ["mcp_server", "rest_api", "worker"].map((id) => `\${aws_ecr_repository.${id}.arn}`),
    );
  });

  test("says everything once", () => {
    const texts = stack.statements("ecs_execution_role").map((statement) => JSON.stringify(statement));
    expect(new Set(texts).size).toBe(texts.length);
  });
});
