import { validateSettings } from "../../environments/schema/environment";
import { settings } from "../support/synth";

type Postgres = ReturnType<typeof settings>["data"]["postgres"];
type Network = ReturnType<typeof settings>["network"];

/** Production with other settings of PostgreSQL, and of the network. */
function problemsOf(changes: object, network: Partial<Network> = {}) {
  const { data, network: productions } = settings();
  const postgres = { ...data.postgres, ...changes } as Postgres;
  const changed = settings({ data: { ...data, postgres }, network: { ...productions, ...network } });
  return validateSettings(changed).problems ?? [];
}

/** What is set, where the problem is seen, why, and what the message offers instead. */
const wrong: [string, object, string, string, string][] = [
  ["a version that is none", { engineVersion: "latest" }, "engineVersion", "is not a version", '"18"'],
  [
    "a major version that RDS no longer has",
    { engineVersion: "12.1" },
    "engineVersion",
    "is not a major version that is known here, 13, 14, 15",
    '"14"',
  ],
  [
    "a major version that nobody here has looked at",
    { engineVersion: "19" },
    "engineVersion",
    "npm run aws-data renews the list",
    '"18"',
  ],
  [
    "the guide's version, which AWS retired",
    { engineVersion: "15.4" },
    "engineVersion",
    "is retired: AWS creates none, and upgrades those that there are. Of PostgreSQL 15 it creates 15.15, 15.16",
    '"15", or "15.19"',
  ],
  [
    "a version that AWS's calendar has ended",
    { engineVersion: "15.14" },
    "engineVersion",
    "is retired",
    '"15", or "15.19"',
  ],
  [
    "a version that never was",
    { engineVersion: "18.5", parameterGroup: {} },
    "engineVersion",
    "is none that AWS has. Of PostgreSQL 18 it creates 18.1",
    '"18", or "18.6"',
  ],
  [
    "a version past its standard support",
    { engineVersion: "13", parameterGroup: {} },
    "engineVersion",
    "standard support of PostgreSQL 13 ended on 2026-02-28",
    '"14"',
  ],
  [
    "a family that disagrees with the engine",
    { engineVersion: "16.13" },
    "parameterGroup.name",
    "is named after PostgreSQL 15, the engine is 16.13: its family is postgres16",
    '"mcp-postgres16"',
  ],
  [
    "a misspelled family",
    { instanceClass: "db.r6q.xlarge" },
    "instanceClass",
    "is not an instance class",
    '"db.r6g.xlarge"',
  ],
  [
    "a misspelled size",
    { instanceClass: "db.r6g.xlrage" },
    "instanceClass",
    "is not an instance class",
    '"db.r6g.xlarge"',
  ],
  [
    "a class of ElastiCache",
    { instanceClass: "cache.r6g.large" },
    "instanceClass",
    "is not an instance class",
    '"db.r6g.large"',
  ],
  [
    "a class that RDS retired",
    { instanceClass: "db.m4.large" },
    "instanceClass",
    "is not an instance class",
    '"db.m',
  ],
  [
    "too little storage",
    { allocatedStorage: 10 },
    "allocatedStorage",
    "AWS allows 20 to 65536 GiB of gp3",
    "20",
  ],
  [
    "too much storage",
    { allocatedStorage: 70_000 },
    "allocatedStorage",
    "AWS allows 20 to 65536 GiB of gp3",
    "65536",
  ],
  ["storage that is no number of GiB", { allocatedStorage: 99.5 }, "allocatedStorage", "whole number", "100"],
  [
    "too little storage of io2",
    { storageType: "io2", iops: 3000, allocatedStorage: 50 },
    "allocatedStorage",
    "AWS allows 100 to 65536 GiB of io2",
    "100",
  ],
  ["io2 without its operations", { storageType: "io2" }, "iops", "io2 needs it", "3000"],
  [
    "io2 with a throughput",
    { storageType: "io2", iops: 3000, storageThroughput: 500 },
    "storageThroughput",
    "only gp3",
    "leave it out",
  ],
  ["operations of little gp3", { iops: 12_000 }, "iops", "gp3 has it to set from 400 GiB on", "leave it out"],
  [
    "throughput of little gp3",
    { storageThroughput: 500 },
    "storageThroughput",
    "gp3 has it to set from 400 GiB on",
    "leave it out",
  ],
  [
    "too few operations of gp3",
    { allocatedStorage: 400, iops: 3000 },
    "iops",
    "AWS allows 12000 to 64000",
    "12000",
  ],
  [
    "more throughput than operations carry",
    { allocatedStorage: 400, iops: 12_000, storageThroughput: 4000 },
    "storageThroughput",
    "a quarter of the I/O operations, which are 12000",
    "3000",
  ],
  [
    "a limit below the storage",
    { maxAllocatedStorage: 105 },
    "maxAllocatedStorage",
    "a tenth above the 100 GiB",
    "110",
  ],
  ["a user that RDS keeps", { username: "postgres" }, "username", "is reserved by RDS", '"mcp_admin"'],
  ["a user that PostgreSQL keeps", { username: "pg_admin" }, "username", "is reserved by RDS", '"mcp_admin"'],
  [
    "a log twice",
    { cloudwatchLogsExports: ["postgresql", "postgresql"] },
    "cloudwatchLogsExports",
    "names a log twice",
    '["postgresql","upgrade"]',
  ],
  [
    "memory in parts of a block",
    { parameterGroup: { sharedBuffersGib: 0.3 } },
    "parameterGroup.sharedBuffersGib",
    "must be a multiple of 0.125",
    "8",
  ],
  [
    "more shared buffers than the class has memory",
    { instanceClass: "db.t4g.medium", parameterGroup: { sharedBuffersGib: 8 } },
    "parameterGroup.sharedBuffersGib",
    "db.t4g.medium (data.postgres.instanceClass) has 4 GiB of memory, and PostgreSQL wants 40 % of it at most",
    "1",
  ],
  [
    "shared buffers that leave too little memory",
    { instanceClass: "db.m6g.xlarge", parameterGroup: { sharedBuffersGib: 6.5 } },
    "parameterGroup.sharedBuffersGib",
    "has 16 GiB of memory",
    "4",
  ],
  [
    "a cache that is more than the memory",
    { instanceClass: "db.m6g.large", parameterGroup: { effectiveCacheSizeGib: 8.125 } },
    "parameterGroup.effectiveCacheSizeGib",
    "db.m6g.large (data.postgres.instanceClass) has 8 GiB of memory, and this is more than all of it",
    "4",
  ],
  [
    "memory for a single sort that is more than the memory",
    { instanceClass: "db.t4g.micro", parameterGroup: { workMemMib: 1025 } },
    "parameterGroup.workMemMib",
    "has 1 GiB of memory",
    "4",
  ],
  [
    "less than a MiB",
    { parameterGroup: { workMemMib: 0.5 } },
    "parameterGroup.workMemMib",
    "must be a whole number",
    "64",
  ],
  [
    "a major version that is to wait",
    { engineVersion: "16.13", parameterGroup: {}, allowMajorVersionUpgrade: true },
    "applyImmediately",
    "cannot wait for the maintenance window",
    "true",
  ],
  [
    "an upgrade to a major version alone",
    {
      engineVersion: "16",
      parameterGroup: {},
      allowMajorVersionUpgrade: true,
      applyImmediately: true,
    },
    "engineVersion",
    "names the minor version too",
    '"16.15"',
  ],
  [
    "a group that keeps its name over an upgrade",
    {
      engineVersion: "16.13",
      parameterGroup: { name: "mcp-parameters" },
      allowMajorVersionUpgrade: true,
      applyImmediately: true,
    },
    "parameterGroup.name",
    "stands beside the old one",
    '"mcp-parameters-postgres16"',
  ],
  [
    "a restore from backups that are not made",
    { readReplicas: {}, backupRetentionDays: 0, restore: "latest" },
    "restore",
    "there are no automated backups",
    "{ snapshot",
  ],
  ["a database with a hyphen", { databaseName: "my-db" }, "databaseName", "letters, digits and _", '"mcp"'],
  [
    "too long a retention",
    { backupRetentionDays: 36 },
    "backupRetentionDays",
    "AWS allows 0 to 35 days",
    "30",
  ],
  [
    "a replica of a database without backups",
    { backupRetentionDays: 0 },
    "backupRetentionDays",
    "a read replica is made from a backup",
    "1",
  ],
  [
    "a replica in a zone that the network has not",
    { readReplicas: { "read-1": { zone: "us-east-1c" } } },
    "readReplicas.read-1.zone",
    "is not among the network's zones, us-east-1a, us-east-1b",
    '"us-east-1b"',
  ],
  [
    "a replica of a name that could be another resource's",
    { readReplicas: { restored: { zone: "us-east-1b" } } },
    "readReplicas.restored",
    "must be read- and",
    '"read-1"',
  ],
  [
    "a replica whose identifier is too long",
    { readReplicas: { [`read-${"x".repeat(50)}`]: { zone: "us-east-1b" } } },
    `readReplicas.read-${"x".repeat(50)}`,
    "characters, AWS allows 63",
    "a shorter name",
  ],
  [
    "a backup inside the maintenance",
    { backupWindow: "04:30-05:00" },
    "maintenanceWindow",
    "overlaps with the backup window, 04:30-05:00",
    '"sun:05:00-sun:06:00"',
  ],
  [
    "too short a window",
    { backupWindow: "03:00-03:10" },
    "backupWindow",
    "AWS wants 30 and more",
    '"03:00-03:30"',
  ],
  [
    "a window without a day",
    { maintenanceWindow: "04:00-05:00" },
    "maintenanceWindow",
    "is not a window",
    '"sun:04:00-sun:05:00"',
  ],
  [
    "the extension by its project's name",
    { extensions: ["pgvector"] },
    "extensions[0]",
    "pgvector calls its extension vector",
    '"vector"',
  ],
  [
    "an extension that breaks out of its quotes",
    { extensions: ['x";'] },
    "extensions[0]",
    "is not the name",
    '"vector"',
  ],
  ["a role in capitals", { roles: ["Devmesh"] }, "roles[0]", "lower-case", '"devmesh"'],
  ["a role of RDS's", { roles: ["rds_reader"] }, "roles[0]", "is reserved by PostgreSQL or RDS", '"devmesh"'],
  ["no extension", { extensions: [] }, "extensions", "name at least one", '["vector","pg_stat_statements"]'],
  [
    "an image without a tag",
    { extensionsImage: "postgres" },
    "extensionsImage",
    "is not an image with a tag",
    '"public.ecr.aws/',
  ],
  [
    "a time that is none",
    { restore: { time: "yesterday" } },
    "restore.time",
    "must be a time in UTC",
    '"2026-01-02T03:04:05Z"',
  ],
  [
    "a snapshot that is an expression of Terraform's",
    { restore: { snapshot: "${var.snapshot}" } },
    "restore.snapshot",
    "is no identifier or ARN of a snapshot",
    '"mcp-production-snapshot-20241225"',
  ],
  [
    "an interval that AWS has not",
    { monitoringIntervalSeconds: 20 },
    "monitoringIntervalSeconds",
    "must be one of",
    "15",
  ],
  [
    "a version of the password that is none",
    { passwordVersion: 0 },
    "passwordVersion",
    "must be 1 or more",
    "2",
  ],
];

