/** The script that waits for a service's deployment during `terraform apply`, in the shells that `sh` may be. */
import { type Answer, runWithFakeAws, type ScriptOptions, SHELLS } from "../../support/fake-aws";
import { scriptOf } from "../../support/script";
import { testFailures, testInterruptions } from "../../support/script-tests";

const SCRIPT = scriptOf("modules/ecs/wait-for-deployment.sh", { retry: true });

const DEFINITION = "arn:aws:ecs:eu-west-1:123456789012:task-definition/test-server";
const NEW = `${DEFINITION}:2`;
const OLD = `${DEFINITION}:1`;

const ENVIRONMENT = {
  AWS_REGION: "eu-west-1",
  CLUSTER: "test",
  SERVICE: "mcp-server",
  TASK_DEFINITION: NEW,
  TIMEOUT_SECONDS: "60",
  POLL_SECONDS: "0.02",
};

const COMMANDS = `What ECS says of it, and of its deployments:
  aws ecs describe-services --region eu-west-1 --cluster test --services mcp-server --query 'services[0].events[:10].message'
  aws ecs list-service-deployments --region eu-west-1 --cluster test --service mcp-server
`;

const LOOK = "ecs describe-services";

interface Look {
  readonly status?: string;
  readonly id?: string;
  readonly definition?: string;
  readonly state?: string;
  readonly reason?: string;
}

/** What ECS says of a service, as the AWS CLI writes it: None for what is not there. */
function look({
  status = "ACTIVE",
  id = "ecs-svc/2",
  definition = NEW,
  state = "IN_PROGRESS",
  reason = "None",
}: Look = {}): Answer {
  return { output: [status, id, definition, state, reason].join("\t") };
}

const ROLLED_BACK = { id: "ecs-svc/3", definition: OLD };
const ALARM = "ECS deployment rolled back: alarm detected";
const ERROR = { error: "An error occurred (ServerException): try again" };

describe.each(SHELLS)("in %s", (...shell) => {
  const run = (answers: readonly Answer[], options: Partial<ScriptOptions> = {}) =>
    runWithFakeAws({
      shell,
      script: SCRIPT,
      environment: ENVIRONMENT,
      answers: { [LOOK]: answers },
      ...options,
    });

  test("a deployment that is completed is waited for, and looked at once more", async () => {
    const { code, output, errors, calls } = await run([look(), look({ state: "COMPLETED" })]);
    expect({ code, output, errors }).toEqual({
      code: 0,
      output: "ECS has completed the deployment of mcp-server\n",
      errors: "",
    });
    expect(calls).toHaveLength(3);
    const primary = "services[0].deployments[?status=='PRIMARY']";
    expect(calls[0]?.args).toEqual([
      ...["ecs", "describe-services", "--cluster", "test", "--services", "mcp-server", "--output", "text"],
      "--query",
      `[services[0].status, ${primary}.id | [0], ${primary}.taskDefinition | [0], ${primary}.rolloutState | [0], services[0].deployments[?rolloutState=='FAILED'].rolloutStateReason | [0]]`,
    ]);
    expect(new Set(calls.map(({ region }) => region))).toEqual(new Set(["eu-west-1"]));
  });

  test("all tasks running is not enough: alarms are watched until ECS calls it complete", async () => {
    const watching = Array.from({ length: 5 }, () => look());
    const { code, calls } = await run([...watching, look({ state: "COMPLETED" })]);
    expect(code).toBe(0);
    expect(calls).toHaveLength(7);
  });

  test("an alarm that rolls it back afterwards fails the apply, with ECS's reason and where to look", async () => {
    const { code, output, errors } = await run([
      look(),
      look(),
      look({ ...ROLLED_BACK, reason: ALARM }),
      look({ ...ROLLED_BACK, state: "COMPLETED" }),
    ]);
    expect({ code, output, errors }).toEqual({
      code: 1,
      output: "",
      errors: `mcp-server does not run its new version, ${NEW}: ECS has rolled it back, and deploys ${OLD}. Its reason: ${ALARM}\n${COMMANDS}`,
    });
  });

  test("one that was rolled back before anybody looked fails the apply, though ECS has completed that", async () => {
    const { code, errors } = await run([look({ ...ROLLED_BACK, state: "COMPLETED" })]);
    expect(code).toBe(1);
    expect(errors).toContain(`ECS has rolled it back, and deploys ${OLD}. Its reason: ECS gives none`);
  });

  test("another deployment of the same version in its place is a rollback of something else", async () => {
    const { code, errors } = await run([look(), look(), look({ id: "ecs-svc/3", state: "COMPLETED" })]);
    expect(code).toBe(1);
    expect(errors).toContain(`ECS has rolled it back, and deploys ${NEW}.`);
  });

  test("a first version that the circuit breaker stops fails the apply", async () => {
    const reason = "ECS deployment circuit breaker: tasks failed to start.";
    const { code, errors } = await run([look(), look({ state: "FAILED", reason })]);
    expect({ code, errors }).toEqual({
      code: 1,
      errors: `mcp-server does not run its new version, ${NEW}: the deployment has failed, and ECS has none to go back to. Its reason: ${reason}\n${COMMANDS}`,
    });
  });

  test.each([
    ["of the version before", look({ id: "ecs-svc/1", definition: OLD, state: "COMPLETED" })],
    ["of this version, deployed before", look({ id: "ecs-svc/1", state: "COMPLETED" })],
  ])("an answer that is older than the update, %s, decides nothing", async (_title, late) => {
    const { code, errors, calls } = await run([late, look(), look(), look({ state: "COMPLETED" })]);
    expect({ code, errors }).toEqual({ code: 0, errors: "" });
    expect(calls).toHaveLength(5);
  });

  test("single errors of the API are shown and passed over", async () => {
    const { code, output, errors } = await run([ERROR, look(), ERROR, ERROR, look({ state: "COMPLETED" })]);
    expect({ code, output }).toEqual({ code: 0, output: "ECS has completed the deployment of mcp-server\n" });
    expect(errors.match(/ServerException/g)).toHaveLength(3);
    expect(errors).toContain("Trying again (3 of 6)\n");
  });

  test.each(["None", "INACTIVE", "DRAINING"])("a service that is %s is gone", async (status) => {
    const { code, errors } = await run([look(), look({ status })]);
    expect({ code, errors }).toEqual({
      code: 1,
      errors: `There is no service mcp-server in test any more: its status is ${status}. Apply again, to make it.\n`,
    });
  });

  test("what is not complete in time fails the apply, and goes on", async () => {
    const { code, errors } = await run([look()], { environment: { ...ENVIRONMENT, TIMEOUT_SECONDS: "1" } });
    expect({ code, errors }).toEqual({
      code: 1,
      errors: `The deployment of mcp-server is not complete after 1 s: it is IN_PROGRESS, and goes on. Apply again, to wait for it.\n${COMMANDS}`,
    });
  });

  testFailures(
    ({ [LOOK]: answers = [look()] }, options) => run(answers, options),
    [
      [
        "an API that answers with errors only",
        { [LOOK]: [ERROR] },
        `${ERROR.error}\nECS does not tell of mcp-server, whose deployment may go on: see above. Apply again, to wait for it.\n`,
      ],
    ],
    ", which waits for the deployment of mcp-server. Install it, and apply again.",
  );
});

describe("interrupted", () => {
  testInterruptions({
    script: SCRIPT,
    environment: ENVIRONMENT,
    answers: () => ({ [LOOK]: [look(), look(), look({ state: "COMPLETED" })] }),
  });
});
