/** The script that people run before a cache takes clients without a token, in the shells that `sh` may be. */
import { join } from "node:path";
import { type Answer, type Call, runWithFakeAws, type ScriptOptions, SHELLS } from "../../support/fake-aws";
import { type Failure, testFailures, testInterruptions } from "../../support/script-tests";

/** It is run as people do: it finds what it needs beside itself. */
const SCRIPT = { file: join(__dirname, "../../../modules/cache/remove-auth-token.sh") };

const ENVIRONMENT = { AWS_REGION: "eu-west-1", REPLICATION_GROUP: "test-redis", POLL_SECONDS: "0.01" };

const GROUP = "--replication-group-id test-redis";

/** What the account has. */
interface Account {
  token: boolean;
  groupOfCache: boolean;
  userGroup: boolean;
  user: boolean;
}

const WITH_TOKEN: Account = { token: true, groupOfCache: false, userGroup: false, user: false };

/** What the calls do, and in which order AWS takes them: each is a change that the account is ready for. */
function change(account: Account, call: string): void {
  const expectReady = (...parts: (keyof Account)[]) =>
    expect([call, parts.filter((part) => !account[part])]).toEqual([call, []]);
  if (call.startsWith("elasticache create-user ")) account.user = true;
  if (call.startsWith("elasticache create-user-group ")) {
    expectReady("user");
    account.userGroup = true;
  }
  if (call.includes("--auth-token-update-strategy DELETE")) {
    expectReady("userGroup", "token");
    account.token = false;
    account.groupOfCache = true;
  }
  if (call.includes("--user-group-ids-to-remove")) {
    expectReady("groupOfCache");
    account.groupOfCache = false;
  }
  if (call.startsWith("elasticache delete-user-group")) {
    expectReady("userGroup");
    account.userGroup = false;
  }
  if (call.startsWith("elasticache delete-user ")) {
    expectReady("user");
    account.user = false;
  }
}

/** What AWS says of an account before and after what the script does to it. */
function answersOf({ token, groupOfCache, userGroup, user }: Account): Record<string, Answer[]> {
  const open = "'open-test-redis'";
  const status = (exists: boolean) => ({ output: exists ? "active" : "" });
  const isMade = (exists: boolean, by: string) => (token && !exists ? [{ output: "", until: by }] : []);
  const hasUserGroup = token || userGroup;
  return {
    "elasticache wait": [{}],
    "elasticache describe-replication-groups ReplicationGroups[0].AuthTokenEnabled": [
      ...(token ? [{ output: "True", until: "elasticache modify-replication-group" }] : []),
      { output: "False" },
    ],
    "elasticache describe-replication-groups ReplicationGroups[0].UserGroupIds[0]": [
      { output: token || groupOfCache ? "open-test-redis" : "None" },
    ],
    [`elasticache describe-users Users[?UserId==${open}].Status`]: [
      ...isMade(user, "elasticache create-user --"),
      status(user || token),
    ],
    [`elasticache describe-user-groups UserGroups[?UserGroupId==${open}].Status`]: [
      ...isMade(userGroup, "elasticache create-user-group"),
      ...(token && !userGroup ? [{ output: "creating" }] : []),
      ...(hasUserGroup
        ? [{ output: "active", until: "elasticache delete-user-group" }, { output: "deleting" }]
        : []),
      status(false),
    ],
    "elasticache create-user": [{ output: "{}" }],
    "elasticache create-user-group": [{ output: "{}" }],
    "elasticache modify-replication-group": [{ output: "{}" }],
    "elasticache delete-user-group": [{ output: "{}" }],
    "elasticache delete-user": [{ output: "{}" }],
  };
}

describe.each(SHELLS)("in %s", (...shell) => {
  const run = (answers: Record<string, Answer[]>, options: Partial<ScriptOptions> = {}) =>
    runWithFakeAws({
      shell,
      script: SCRIPT,
      environment: ENVIRONMENT,
      answers,
      ...options,
    });

  test("the token goes for a user group, and that goes again", async () => {
    const { calls, ...ended } = await run(answersOf(WITH_TOKEN));
    expect(ended).toEqual({
      code: 0,
      output: "test-redis has no token: whoever reaches it may use it\n",
      errors: "",
    });
    const made = calls.map(({ args }) => args.join(" ")).filter((call) => !/ (describe|wait)/.test(call));
    expect(made).toEqual([
      "elasticache create-user --user-id open-test-redis --user-name default --engine redis --no-password-required --access-string on ~* +@all",
      "elasticache create-user-group --user-group-id open-test-redis --engine redis --user-ids open-test-redis",
      `elasticache modify-replication-group ${GROUP} --apply-immediately --auth-token-update-strategy DELETE --user-group-ids-to-add open-test-redis`,
      `elasticache modify-replication-group ${GROUP} --apply-immediately --user-group-ids-to-remove open-test-redis`,
      "elasticache delete-user-group --user-group-id open-test-redis",
      "elasticache delete-user --user-id open-test-redis",
    ]);
    expect(new Set(calls.map(({ region }) => region))).toEqual(new Set(["eu-west-1"]));
  });

  test("of a group without a token nothing is changed", async () => {
    const { code, calls } = await run(answersOf({ ...WITH_TOKEN, token: false }));
    expect(code).toBe(0);
    expect(
      calls.map(({ args }) => args[1]).filter((name) => !/^(describe-.+|wait)$/.test(name ?? "")),
    ).toEqual([]);
  });

  const error = "An error occurred when calling the operation: no";
  const groups = "elasticache describe-user-groups UserGroups[?UserGroupId=='open-test-redis'].Status";
  const asking = "elasticache describe-replication-groups ReplicationGroups[0]";
  const refused = [{ error }];
  const asked = "test-redis is not available, or ElastiCache does not say whether it has a token";
  const failures: [answers: Record<string, Answer[]>, message: string][] = [
    [{ "elasticache wait": refused }, asked],
    [{ [`${asking}.AuthTokenEnabled`]: refused }, asked],
    [{ "elasticache create-user": refused }, "ElastiCache does not make the user open-test-redis"],
    [
      { "elasticache create-user-group": refused },
      "ElastiCache does not make the user group open-test-redis",
    ],
    [{ [groups]: [{ output: "active" }, ...refused] }, "ElastiCache does not list its user groups"],
    [
      { "elasticache modify-replication-group": refused },
      "ElastiCache does not take the token from test-redis",
    ],
    [
      { [`${asking}.UserGroupIds[0]`]: refused },
      "ElastiCache does not take the user group open-test-redis from test-redis",
    ],
    [
      { "elasticache delete-user-group": refused },
      "ElastiCache does not delete the user group open-test-redis",
    ],
    [{ "elasticache delete-user": refused }, "ElastiCache does not delete the user open-test-redis"],
  ];

  testFailures(
    (answers, options) => run({ ...answersOf(WITH_TOKEN), ...answers }, options),
    failures.map(
      ([answers, message]): Failure => [
        `refused ${Object.keys(answers)[0]}:`,
        answers,
        `${error}\n${message}: see above. Run this again.\n`,
      ],
    ),
    ". Install it. Run this again.",
  );
});

describe("interrupted", () => {
  /** The account after an earlier run. */
  function after(calls: readonly Call[]): Account {
    const account = { ...WITH_TOKEN };
    for (const { args } of calls) change(account, args.join(" "));
    return account;
  }

  testInterruptions({
    script: SCRIPT,
    environment: ENVIRONMENT,
    answers: (before) => answersOf(after(before)),
  });
});