test.each(wrong)("%s is refused: %j", (_what, changes, path, reason, use) => {
  expect(problemsOf(changes)).toEqual([
    expect.objectContaining({
      path: `data.postgres.${path}`,
      reason: expect.stringContaining(reason),
      use: expect.stringContaining(use),
    }),
  ]);
});

test("a task without a route to its image is refused", () => {
  // Enough for the services, whose images are in ECR.
  const withoutNat = {
    natGateways: "none" as const,
    gatewayEndpoints: ["s3" as const],
    interfaceEndpoints: [
      ...["ecr.api", "ecr.dkr", "logs", "secretsmanager"],
      ...["sqs", "bedrock-runtime", "monitoring"],
    ],
  };
  expect(problemsOf({}, withoutNat)).toEqual([
    expect.objectContaining({
      path: "data.postgres.extensionsFrom",
      reason: expect.stringContaining("NAT gateway"),
    }),
  ]);
  expect(problemsOf({ extensionsFrom: "operator" }, withoutNat)).toEqual([]);
});

test.each([
  ["a minor version", { engineVersion: "15.15" }],
  ["a minor version that is newer than the list", { engineVersion: "15.99" }],
  [
    "a version past its standard support, if told",
    { engineVersion: "13", parameterGroup: {}, extendedSupport: true },
  ],
  [
    "another major version, with its group",
    { engineVersion: "16.13", parameterGroup: { name: "mcp-postgres16" } },
  ],
  ["a major version alone, with the group named for us", { engineVersion: "17", parameterGroup: {} }],
  ["a class with local disks", { instanceClass: "db.r6gd.4xlarge" }],
  ["a burstable class", { instanceClass: "db.t4g.micro", parameterGroup: {} }],
  [
    "as much memory as PostgreSQL wants at most",
    { instanceClass: "db.m6g.large", parameterGroup: { sharedBuffersGib: 3.125, effectiveCacheSizeGib: 8 } },
  ],
  [
    "another major version at once",
    { engineVersion: "16.13", parameterGroup: {}, allowMajorVersionUpgrade: true, applyImmediately: true },
  ],
  ["windows that touch", { backupWindow: "05:00-06:00" }],
  ["tuned gp3", { allocatedStorage: 400, iops: 16_000, storageThroughput: 4000 }],
  ["io2", { storageType: "io2", iops: 3000 }],
  ["a point in time", { restore: { time: "2026-01-02T03:04:05Z" } }],
  ["the latest backup", { restore: "latest" }],
  [
    "an automated snapshot of another account",
    { restore: { snapshot: "arn:aws:rds:us-east-1:123456789012:snapshot:rds:mcp-2026-01-02-03-04" } },
  ],
  ["a snapshot", { restore: { snapshot: "mcp-production-snapshot-20241225" } }],
  ["no replicas, and no backups to make them from", { readReplicas: {}, backupRetentionDays: 0 }],
])("%s is right", (_what, changes) => {
  expect(problemsOf(changes)).toEqual([]);
});

test("the parameter group's name follows the environment and the major version", () => {
  const { data } = settings();
  const postgres = { ...data.postgres, engineVersion: "17", parameterGroup: {} };
  const { environment } = validateSettings(settings({ data: { ...data, postgres } }));
  expect(environment?.data.postgres.parameterGroup.name).toBe("mcp-production-postgres17");
});
