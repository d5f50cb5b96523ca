/** GiB from which on gp3 has four volumes, and its I/O operations and throughput can be set. Below, AWS takes neither. */
export const GP3_TUNABLE_GIB = 400;

/**
 * What gp3 of that size has at no extra price, and the least that can be set: I/O operations and MiB a second.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage
 */
export const GP3_BASELINE = { iops: 12_000, storageThroughput: 500 } as const;

/** A database's storage, its type being one that Postgres takes. */
export interface PostgresStorage {
  readonly storageType: "gp3" | "io2";
  /** GiB. */
  readonly allocatedStorage: number;
  readonly iops?: number;
  readonly storageThroughput?: number;
}

/**
 * What of the storage's performance is written. Where AWS takes it, it is written always: left out, an instance would keep what was
 * set before, at its price, and one that grows to 400 GiB would ask for less than AWS takes there.
 */
export function storagePerformance(
  storage: PostgresStorage,
): Pick<PostgresStorage, "iops" | "storageThroughput"> {
  const { storageType, allocatedStorage, iops, storageThroughput } = storage;
  const isTunableGp3 = storageType === "gp3" && allocatedStorage >= GP3_TUNABLE_GIB;
  const baseline = isTunableGp3 ? GP3_BASELINE : undefined;
  return {
    iops: iops ?? baseline?.iops,
    storageThroughput: storageThroughput ?? baseline?.storageThroughput,
  };
}
