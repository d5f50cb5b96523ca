import type { AlarmDefinition } from "../monitoring/alarm-definition";
import { queueMetric } from "./queue-metric";
import type { TaskQueueThresholds } from "./task-queue-thresholds";

/** The names of a queue and of its dead-letter queue. */
export interface AlarmedTaskQueue {
  readonly queueName: string;
  readonly deadLetterQueueName: string;
}

/**
 * What SQS knows of the tasks. A queue that nobody uses for six hours says nothing, and that is well.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-monitoring-using-cloudwatch.html
 */
export function taskQueueAlarms(
  { queueName, deadLetterQueueName }: AlarmedTaskQueue,
  { oldestMessageSeconds, messages, deadLetters }: TaskQueueThresholds,
): AlarmDefinition[] {
  return [
    {
      id: "queue_age",
      description: `A task has not been done for more than ${oldestMessageSeconds} seconds. Look whether workers run, then what they say.`,
      measured: queueMetric("ApproximateAgeOfOldestMessage", queueName, "Maximum"),
      comparison: "GreaterThanThreshold",
      threshold: oldestMessageSeconds,
      periodSeconds: 60,
      evaluationPeriods: 5,
      missingData: "notBreaching",
    },
    {
      id: "queue_depth",
      description: `More than ${messages} tasks wait. Look whether workers keep up, and who sends so many.`,
      measured: queueMetric("ApproximateNumberOfMessagesVisible", queueName, "Maximum"),
      comparison: "GreaterThanThreshold",
      threshold: messages,
      periodSeconds: 60,
      evaluationPeriods: 15,
      missingData: "notBreaching",
    },
    {
      id: "dead_letters",
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
