import type { MetricWidget } from "../monitoring/dashboard";
import { type MeasuredTaskQueue, queueMetric } from "./queue-metric";
import type { TaskQueueThresholds } from "./task-queue-thresholds";

/** Whether the tasks of a queue are done. */
export function taskQueueWidgets(
  { queueName, deadLetterQueueName }: MeasuredTaskQueue,
  { oldestMessageSeconds, messages, deadLetters }: TaskQueueThresholds,
): MetricWidget[] {
  const line = (metricName: string, queue: string, label: string) => ({
    ...queueMetric(metricName, queue, "Maximum"),
    label,
  });
  return [
    {
      title: "Task queue: age of the oldest message",
      unit: "seconds",
      threshold: oldestMessageSeconds,
      lines: [line("ApproximateAgeOfOldestMessage", queueName, "oldest")],
    },
    {
      title: "Task queue: messages",
      unit: "messages",
      threshold: messages,
      lines: [
        line("ApproximateNumberOfMessagesVisible", queueName, "waiting"),
        line("ApproximateNumberOfMessagesNotVisible", queueName, "in hand"),
      ],
    },
    {
      title: "Dead letters",
      unit: "messages",
      threshold: deadLetters,
      lines: [line("ApproximateNumberOfMessagesVisible", deadLetterQueueName, "dead letters")],
    },
  ];
}

/** What grows the bill of queues: a line each, which CloudWatch calls by their names. */
export function messagesSentWidget(queueNames: readonly string[]): MetricWidget {
  return {
    title: "Task queue: messages sent",
    unit: "in five minutes",
    lines: queueNames.map((queueName) => queueMetric("NumberOfMessagesSent", queueName, "Sum")),
  };
}
