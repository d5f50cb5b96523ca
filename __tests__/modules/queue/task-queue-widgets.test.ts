import { taskQueueAlarms } from "../../../modules/queue/task-queue-alarms";
import { DEFAULT_TASK_QUEUE_THRESHOLDS } from "../../../modules/queue/task-queue-thresholds";
import { messagesSentWidget, taskQueueWidgets } from "../../../modules/queue/task-queue-widgets";
import { metricsIn, widgetProblems } from "../../support/widgets";

const QUEUE = { queueName: "test-tasks", deadLetterQueueName: "test-tasks-dlq" };

test("they draw what the alarms are about: of the queue, and of its dead letters", () => {
  const widgets = taskQueueWidgets(QUEUE, DEFAULT_TASK_QUEUE_THRESHOLDS);
  const alarms = taskQueueAlarms({ ...QUEUE, name: "tasks", idPrefix: "" }, DEFAULT_TASK_QUEUE_THRESHOLDS);
  expect(widgetProblems(widgets, alarms)).toEqual([]);
  expect(
    widgets.map((widget) => [
      widget.title,
      [...new Set(metricsIn(widget).map(({ dimensions }) => dimensions.QueueName))],
    ]),
  ).toEqual([
    ["Task queue: age of the oldest message", ["test-tasks"]],
    ["Task queue: messages", ["test-tasks"]],
    ["Dead letters", ["test-tasks-dlq"]],
  ]);
});

test("what is sent is one widget, of all queues", () => {
  const widget = messagesSentWidget(["a", "b"]);
  expect(widgetProblems([widget], [])).toEqual([]);
  expect(metricsIn(widget).map(({ dimensions, stat }) => [dimensions.QueueName, stat])).toEqual([
    ["a", "Sum"],
    ["b", "Sum"],
  ]);
});
