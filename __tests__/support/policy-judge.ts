import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Policy } from "../policy/statements";
import { run } from "./process";
import { virtualEnvironment } from "./python";
import type { Block } from "./synth";

const SOURCES = join(__dirname, "policy-judge");

/** What AWS would say to policies, by names of the caller's: a line for each fault. */
export type PolicyJudge = (policies: ReadonlyMap<string, Policy>) => Promise<string[]>;

/** parliament, which calls nobody. https://github.com/duo-labs/parliament */
export async function installPolicyJudge(): Promise<PolicyJudge> {
  const environment = await virtualEnvironment("policy-judge", join(SOURCES, "requirements.txt"));
  return async (policies) => {
    const folder = mkdtempSync(join(tmpdir(), "policies-"));
    try {
      const documents = [...policies].map(([name, policy]) => [name, inIam(policy)]);
      writeFileSync(join(folder, "policies.json"), JSON.stringify(Object.fromEntries(documents)));
      const command = [join(SOURCES, "judge.py"), "policies.json", "findings.json"];
      const { code, output } = await run(join(environment, "bin/python"), command, { cwd: folder });
      if (code !== 0) throw new Error(`parliament ended with ${code}:\n${output}`);
      return faults(JSON.parse(readFileSync(join(folder, "findings.json"), "utf8")));
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
}

/** What parliament finds, and we do not mind. */
const EXCEPTIONS: readonly { readonly finding: RegExp; readonly reason: string }[] = [
  {
    finding: /^MISMATCHED_TYPE "Type mismatch: ArnLike .+ String"$/,
    reason: "what an encryption context says is a text, and AWS's page for log groups compares it so",
  },
];

function faults(findings: Readonly<Record<string, readonly string[]>>): string[] {
  return Object.entries(findings).flatMap(([name, own]) =>
    own
      .filter((found) => !EXCEPTIONS.some(({ finding }) => finding.test(found)))
      .map((found) => `${name}: ${found}`),
  );
}

const KEY_ARN = "arn:aws:kms:us-east-1:123456789012:key/x";
const ROLE_ARN = "arn:aws:iam::123456789012:role/x";

/** ARNs as AWS would give them, of types of resources that policies name. */
const ARNS: Readonly<Record<string, string>> = {
  aws_cloudwatch_log_group: "arn:aws:logs:us-east-1:123456789012:log-group:x",
  aws_ecr_repository: "arn:aws:ecr:us-east-1:123456789012:repository/x",
  aws_iam_role: ROLE_ARN,
  aws_kms_key: KEY_ARN,
  aws_s3_bucket: "arn:aws:s3:::x",
  aws_secretsmanager_secret: "arn:aws:secretsmanager:us-east-1:123456789012:secret:x",
  aws_sns_topic: "arn:aws:sns:us-east-1:123456789012:x",
  aws_sqs_queue: "arn:aws:sqs:us-east-1:123456789012:x",
};

/** The policy with what Terraform would put in. */
function inIam({ statements, isOfKey }: Policy): Block {
  const own = statements.map((statement) => ({
    ...statement,
    // In a key's policy, `*` is the key. Trust policies name no resource: it is the role.
    ...(statement.NotResource ? {} : { Resource: isOfKey ? KEY_ARN : (statement.Resource ?? ROLE_ARN) }),
  }));
  const text = JSON.stringify({ Version: "2012-10-17", Statement: own });
  return JSON.parse(text.replaceAll(/\$\{([^}]*)\}/g, (_all, expression: string) => sampleOf(expression)));
}

/** `aws_sqs_queue.tasks.arn`, or what another layer has as its output: `….outputs.aws_sqs_queue_tasks_arn`. */
function sampleOf(expression: string): string {
  if (expression.endsWith(".account_id")) return "123456789012";
  if (expression.endsWith(".partition")) return "aws";
  const reference = /(?:^|\.outputs\.)(aws_\w+?)(?:[._]\w+)?[._]arn$/.exec(expression)?.[0];
  if (reference === undefined) return "x";
  const name = reference.replace(/^\.outputs\./, "");
  const type = Object.keys(ARNS).find((each) => name.startsWith(`${each}.`) || name.startsWith(`${each}_`));
  if (type === undefined) throw new Error(`${expression}: add an ARN of its type to ARNS in ${__filename}`);
  return ARNS[type] as string;
}
