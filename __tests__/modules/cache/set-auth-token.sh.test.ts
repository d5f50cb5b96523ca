/** The script that gives Redis its token during `terraform apply`, in the shells that `sh` may be. */
import { type Answer, type Call, runWithFakeAws, type ScriptOptions, SHELLS } from "../../support/fake-aws";
import { scriptOf } from "../../support/script";
import { type Failure, testFailures, testInterruptions } from "../../support/script-tests";

const SCRIPT = scriptOf("modules/cache/set-auth-token.sh", { retry: true });

/** With each special character that ElastiCache takes. */
const TOKEN = "Token-of-the-test!&#$^<>-";

const HAS_TOKEN = "elasticache describe-replication-groups";
const MODIFY = "elasticache modify-replication-group";
const WAIT = "elasticache wait";

/** A group that takes what it is given. */
const ANSWERS: Record<string, Answer[]> = {
  [HAS_TOKEN]: [{ output: "True" }],
  [MODIFY]: [{ output: '{"ReplicationGroup": {}}' }],
  [WAIT]: [{}],
};

const ENVIRONMENT = {
  AWS_REGION: "eu-west-1",
  REPLICATION_GROUP: "test-redis",
  AUTH_TOKEN: TOKEN,
  POLL_SECONDS: "0",
};

const UNCHANGED = {
  error: "An error occurred (InvalidParameterCombination): No modifications were requested",
};

type Strategy = "ROTATE" | "SET";

describe.each(SHELLS)("in %s", (...shell) => {
  const runStep = (
    STRATEGY: Strategy,
    answers: Record<string, Answer[]> = {},
    options: Partial<ScriptOptions> = {},
  ) =>
    runWithFakeAws({
      shell,
      script: SCRIPT,
      environment: { ...ENVIRONMENT, STRATEGY },
      answers: { ...ANSWERS, ...answers },
      ...options,
    });
  const run = (answers: Record<string, Answer[]> = {}, options: Partial<ScriptOptions> = {}) =>
    runStep("ROTATE", answers, options);

  test.each<[Strategy, string]>([
    ["ROTATE", "test-redis takes its token, and until the next change what it took before\n"],
    ["SET", "test-redis asks for its token\n"],
  ])("by %s, it says what is valid then", async (strategy, output) => {
    const { calls, ...ended } = await runStep(strategy);
    expect(ended).toEqual({ code: 0, output, errors: "" });
    expect(calls.map(({ args }) => args)).toEqual([waiting(), modifying(strategy), waiting(), describing()]);
    expect(new Set(calls.map(({ region }) => region))).toEqual(new Set(["eu-west-1"]));
  });

  test("what an interrupted run has done already is no fault", async () => {
    expect(await run({ [MODIFY]: [UNCHANGED] })).toMatchObject({ code: 0, errors: "" });
  });

  /** Both steps, as Terraform runs them: what failed, again; what was done, never. The calls before a kill were made. */
  test.each(
    (["ROTATE", "SET"] as const).flatMap((step) => [1, 2, 3, 4].map((call) => [step, call] as const)),
  )("killed in %s after call %i, the next apply ends with the token alone", async (step, call) => {
    let valid: string[] = ["nothing"];
    const steps: [Strategy, number?][] =
      step === "ROTATE" ? [["ROTATE", call], ["ROTATE"], ["SET"]] : [["ROTATE"], ["SET", call], ["SET"]];
    for (const [strategy, killedAfter] of steps) {
      const options = killedAfter
        ? { signal: { name: "SIGKILL" as const, at: "elasticache", call: killedAfter } }
        : {};
      const { code, output, calls } = await runStep(strategy, {}, options);
      for (const { args } of calls) {
        if (!args.includes("modify-replication-group")) continue;
        valid = args.includes("SET") ? [TOKEN] : [...valid.slice(-1), TOKEN];
      }
      if (output.includes("asks for its token")) expect(valid).toEqual([TOKEN]);
      expect(code === 0).toBe(killedAfter === undefined);
    }
    expect(valid).toEqual([TOKEN]);
  });

  test("the token is in standard input alone: in no argument, and not in the output", async () => {
    const { output, errors, calls } = await run();
    const inputs = calls.map(({ input }) => input).filter((input) => input !== undefined);
    expect(inputs).toEqual([TOKEN]);
    const told = [output, errors, ...calls.flatMap(({ args }) => args)];
    expect(told.filter((text) => text.includes(TOKEN))).toEqual([]);
  });

  const error = "An error occurred when calling the operation: no";
  const failures: Failure[] = [
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
      `${error}\ntest-redis is not available: see above. Look at it in ElastiCache, and apply again.\n`,
    ],
    [
      "a group that has no token afterwards",
      { [HAS_TOKEN]: [{ output: "False" }] },
      "test-redis says that it has no token. Apply again.\n",
    ],
  ];

  testFailures(run, failures, ", which sets the token of test-redis. Install it, and apply again.");
});

describe.each<Strategy>(["ROTATE", "SET"])("interrupted in %s", (STRATEGY) => {
  const isSet = (before: readonly Call[]) =>
    before.some(({ args }) => args[1] === "modify-replication-group");
  testInterruptions({
    script: SCRIPT,
    environment: { ...ENVIRONMENT, STRATEGY },
    answers: (before) => (isSet(before) ? { ...ANSWERS, [MODIFY]: [UNCHANGED] } : ANSWERS),
  });
});

function describing(): string[] {
  return [
    ...["elasticache", "describe-replication-groups", "--replication-group-id", "test-redis"],
    ...["--query", "ReplicationGroups[0].AuthTokenEnabled", "--output", "text"],
  ];
}

function modifying(strategy: Strategy): string[] {
  return [
    ...["elasticache", "modify-replication-group", "--replication-group-id", "test-redis"],
    ...["--apply-immediately", "--auth-token", "file:///dev/stdin"],
    ...["--auth-token-update-strategy", strategy],
  ];
}

function waiting(): string[] {
  return ["elasticache", "wait", "replication-group-available", "--replication-group-id", "test-redis"];
}
