/** How a team tests a module of its own. docs/testing.md explains it, step by step. */
import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Testing } from "cdktf";
import { Construct } from "constructs";
import { NightlyReport, type NightlyReportProps } from "../../examples/nightly-report/nightly-report";
import { TaskQueue } from "../../modules/queue/task-queue";
import { synthIn } from "../support/synth";

function createReport(scope: Construct, changes: Partial<NightlyReportProps> = {}): void {
  const queue = new TaskQueue(scope, "tasks", { name: "test-tasks" });
  new NightlyReport(scope, "nightly_report", { name: "test-nightly-report", queue, ...changes });
}

describe("what it makes, by CDKTF's matchers", () => {
  let synthesized: string;

  beforeAll(() => {
    synthesized = Testing.synthScope((scope) => createReport(scope));
  });

  test("a role that the scheduler takes, and a document of what it may do", () => {
    expect(synthesized).toHaveResource(IamRole);
    expect(synthesized).toHaveDataSource(DataAwsIamPolicyDocument);
    expect(synthesized).toHaveDataSourceWithProperties(DataAwsIamPolicyDocument, {
      statement: [expect.objectContaining({ actions: ["sqs:SendMessage"] })],
    });
  });

  test("a schedule, at three in the night", () => {
    expect(synthesized).toHaveResourceWithProperties(SchedulerSchedule, {
      name: "test-nightly-report",
      schedule_expression: "cron(0 3 * * ? *)",
      flexible_time_window: { mode: "OFF" },
    });
  });

  test("the hour is a setting", () => {
    const later = Testing.synthScope((scope) => createReport(scope, { hour: 5 }));
    expect(later).toHaveResourceWithProperties(SchedulerSchedule, {
      schedule_expression: "cron(0 5 * * ? *)",
    });
  });

  test("it brings no provider of its own: its stack's is used", () => {
    expect(synthesized).not.toHaveProvider(AwsProvider);
    const withProvider = Testing.synthScope((scope) => {
      new AwsProvider(scope, "aws", { region: "us-east-1" });
      createReport(scope);
    });
    expect(withProvider).toHaveProvider(AwsProvider);
    expect(withProvider).toHaveProviderWithProperties(AwsProvider, { region: "us-east-1" });
  });
});

describe("what the matchers cannot say, by our helpers", () => {
  test("one schedule and no more, at this address, for this queue", () => {
    const synth = synthIn(createReport);
    expect(Object.keys(synth.resources("aws_scheduler_schedule"))).toEqual(["nightly_report"]);
    expect(synth.at("aws_scheduler_schedule.nightly_report").target).toMatchObject({
      arn: "${aws_sqs_queue.tasks.arn}",
      role_arn: "${aws_iam_role.nightly_report.arn}",
    });
  });

  test("the text that it sends", () => {
    const { target } = synthIn(createReport).at("aws_scheduler_schedule.nightly_report");
    expect(JSON.parse((target as { input: string }).input)).toEqual({ task: "nightly-report" });
  });

  test("the role may do nothing but send to this queue", () => {
    expect(synthIn(createReport).statements("nightly_report")).toEqual([
      { actions: ["sqs:SendMessage"], resources: ["${aws_sqs_queue.tasks.arn}"] },
    ]);
  });

  test("an override sets an argument that the module does not know, and leaves the others", () => {
    const overrides = { schedule: { scheduleExpressionTimezone: "Europe/Vienna" } };
    const synth = synthIn((stack) => createReport(stack, { overrides }));
    expect(synth.at("aws_scheduler_schedule.nightly_report")).toMatchObject({
      schedule_expression: "cron(0 3 * * ? *)",
      schedule_expression_timezone: "Europe/Vienna",
    });
  });

  test.each([-1, 24, 2.5])("the hour %s is refused, and the message says what to use", (hour) => {
    expect(() => synthIn((stack) => createReport(stack, { hour }))).toThrow(
      `test/nightly_report: hour is ${hour}; use a whole number from 0 to 23`,
    );
  });
});

describe("traps of the matchers", () => {
  const twoQueues = () => synthIn(createReport).text;

  test("any resource of the type will do: the other queue passes for the one that is meant", () => {
    expect(twoQueues()).toHaveResourceWithProperties(SqsQueue, { name: "test-tasks" });
    expect(twoQueues()).toHaveResourceWithProperties(SqsQueue, { name: "test-tasks-dlq" });
  });

  test("names are Terraform's, not TypeScript's: with the latter, `not` always passes", () => {
    expect(twoQueues()).toHaveResourceWithProperties(SqsQueue, { delay_seconds: 0 });
    expect(twoQueues()).not.toHaveResourceWithProperties(SqsQueue, { delaySeconds: 0 });
  });

  test("no properties at all ask for the type only", () => {
    expect(twoQueues()).toHaveResourceWithProperties(SqsQueue, {});
  });

  test("a nested block has to be complete, unless it says that it is not", () => {
    const target = { arn: "${aws_sqs_queue.tasks.arn}" };
    expect(twoQueues()).not.toHaveResourceWithProperties(SchedulerSchedule, { target });
    expect(twoQueues()).toHaveResourceWithProperties(SchedulerSchedule, {
      target: expect.objectContaining(target),
    });
  });

  test("Testing.synthScope does not see that two constructs claim one address; synthIn does", () => {
    const twice = (scope: Construct) => {
      const queue = new TaskQueue(scope, "tasks", { name: "test-tasks" });
      for (const team of ["a", "b"])
        new NightlyReport(new Construct(scope, team), "nightly_report", { name: `test-${team}`, queue });
    };
    expect(() => Testing.synthScope(twice)).not.toThrow();
    expect(() => synthIn(twice)).toThrow("nightly_report");
  });
});
