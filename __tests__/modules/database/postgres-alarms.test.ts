import type { PostgresProps } from "../../../modules/database/postgres";
import {
  DEFAULT_POSTGRES_THRESHOLDS,
  type PostgresThresholds,
} from "../../../modules/database/postgres-thresholds";
import { synthAlarms } from "../../support/alarms";
import { knownMetric, metricsOf, unknownMetrics } from "../../support/metrics";
import { postgres } from "../../support/postgres";

const REPLICAS = [1, 2].map((number) => ({
  id: `mcp_postgres_read_${number}`,
  name: `test-read-${number}`,
  zone: "us-east-1a",
}));

function alarms(changes: Partial<PostgresProps> = {}, thresholds?: Partial<PostgresThresholds>) {
  return synthAlarms((stack) =>
    postgres(stack, changes).alarms(thresholds && { ...DEFAULT_POSTGRES_THRESHOLDS, ...thresholds }),
  );
}

const OF_EACH = ["database_cpu", "database_memory", "database_storage", "database_connections"];

test("a database has alarms without replicas, and more with them", () => {
  expect(alarms().ids).toEqual([...OF_EACH, "database_transaction_ids"]);
  expect(alarms({ replicas: REPLICAS }).ids).toEqual([
    ...OF_EACH,
    "database_transaction_ids",
    ...OF_EACH.map((id) => `${id}_read_1`),
    "database_replica_lag_read_1",
    ...OF_EACH.map((id) => `${id}_read_2`),
    "database_replica_lag_read_2",
  ]);
});

test("a replica of another name has it whole", () => {
  const replicas = [{ id: "reports", name: "test-reports", zone: "us-east-1a" }];
  expect(alarms({ replicas }).ids).toContain("database_replica_lag_reports");
});

test("RDS publishes what they look at", () => {
  expect(unknownMetrics(alarms({ replicas: REPLICAS }).definitions)).toEqual([]);
});

test("each looks at its own instance", () => {
  const { ids, dimensions } = alarms({ replicas: REPLICAS });
  for (const id of ids) {
    const replica = /_read_\d$/.exec(id)?.[0] ?? "";
    const identifier = `\${aws_db_instance.mcp_postgres${replica}.identifier}`;
    expect([id, dimensions(id)]).toEqual([id, [{ DBInstanceIdentifier: identifier }]]);
  }
});

test.each<[string, Partial<PostgresThresholds>, number, string]>([
  ["database_cpu", { cpuPercent: 70 }, 70, "Percent"],
  ["database_memory", { freeMemoryGib: 2 }, 2_147_483_648, "Bytes"],
  ["database_memory", { freeMemoryGib: 0.5 }, 536_870_912, "Bytes"],
  ["database_storage", { freeStorageGib: 5 }, 5_368_709_120, "Bytes"],
  ["database_connections", { connections: 50 }, 50, "Count"],
  ["database_transaction_ids", { transactionIds: 500_000_000 }, 500_000_000, "Count"],
  ["database_replica_lag_read_1", { replicaLagSeconds: 600 }, 600, "Seconds"],
])("%s is told from %j on", (id, changed, threshold, unit) => {
  const before = alarms({ replicas: REPLICAS });
  const after = alarms({ replicas: REPLICAS }, changed);
  expect(after.alarm(id).threshold).toBe(threshold);
  expect(before.alarm(id).threshold).not.toBe(threshold);
  expect(before.alarm(id).alarm_description).not.toBe(after.alarm(id).alarm_description);
  expect(metricsOf(after.definition(id)).map((metric) => knownMetric(metric)?.unit)).toEqual([unit]);
});

test("thresholds of an instance are those of its replicas", () => {
  const { alarm } = alarms({ replicas: REPLICAS }, { cpuPercent: 70, freeStorageGib: 5 });
  expect(alarm("database_cpu_read_2").threshold).toBe(70);
  expect(alarm("database_storage_read_2").threshold).toBe(5_368_709_120);
});

test("what runs out is told when there is little, what piles up when there is much", () => {
  const { definitions } = alarms({ replicas: REPLICAS });
  const low = definitions.filter(({ comparison }) => comparison === "LessThanThreshold").map(({ id }) => id);
  expect(low).toEqual(
    ["", "_read_1", "_read_2"].flatMap((suffix) => [`database_memory${suffix}`, `database_storage${suffix}`]),
  );
});

test("one alarm of each instance says that it is down, and a replica's that it replicates no more", () => {
  const { definitions } = alarms({ replicas: REPLICAS });
  const breaching = definitions.filter(({ missingData }) => missingData === "breaching").map(({ id }) => id);
  expect(breaching).toEqual([
    "database_cpu",
    "database_cpu_read_1",
    "database_replica_lag_read_1",
    "database_cpu_read_2",
    "database_replica_lag_read_2",
  ]);
});

test("each says which instance it is", () => {
  const { alarm } = alarms({ replicas: REPLICAS });
  expect(alarm("database_cpu").alarm_description).toMatch(/^The database uses/);
  expect(alarm("database_cpu_read_2").alarm_description).toMatch(/^The replica read-2 uses/);
});

test("nobody is woken by a database, but by the services that notice it", () => {
  for (const { id, severity } of alarms({ replicas: REPLICAS }).definitions)
    expect([id, severity]).toEqual([id, "alert"]);
});

test("replicas share the runbook's entries, whatever they are called", () => {
  const { definition } = alarms({ replicas: REPLICAS });
  expect(definition("database_cpu").runbook).toBe("database-cpu");
  for (const number of [1, 2]) {
    expect(definition(`database_cpu_read_${number}`).runbook).toBe("replica-cpu");
    expect(definition(`database_replica_lag_read_${number}`).runbook).toBe("replica-lag");
  }
});
