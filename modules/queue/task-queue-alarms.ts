import type { AlarmDefinition } from "../monitoring/alarm-definition";
import { type MeasuredTaskQueue, queueMetric } from "./queue-metric";
import type { TaskQueueThresholds } from "./task-queue-thresholds";

export interface AlarmedTaskQueue extends MeasuredTaskQueue {
  /** What those call it who receive from it. */
  readonly name: string;
  /** What the ids of its alarms begin with: `reports_` for `reports_queue_age`. */
  readonly idPrefix: string;
}

/**
 * What SQS knows of the tasks. A queue that nobody uses for six hours has no data, and that is fine.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-monitoring-using-cloudwatch.html
 */
export function taskQueueAlarms(
  { name, idPrefix, queueName, deadLetterQueueName }: AlarmedTaskQueue,
  { oldestMessageSeconds, messages, deadLetters }: TaskQueueThresholds,
): AlarmDefinition[] {
  return [
    {
      id: `${idPrefix}queue_age`,
      runbook: "queue-age",
      severity: "page",
      wakes: { of: "queue", queue: name },
      description: `A task has not been done for more than ${oldestMessageSeconds} seconds. Look whether workers run, then what they say.`,
      measured: queueMetric("ApproximateAgeOfOldestMessage", queueName, "Maximum"),
      comparison: "GreaterThanThreshold",
      threshold: oldestMessageSeconds,
      periodSeconds: 60,
      evaluationPeriods: 5,
      missingData: "notBreaching",
    },
    {
      id: `${idPrefix}queue_depth`,
      runbook: "queue-depth",
      severity: "alert",
      description: `More than ${messages} tasks wait. Look whether workers keep up, and who sends so many.`,
      measured: queueMetric("ApproximateNumberOfMessagesVisible", queueName, "Maximum"),
      comparison: "GreaterThanThreshold",
      threshold: messages,
      periodSeconds: 60,
      evaluationPeriods: 15,
      missingData: "notBreaching",
    },
    {
      id: `${idPrefix}dead_letters`,
      runbook: "dead-letters",
      severity: "alert",
      description: `${deadLetters === 0 ? "Tasks" : `More than ${deadLetters} tasks`} failed too often and were given up. Look at one of them, then at what the workers said at its time.`,
      // Not NumberOfMessagesSent: what SQS moves here is not counted as sent.
      measured: queueMetric("ApproximateNumberOfMessagesVisible", deadLetterQueueName, "Maximum"),
      comparison: "GreaterThanThreshold",
      threshold: deadLetters,
      periodSeconds: 300,
      evaluationPeriods: 1,
      missingData: "notBreaching",
    },
  ];
}
