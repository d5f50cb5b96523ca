/** AWS knows what our policies name: actions, which resources they are about, conditions. */
import { type Planted, plantedStack } from "../policy/rule";
import { type Stack, stacksOf } from "../policy/stacks";
import { type Policy, policiesOf } from "../policy/statements";
import { describeWith } from "../support/layer-of-proof";
import { installPolicyJudge, type PolicyJudge } from "../support/policy-judge";
import { needsPython } from "../support/requirements";
import { teamsEnvironments } from "../support/teams-environments";
import { guidesVariants } from "../support/variants";

const QUEUE = "${aws_sqs_queue.tasks.arn}";

/** What is wrong, in which policy, and what the fault names. */
const PLANTED: readonly (readonly [what: string, policy: Planted, saying: string])[] = [
  [
    "an action that AWS has not",
    document({ actions: ["sqs:SendMesage"], resources: [QUEUE] }),
    "sqs:SendMesage",
  ],
  ["a wildcard that matches none", document({ actions: ["sqs:Sent*"], resources: [QUEUE] }), "sqs:Sent*"],
  ["a service that AWS has not", document({ actions: ["sqss:SendMessage"], resources: [QUEUE] }), "sqss"],
  [
    "the resource of another service",
    document({ actions: ["sns:Publish"], resources: [QUEUE] }),
    "RESOURCE_MISMATCH",
  ],
  [
    "a bucket in place of its objects",
    document({ actions: ["s3:GetObject"], resources: ["${aws_s3_bucket.contexts.arn}"] }),
    "RESOURCE_MISMATCH",
  ],
  [
    "a resource of another layer",
    document({
      actions: ["sqs:SendMessage"],
      resources: ["${data.terraform_remote_state.data.outputs.aws_s3_bucket_contexts_arn}"],
    }),
    "RESOURCE_MISMATCH",
  ],
  [
    "a condition that AWS has not",
    document({
      actions: ["sqs:SendMessage"],
      resources: [QUEUE],
      condition: [{ test: "StringEquals", variable: "aws:SourceAcount", values: ["x"] }],
    }),
    "aws:SourceAcount",
  ],
  [
    "a condition of another service",
    document({
      actions: ["sqs:SendMessage"],
      resources: [QUEUE],
      condition: [{ test: "StringEquals", variable: "s3:prefix", values: ["x"] }],
    }),
    "s3:prefix",
  ],
  [
    "what is written as JSON",
    {
      resource: {
        aws_iam_role_policy: {
          planted: {
            policy: JSON.stringify({ Statement: { Effect: "Allow", Action: "sqs:Sent", Resource: "*" } }),
          },
        },
      },
    },
    "UNKNOWN_ACTION",
  ],
];

describeWith(needsPython(), "IAM policies", () => {
  let judge: PolicyJudge;
  let plantedFaults: string[];
  beforeAll(async () => {
    judge = await installPolicyJudge();
    const planted = PLANTED.map(
      ([what, policy]) => [what, policiesOf(plantedStack(policy))[0] as Policy] as const,
    );
    plantedFaults = await judge(new Map(planted));
  }, 600_000);

  test("AWS knows all that they name, in every stack", async () => {
    const policies = [...guidesVariants, ...teamsEnvironments].flatMap(stacksOf).flatMap(policiesIn);
    expect(policies.length).toBeGreaterThan(100);
    const found = await judge(new Map(policies));
    // Not `expect`, which would show the lines as one text in quotes.
    if (found.length > 0) throw new Error(found.join("\n"));
  }, 120_000);

  test.each(PLANTED)("%s is found", (what, _planted, saying) => {
    expect(plantedFaults.filter((fault) => fault.startsWith(`${what}: `))).toEqual([
      expect.stringContaining(saying),
    ]);
  });
});

function policiesIn({ name, synth }: Stack) {
  return policiesOf(synth).map((policy, index) => [`${name}: ${policy.address} (${index})`, policy] as const);
}

function document(statement: object): Planted {
  return { data: { aws_iam_policy_document: { planted: { statement: [statement] } } } };
}
