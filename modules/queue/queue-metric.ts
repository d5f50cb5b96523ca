import type { Metric } from "../monitoring/alarm-definition";

/** Of one queue. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
export function queueMetric(metricName: string, queueName: string, stat: string): Metric {
  return { namespace: "AWS/SQS", metricName, dimensions: { QueueName: queueName }, stat };
}
