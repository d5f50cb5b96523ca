import { TaskQueue } from "../../../modules/queue/task-queue";
import {
  DEFAULT_TASK_QUEUE_THRESHOLDS,
  type TaskQueueThresholds,
} from "../../../modules/queue/task-queue-thresholds";
import { synthAlarms } from "../../support/alarms";
import { knownMetric, metricsOf, unknownMetrics } from "../../support/metrics";

function alarms(thresholds?: Partial<TaskQueueThresholds>) {
  return synthAlarms((stack) =>
    new TaskQueue(stack, "task_queue", { name: "test-tasks" }).alarms(
      thresholds && { ...DEFAULT_TASK_QUEUE_THRESHOLDS, ...thresholds },
    ),
  );
}

test("SQS publishes what they look at", () => {
  expect(unknownMetrics(alarms().definitions)).toEqual([]);
});

test.each([
  ["queue_age", "ApproximateAgeOfOldestMessage", "task_queue"],
  ["queue_depth", "ApproximateNumberOfMessagesVisible", "task_queue"],
  ["dead_letters", "ApproximateNumberOfMessagesVisible", "task_queue_dlq"],
])("%s is %s of %s", (id, metric_name, queue) => {
  const { alarm, dimensions } = alarms();
  expect(alarm(id)).toMatchObject({ namespace: "AWS/SQS", metric_name, statistic: "Maximum" });
  expect(dimensions(id)).toEqual([{ QueueName: `\${aws_sqs_queue.${queue}.name}` }]);
});

test("there are no others", () => {
  expect(alarms().ids).toEqual(["queue_age", "queue_depth", "dead_letters"]);
});

test.each<[string, Partial<TaskQueueThresholds>, number, string]>([
  ["queue_age", { oldestMessageSeconds: 600 }, 600, "Seconds"],
  ["queue_depth", { messages: 50 }, 50, "Count"],
  ["dead_letters", { deadLetters: 10 }, 10, "Count"],
])("%s is told from %j on", (id, changed, threshold, unit) => {
  const before = alarms().alarm(id);
  const after = alarms(changed);
  expect(after.alarm(id).threshold).toBe(threshold);
  expect(before.threshold).not.toBe(threshold);
  expect(after.alarm(id).alarm_description).not.toBe(before.alarm_description);
  expect(metricsOf(after.definition(id)).map((metric) => knownMetric(metric)?.unit)).toEqual([unit]);
});

test("a single dead letter is told", () => {
  expect(alarms().alarm("dead_letters")).toMatchObject({
    comparison_operator: "GreaterThanThreshold",
    threshold: 0,
    evaluation_periods: 1,
  });
});

test("who waits for a task notices how old it is", () => {
  const waking = (found: ReturnType<typeof alarms>) =>
    found.definitions.flatMap((each) => (each.severity === "page" ? [[each.id, each.wakes]] : []));
  expect(waking(alarms())).toEqual([["queue_age", { of: "queue", queue: "test-tasks" }]]);
  const reports = synthAlarms((stack) =>
    new TaskQueue(stack, "task_queue", { name: "test-reports" }).alarms(undefined, {
      name: "reports",
      idPrefix: "reports_",
    }),
  );
  expect(reports.ids).toEqual(["reports_queue_age", "reports_queue_depth", "reports_dead_letters"]);
  expect(waking(reports)).toEqual([["reports_queue_age", { of: "queue", queue: "reports" }]]);
});

test("a queue that nobody uses is well", () => {
  for (const { id, missingData } of alarms().definitions)
    expect([id, missingData]).toEqual([id, "notBreaching"]);
});
