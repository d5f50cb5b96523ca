/** The script that gives Redis its token during `terraform apply`, in the shells that `sh` may be. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Answer, runWithFakeAws, type ScriptOptions, SHELLS } from "../../support/fake-aws";

const SCRIPT = readFileSync(join(__dirname, "../../../modules/cache/set-auth-token.sh"), "utf8");

/** With each special character that ElastiCache takes. */
const TOKEN = "Token-of-the-test!&#$^<>-";

const HAS_TOKEN = "elasticache describe-replication-groups";
const MODIFY = "elasticache modify-replication-group";
const WAIT = "elasticache wait";

/** A group without a token, until it has been given one. */
const ANSWERS: Record<string, Answer[]> = {
  [HAS_TOKEN]: [{ output: "False" }, { output: "True" }],
  [MODIFY]: [{ output: '{"ReplicationGroup": {}}' }],
  [WAIT]: [{}],
};

describe.each(SHELLS)("in %s", (...shell) => {
  const run = (answers: Record<string, Answer[]> = {}, options: Partial<ScriptOptions> = {}) =>
    runWithFakeAws({
      shell,
      script: SCRIPT,
      environment: { AWS_REGION: "eu-west-1", REPLICATION_GROUP: "test-redis", AUTH_TOKEN: TOKEN },
      answers: { ...ANSWERS, ...answers },
      ...options,
    });

  test("a group without a token is given one, and then lets in nobody without it", async () => {
    const { code, output, errors, calls } = await run();
    expect({ code, output, errors }).toEqual({
      code: 0,
      output: "test-redis asks for its token\n",
      errors: "",
    });
    expect(calls.map(({ args }) => args)).toEqual([
      describing(),
      ...modifying("ROTATE"),
      ...modifying("SET"),
      describing(),
    ]);
    expect(new Set(calls.map(({ region }) => region))).toEqual(new Set(["eu-west-1"]));
  });

  test("a group with a token is given another beside it", async () => {
    const { code, calls } = await run({ [HAS_TOKEN]: [{ output: "True" }] });
    expect(code).toBe(0);
    expect(calls.map(({ args }) => args)).toEqual([describing(), ...modifying("ROTATE"), describing()]);
  });

  test("the token is in standard input alone: in no argument, and not in the output", async () => {
    const { output, errors, calls } = await run();
    const inputs = calls.map(({ input }) => input).filter((input) => input !== undefined);
    expect(inputs).toEqual([TOKEN, TOKEN]);
    const told = [output, errors, ...calls.flatMap(({ args }) => args)];
    expect(told.filter((text) => text.includes(TOKEN))).toEqual([]);
  });

  const error = "An error occurred when calling the operation: no";
  const failures: [string, Record<string, Answer[]>, string][] = [
    [
      "a group that cannot be looked at",
      { [HAS_TOKEN]: [{ error }] },
      `${error}\nElastiCache does not say whether test-redis has a token: see above.\n`,
    ],
    [
      "a token that is refused",
      { [MODIFY]: [{ error }] },
      `${error}\nElastiCache does not take the token of test-redis: see above.\n`,
    ],
    [
      "a group that does not become available",
      { [WAIT]: [{ error }] },
      `${error}\ntest-redis is not available again: the token may be set. Look at it in ElastiCache, and apply again.\n`,
    ],
    [
      "a group that has no token afterwards",
      { [HAS_TOKEN]: [{ output: "False" }] },
      "test-redis says that it has no token. Apply again.\n",
    ],
  ];

  test.each(failures)("%s fails the apply, and is told", async (_title, answers, message) => {
    const { code, output, errors } = await run(answers);
    expect({ code, output, errors }).toEqual({ code: 1, output: "", errors: message });
  });

  test("without the AWS CLI, the message says so", async () => {
    const { code, errors } = await run({}, { withoutAws: true });
    expect({ code, errors }).toEqual({
      code: 1,
      errors:
        "There is no AWS CLI (aws) on the PATH, which sets the token of test-redis. Install it, and apply again.\n",
    });
  });
});

function describing(): string[] {
  return [
    ...["elasticache", "describe-replication-groups", "--replication-group-id", "test-redis"],
    ...["--query", "ReplicationGroups[0].AuthTokenEnabled", "--output", "text"],
  ];
}

function modifying(strategy: "ROTATE" | "SET"): string[][] {
  return [
    [
      ...["elasticache", "modify-replication-group", "--replication-group-id", "test-redis"],
      ...["--apply-immediately", "--auth-token", "file:///dev/stdin"],
      ...["--auth-token-update-strategy", strategy],
    ],
    ["elasticache", "wait", "replication-group-available", "--replication-group-id", "test-redis"],
  ];
}
