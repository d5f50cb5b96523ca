import type { Metric } from "../monitoring/alarm-definition";

/** The names of a queue and of its dead-letter queue, as SQS knows them. */
export interface MeasuredTaskQueue {
  readonly queueName: string;
  readonly deadLetterQueueName: string;
}

/** Of one queue. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
export function queueMetric(metricName: string, queueName: string, stat: string): Metric {
  return { namespace: "AWS/SQS", metricName, dimensions: { QueueName: queueName }, stat };
}
