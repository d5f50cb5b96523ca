/** What the roles of the platform may, where settings decide it: no task lacks a right, and none has one that it does not use. */
import type { EnvironmentSettings } from "../../environments/schema/environment";
import { environment, type Synthesized, settings, synthEnvironments } from "../support/synth";

const inOne = (changes: Partial<EnvironmentSettings>) =>
  synthEnvironments(environment({ layout: "single", ...changes }))["mcp-production"] as Synthesized;

const allowed = (synth: Synthesized, role: string) =>
  synth.statements(role).map(({ actions, resources }) => ({ actions, resources }));

const { configuration, services } = settings();

/** The log of tasks that run once. */
const WRITES_LOG_OF_JOBS = {
  actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
  resources: ["${aws_cloudwatch_log_group.jobs.arn}:*"],
};

test("the role that starts the migration may write its log", () => {
  const synth = inOne({});
  const { logConfiguration } = synth.container("aws_ecs_task_definition.migrate");
  expect(logConfiguration).toMatchObject({
    options: { "awslogs-group": "${aws_cloudwatch_log_group.jobs.name}" },
  });
  expect(synth.at("aws_ecs_task_definition.migrate").execution_role_arn).toBe(
    "${aws_iam_role.ecs_execution_role.arn}",
  );
  expect(allowed(synth, "ecs_execution_role")).toContainEqual(WRITES_LOG_OF_JOBS);
});

test("without a migration, the role may write the services' logs only", () => {
  const grants = allowed(inOne({ services: { ...services, migration: false } }), "ecs_execution_role");
  expect(grants).toContainEqual({
    ...WRITES_LOG_OF_JOBS,
    resources: ["${aws_cloudwatch_log_group.mcp_server.arn}:*"],
  });
  expect(grants).not.toContainEqual(WRITES_LOG_OF_JOBS);
});

describe("models of Bedrock", () => {
  const callers = (enabled: boolean) => {
    const bedrock = { ...configuration?.bedrock, enabled };
    const synth = inOne({ configuration: { ...configuration, bedrock } });
    return ["ecs_task_role", "rest_api_task_role", "worker_task_role"].filter((role) =>
      JSON.stringify(allowed(synth, role)).includes("bedrock:"),
    );
  };

  test("are called by services that have the permission", () => {
    expect(callers(true)).toContain("ecs_task_role");
  });

  test("are called by nobody where Bedrock is off", () => {
    expect(callers(false)).toEqual([]);
  });
});
