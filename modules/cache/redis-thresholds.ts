/** Thresholds of the alarms on a cache, of any of its nodes. */
export interface RedisThresholds {
  /** EngineCPUUtilization, percent: of the one thread that runs commands. */
  readonly engineCpuPercent: number;
  /** Percent of the memory for data. */
  readonly memoryPercent: number;
  /** Evictions in five minutes, of all nodes together: memory was full. */
  readonly evictions: number;
  /** Seconds that a replica may be behind. */
  readonly replicationLagSeconds: number;
  /** Failed authentications in five minutes, of all nodes together. */
  readonly authenticationFailures: number;
}

export const DEFAULT_REDIS_THRESHOLDS: RedisThresholds = {
  // AWS suggests nine tenths of what there is: above, commands wait for each other.
  // https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.WhichShouldIMonitor.html
  engineCpuPercent: 90,
  // Time to choose larger nodes before keys are evicted.
  memoryPercent: 80,
  // About three a second: a full cache evicts a key now and then, one that is too small evicts what is still in use.
  evictions: 1000,
  // Replicas are ordinarily less than a second behind: what a failover loses.
  replicationLagSeconds: 10,
  // A person mistypes a few times, a client with an old token tries again and again.
  authenticationFailures: 5,
};
