/** When tasks are not done. */
export interface TaskQueueThresholds {
  /** Seconds since the oldest task that is not done was sent. */
  readonly oldestMessageSeconds: number;
  /** Tasks that wait. */
  readonly messages: number;
  /** Tasks that failed too often and lie in the dead-letter queue. */
  readonly deadLetters: number;
}

export const DEFAULT_TASK_QUEUE_THRESHOLDS: TaskQueueThresholds = {
  // Twice the visibility timeout of 1800: a task whose first worker died may still be done by the second.
  oldestMessageSeconds: 3600,
  // Autoscaling's 100 for each of at most ten workers: above, more workers than allowed are wanted.
  messages: 1000,
  // Each is a task that somebody asked for and that was not done.
  deadLetters: 0,
};
