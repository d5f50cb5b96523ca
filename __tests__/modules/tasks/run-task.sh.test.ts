/** The script that runs a task during `terraform apply`, in the shells that `sh` may be. */
import { type Answer, type Call, runWithFakeAws, type ScriptOptions, SHELLS } from "../../support/fake-aws";
import { scriptOf } from "../../support/script";
import { type Failure, testFailures, testInterruptions } from "../../support/script-tests";

const SCRIPT = scriptOf("modules/tasks/run-task.sh", { retry: true });

const TASK = "arn:aws:ecs:eu-west-1:123456789012:task/test-jobs/0123456789abcdef";
const DEFINITION = "arn:aws:ecs:eu-west-1:123456789012:task-definition/test-jobs-migrate:1";

const STARTED_BY = "0a1b2c";
const WORK = "ecs describe-tasks tasks[0].[taskDefinitionArn, startedBy]";

const ENVIRONMENT = {
  AWS_REGION: "eu-west-1",
  CLUSTER: "test-jobs",
  FAMILY: "test-jobs-migrate",
  TASK_DEFINITION: DEFINITION,
  STARTED_BY,
  CONTAINER: "migrate",
  SUBNETS: "subnet-1,subnet-2",
  SECURITY_GROUPS: "sg-1",
  LOG_GROUP: "/ecs/test-jobs",
  LOG_PREFIX: "task",
  TIMEOUT_SECONDS: "60",
  POLL_SECONDS: "0.05",
};

/** A task that ends well, as the AWS CLI tells of it. It writes None for what is not there. */
const ANSWERS: Record<string, Answer[]> = {
  "ecs list-tasks": [{ output: "None" }],
  "ecs run-task": [{ output: `${TASK}\tNone` }],
  "ecs describe-tasks tasks[0].lastStatus": ["PROVISIONING", "RUNNING", "STOPPED"].map((output) => ({
    output,
  })),
  "ecs describe-tasks tasks[0].containers[0].exitCode": [{ output: "0" }],
  "ecs describe-tasks tasks[0].stoppedReason": [{ output: "Essential container in task exited" }],
  "logs get-log-events": [{ output: "first line\nsecond line" }],
  "ecs stop-task": [{ output: "{}" }],
};

const ERROR = { error: "An error occurred (ServerException): try again" };

const failures: Failure[] = [
  [
    "a task of which nobody knows whether it runs already",
    { "ecs list-tasks": [ERROR] },
    `${ERROR.error}\nECS does not tell which tasks of test-jobs-migrate run: see above. Apply again.\n`,
  ],
  [
    "a task that may not be started",
    { "ecs run-task": [ERROR] },
    `${ERROR.error}\nECS does not start ${DEFINITION}: see above.\n`,
  ],
];

