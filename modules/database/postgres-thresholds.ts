/** Thresholds of the alarms on a database and on its replicas, which are of the same instance class. */
export interface PostgresThresholds {
  /** Average CPU utilization, percent. */
  readonly cpuPercent: number;
  /** GiB of memory that are left, at least. */
  readonly freeMemoryGib: number;
  /** GiB of storage that are left, at least. */
  readonly freeStorageGib: number;
  /** Connections of clients, at most. */
  readonly connections: number;
  /** Seconds that a replica may be behind. */
  readonly replicaLagSeconds: number;
  /** Transactions since the oldest that is not frozen: PostgreSQL stops writing shortly before 2^31. */
  readonly transactionIds: number;
}

/** For an instance as large as the guide's, db.r6g.xlarge with 100 GiB; smaller ones need other numbers. */
export const DEFAULT_POSTGRES_THRESHOLDS: PostgresThresholds = {
  // Above, queries begin to wait for each other, and a failover or a vacuum has no room.
  cpuPercent: 80,
  // Sixteen sorts with the guide's work_mem of 64 MiB. Below, the kernel shrinks its page cache, then kills processes.
  freeMemoryGib: 1,
  // A tenth of the guide's 100 GiB, where storage that grows by itself does so. Once it grew it cannot again for six hours.
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html
  freeStorageGib: 10,
  // RDS allows about 400 with 4 GiB of memory (db.t4g.medium). With 32 GiB it allows thousands, but 384 sorts of 64 MiB fill
  // what the guide's 8 GiB of shared_buffers leave of them.
  connections: 300,
  // A source without writes alone makes replicas report up to these.
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PostgreSQL.Replication.ReadReplicas.html
  replicaLagSeconds: 300,
  // Half of what there are. Autovacuum freezes from 200 million on: by then it has failed for long, and there is time left.
  // https://aws.amazon.com/blogs/database/implement-an-early-warning-system-for-transaction-id-wraparound-in-amazon-rds-for-postgresql/
  transactionIds: 1_000_000_000,
};
