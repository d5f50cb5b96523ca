/** The script that people run before a cache takes clients without a token, in the shells that `sh` may be. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Answer, runWithFakeAws, type ScriptOptions, SHELLS } from "../../support/fake-aws";

const SCRIPT = readFileSync(join(__dirname, "../../../modules/cache/remove-auth-token.sh"), "utf8");

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
  const makes = token && !userGroup;
  return {
    "elasticache wait": [{}],
    "elasticache describe-replication-groups ReplicationGroups[0].AuthTokenEnabled": [
      { output: token ? "True" : "False" },
      { output: "False" },
    ],
    "elasticache describe-replication-groups ReplicationGroups[0].UserGroupIds[0]": [
      { output: token || groupOfCache ? "open-test-redis" : "None" },
    ],
    [`elasticache describe-users Users[?UserId==${open}].Status`]: [
      ...(token ? [status(user)] : []),
      status(user || token),
    ],
    [`elasticache describe-user-groups UserGroups[?UserGroupId==${open}].Status`]: [
      ...(makes ? [status(false), { output: "creating" }] : []),
      ...(token ? [status(true), ...(makes ? [] : [status(true)])] : []),
      status(token || userGroup),
      ...(token || userGroup ? [{ output: "deleting" }, status(false)] : []),
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
      environment: {
        AWS_REGION: "eu-west-1",
        REPLICATION_GROUP: "test-redis",
        SECONDS_BETWEEN_LOOKS: "0.01",
      },
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

  test.each([
    ["elasticache create-user --", 1],
    ["elasticache create-user-group", 1],
    ["elasticache modify-replication-group", 1],
    ["elasticache modify-replication-group", 2],
    ["elasticache delete-user-group", 1],
    ["elasticache delete-user --", 1],
  ])("killed at %s %i and run again, the token is gone, and nothing is left behind", async (at, call) => {
    const account = { ...WITH_TOKEN };
    const killed = await run(answersOf(account), { signal: { name: "SIGKILL", at, call } });
    for (const { args } of killed.calls) change(account, args.join(" "));
    const { calls, code } = await run(answersOf(account));
    for (const { args } of calls) change(account, args.join(" "));
    expect([killed.code === 0, killed.output, code]).toEqual([false, "", 0]);
    expect(account).toEqual({ token: false, groupOfCache: false, userGroup: false, user: false });
  });

  const error = "An error occurred when calling the operation: no";

  test.each([
    "elasticache wait",
    "elasticache create-user",
    "elasticache create-user-group",
    "elasticache modify-replication-group",
    "elasticache delete-user-group",
    "elasticache delete-user",
    "elasticache describe-replication-groups ReplicationGroups[0].AuthTokenEnabled",
    "elasticache describe-user-groups UserGroups[?UserGroupId=='open-test-redis'].Status",
    "elasticache describe-users Users[?UserId=='open-test-redis'].Status",
  ])("what AWS refuses is told: %s", async (call) => {
    const { code, output, errors } = await run({ ...answersOf(WITH_TOKEN), [call]: [{ error }] });
    expect({ code, output }).toEqual({ code: 1, output: "" });
    expect(errors).toMatch(/^An error occurred .*: no\n.+: see above\. Run this again\.\n$/);
  });

  test("without the AWS CLI, the message says so", async () => {
    const { code, errors } = await run({}, { withoutAws: true });
    expect({ code, errors }).toEqual({
      code: 1,
      errors: "There is no AWS CLI (aws) on the PATH. Install it. Run this again.\n",
    });
  });
});