describe.each(SHELLS)("in %s", (...shell) => {
  const run = (answers: Record<string, Answer[]> = {}, options: Partial<ScriptOptions> = {}) =>
    runWithFakeAws({
      shell,
      script: SCRIPT,
      environment: ENVIRONMENT,
      answers: { ...ANSWERS, ...answers },
      ...options,
    });

  test("a task that ends well is run in private subnets, waited for, and its log is shown", async () => {
    const { code, output, errors, calls } = await run();
    expect({ code, output, errors }).toEqual({
      code: 0,
      output: `Started ${TASK}\nfirst line\nsecond line\n`,
      errors: "",
    });
    const task = ["--cluster", "test-jobs", "--tasks", TASK];
    const status = ["ecs", "describe-tasks", ...task, "--query", "tasks[0].lastStatus", "--output", "text"];
    expect(calls.map(({ args }) => args)).toEqual([
      [
        ...["ecs", "list-tasks", "--cluster", "test-jobs", "--family", "test-jobs-migrate"],
        ...["--desired-status", "RUNNING", "--query", "taskArns[0]", "--output", "text"],
      ],
      [
        ...["ecs", "run-task", "--cluster", "test-jobs", "--task-definition", DEFINITION],
        ...[
          "--launch-type",
          "FARGATE",
          "--count",
          "1",
          "--client-token",
          expect.stringMatching(/^[0-9a-f]{32}$/),
        ],
        ...["--started-by", STARTED_BY, "--network-configuration"],
        "awsvpcConfiguration={subnets=[subnet-1,subnet-2],securityGroups=[sg-1],assignPublicIp=DISABLED}",
        ...["--query", "[tasks[0].taskArn, failures[0].reason]", "--output", "text"],
      ],
      status,
      status,
      status,
      ["ecs", "describe-tasks", ...task, "--query", "tasks[0].containers[0].exitCode", "--output", "text"],
      [
        ...["logs", "get-log-events", "--log-group-name", "/ecs/test-jobs"],
        ...["--log-stream-name", "task/migrate/0123456789abcdef", "--start-from-head"],
        ...["--query", "events[].[message]", "--output", "text"],
      ],
    ]);
    expect(new Set(calls.map(({ region }) => region))).toEqual(new Set(["eu-west-1"]));
  });

  test("a task that fails is the apply's failure, with its exit code, its reason and its log", async () => {
    const { code, output, errors } = await run({
      "ecs describe-tasks tasks[0].containers[0].exitCode": [{ output: "3" }],
    });
    expect({ code, output }).toEqual({ code: 1, output: `Started ${TASK}\n` });
    expect(errors).toBe(
      `first line\nsecond line\n${DEFINITION} failed with exit code 3: Essential container in task exited\n`,
    );
  });

  test("a task whose image cannot be had fails with ECS's reason", async () => {
    const { code, errors } = await run({
      "ecs describe-tasks tasks[0].containers[0].exitCode": [{ output: "None" }],
      "ecs describe-tasks tasks[0].stoppedReason": [{ output: "CannotPullContainerError: not found" }],
      "logs get-log-events": [
        { error: "ResourceNotFoundException: The specified log stream does not exist." },
      ],
    });
    expect(code).toBe(1);
    expect(errors).toBe(
      `(the task has written no log)\n${DEFINITION} failed with exit code None: CannotPullContainerError: not found\n`,
    );
  });

  test("a task that never starts is stopped when its time is over, and its status is reported", async () => {
    const { code, errors, calls } = await run(
      { "ecs describe-tasks tasks[0].lastStatus": [{ output: "PENDING" }] },
      { environment: { ...ENVIRONMENT, TIMEOUT_SECONDS: "1" } },
    );
    expect(code).toBe(1);
    expect(errors).toContain(`${DEFINITION} was not done after 1 s, in status PENDING.`);
    expect(stopsIn(calls)).toEqual(["not done in 1 s"]);
  });

  test("a task that cannot be stopped is reported besides the error itself", async () => {
    const { code, errors } = await run(
      {
        "ecs describe-tasks tasks[0].lastStatus": [{ output: "PENDING" }],
        "ecs stop-task": [{ error: "no" }],
      },
      { environment: { ...ENVIRONMENT, TIMEOUT_SECONDS: "0" } },
    );
    expect(code).toBe(1);
    expect(errors).toContain(`no\nECS does not stop ${TASK}, which may still run: see above.\n`);
    expect(errors).toContain("in status PENDING.");
  });

  test("a task that ECS does not tell of may still run, and the next apply finds it", async () => {
    const { code, errors } = await run({ "ecs describe-tasks tasks[0].lastStatus": [ERROR] });
    expect(code).toBe(1);
    expect(errors).toContain("Trying again (6 of 6)\n");
    expect(errors).toContain(
      `ECS does not tell of ${TASK}, which may still run: see above. Apply again, to wait for it.\n`,
    );
  });

  test.each([
    ["ecs list-tasks", { output: "None" }],
    ["ecs run-task", { output: `${TASK}\tNone` }],
    ["ecs describe-tasks tasks[0].lastStatus", { output: "STOPPED" }],
    ["ecs describe-tasks tasks[0].containers[0].exitCode", { output: "0" }],
  ])("a single error of %s is shown and passed over, and one task runs", async (call, answer) => {
    const { code, output, errors, calls } = await run({ [call]: [ERROR, answer] });
    expect({ code, output }).toEqual({ code: 0, output: `Started ${TASK}\nfirst line\nsecond line\n` });
    expect(errors).toBe(`${ERROR.error}\nTrying again (2 of 6)\n`);
    // However often ECS is asked to start it: it knows the token.
    const tokens = calls
      .filter(({ args }) => args[1] === "run-task")
      .map(({ args }) => args[args.indexOf("--client-token") + 1]);
    expect(new Set(tokens).size).toBe(1);
  });

  test("a task that an earlier apply has started, and left, is waited for in place of another", async () => {
    const { code, output, calls } = await run({
      "ecs list-tasks": [{ output: TASK }],
      [WORK]: [{ output: `${DEFINITION}\t${STARTED_BY}` }],
    });
    expect({ code, output }).toEqual({
      code: 0,
      output: `An earlier apply has started ${TASK}, which still runs: waiting for it\nfirst line\nsecond line\n`,
    });
    expect(calls.filter(({ args }) => args[1] === "run-task")).toEqual([]);
  });

  test.each([
    ["of another version", `${DEFINITION}1\t${STARTED_BY}`],
    ["of the same version, for other triggers", `${DEFINITION}\tf0e1d2`],
    ["that does not say what it was started for", `${DEFINITION}\tNone`],
  ])("one %s is waited for, and then this one runs", async (_title, work) => {
    const { code, output, calls } = await run({
      "ecs list-tasks": [{ output: `${TASK}-before` }],
      [WORK]: [{ output: work }],
    });
    expect({ code, output }).toEqual({
      code: 0,
      output: `An earlier apply has started ${TASK}-before, which still runs: waiting for it\nStarted ${TASK}\nfirst line\nsecond line\n`,
    });
    const order = calls.map(({ args }) => (args[1] === "describe-tasks" ? args[5] : args[1]));
    expect(order.lastIndexOf(`${TASK}-before`)).toBeLessThan(order.indexOf("run-task"));
  });

  test("what ECS refuses is reported with its reason, and nothing is stopped", async () => {
    const { code, output, errors, calls } = await run({
      "ecs run-task": [{ output: "None\tRESOURCE:ENI" }],
    });
    expect({ code, output, errors }).toEqual({
      code: 1,
      output: "",
      errors: `ECS does not start ${DEFINITION}: RESOURCE:ENI\n`,
    });
    expect(calls.map(({ args }) => args[1])).toEqual(["list-tasks", "run-task"]);
  });

  testFailures(run, failures, `, which starts ${DEFINITION}. Install it, and apply again.`);

  test.each(["SIGTERM", "SIGHUP"] as const)("%s during the wait stops the task", async (name) => {
    const { code, calls } = await run(
      { "ecs describe-tasks tasks[0].lastStatus": [{ output: "RUNNING" }] },
      { signal: { name, at: "ecs describe-tasks", call: 1 } },
    );
    expect(code).toBe(1);
    expect(stopsIn(calls)).toEqual(["terraform apply was interrupted"]);
    expect(calls.at(-1)?.args.slice(0, 6)).toEqual([
      "ecs",
      "stop-task",
      "--cluster",
      "test-jobs",
      "--task",
      TASK,
    ]);
  });
});

describe("interrupted", () => {
  /** A task that was started runs until it is waited for. */
  function answers(before: readonly Call[]): Record<string, Answer[]> {
    const isStarted = before.some(({ args }) => args[1] === "run-task");
    if (!isStarted) return ANSWERS;
    return {
      ...ANSWERS,
      "ecs list-tasks": [{ output: TASK }],
      [WORK]: [{ output: `${DEFINITION}\t${STARTED_BY}` }],
    };
  }

  testInterruptions({ script: SCRIPT, environment: ENVIRONMENT, answers });
});

/** The reasons for which tasks were stopped. */
function stopsIn(calls: readonly { readonly args: readonly string[] }[]): (string | undefined)[] {
  return calls.filter(({ args }) => args[1] === "stop-task").map(({ args }) => args.at(-1));
}
