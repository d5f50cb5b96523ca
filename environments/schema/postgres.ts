import { z } from "zod";
import { GP3_BASELINE, GP3_TUNABLE_GIB } from "../../modules/database/storage-performance";
import type { Filled } from "./filled";
import { instanceSize } from "./instance-size";
import { instanceClass } from "./instance-types";
import { type networkSchema, RETENTION_DAYS, zonesInUse } from "./network";
import { engineVersion, versionProblems } from "./postgres-versions";
import type { Problem } from "./problem";
import { wholeNumber } from "./whole-number";
import { dailyWindow, weeklyWindow, weeklyWindowBeside, windowsOverlap } from "./windows";

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html, for PostgreSQL, as all numbers of storage here */
const STORAGE_GIB = { gp3: { min: 20, max: 65_536 }, io2: { min: 100, max: 65_536 } } as const;
const GP3_IOPS = { min: GP3_BASELINE.iops, max: 64_000 } as const;
const GP3_THROUGHPUT = { min: GP3_BASELINE.storageThroughput, max: 4_000 } as const;
const IO2_IOPS = { min: 1_000, max: 256_000 } as const;
/** MiB a second for each I/O operation a second. */
const GP3_THROUGHPUT_PER_IOPS = 0.25;
/** Storage grows by a tenth at least. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html */
const AUTOSCALING_SHARE = 0.1;

/** Of the memory: RDS' default, and the most that helps. https://www.postgresql.org/docs/current/runtime-config-resource.html */
const SHARED_BUFFERS_SHARE = { default: 0.25, max: 0.4 } as const;

const MIB_PER_GIB = 1024;

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.html */
const MAX_REPLICAS = 15;

/** Terraform knows it by this name too: nothing else beside the database has one that begins so. */
const REPLICA_NAME = /^read(-[a-z0-9]+)+$/;

/** More than RDS has. */
const MAX_EXTENSIONS = 100;
/** PostgreSQL has no limit of its own: nobody means more. */
const MAX_ROLES = 20;

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html, as the words below */
const MIN_WINDOW_MINUTES = 30;

/** Words that PostgreSQL or RDS keep for themselves. */
const RESERVED_USERS = ["admin", "postgres", "rdsadmin", "user"];

/** Names that PostgreSQL and RDS keep for roles of their own. */
const RESERVED_PREFIX = /^(pg_|rds)/;

/** RDS takes whole blocks of 8 KiB only; an eighth of a GiB is fine enough. */
const gib = z.number().positive("must be above 0").multipleOf(0.125, "must be a multiple of 0.125");

export const postgresSchema = z.strictObject({
  /**
   * PostgreSQL's version, 13–18: a major version alone, `15`, where AWS picks the minor one and upgrades it in the maintenance
   * window; or `15.17`, which is then yours to upgrade, before AWS retires it. A retired version is refused: AWS creates none.
   */
  engineVersion,
  /**
   * Lets a change of `engineVersion` go to another major version, `16.15`, with its minor one. Take a snapshot first. Needs
   * `applyImmediately: true`: the parameter group cannot change before the version does. @default false
   */
  allowMajorVersionUpgrade: z.boolean().default(false),
  /**
   * Keeps a major version after AWS's standard support for it, at an extra price for each vCPU and hour; without, AWS creates no
   * such version and upgrades the database to the next. AWS takes it at the creation (or a restore) alone, and never after.
   * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support.html @default false
   */
  extendedSupport: z.boolean().default(false),
  /**
   * The instance class, one that the region has. db.r6g.xlarge has 4 vCPU and 32 GiB, about 330 USD a month, twice that with a
   * standby.
   */
  instanceClass,
  /** GiB: 20–65536 of gp3, 100–65536 of io2. It can grow in place and never shrink. */
  allocatedStorage: z.int("must be a whole number of GiB").meta({ example: 100 }),
  /** GiB up to which the storage grows by itself, at least a tenth above `allocatedStorage`. @default it does not grow */
  maxAllocatedStorage: z.int("must be a whole number of GiB").optional().meta({ example: 200 }),
  /** @default "gp3" */
  storageType: z.enum(["gp3", "io2"]).default("gp3"),
  /** I/O operations a second: 1000–256000 of io2, which needs it; 12000–64000 of gp3 from 400 GiB on. @default 12000 there */
  iops: z.int("must be a whole number").optional().meta({ example: 16_000 }),
  /** MiB a second: 500–4000 of gp3 from 400 GiB on, at most a quarter of `iops`. @default 500 there */
  storageThroughput: z.int("must be a whole number of MiB/s").optional().meta({ example: 700 }),
  /** The first database. @default "mcp" */
  databaseName: z
    .string()
    .regex(
      /^[a-z][a-z0-9_]{0,62}$/,
      "must be 1 to 63 lower-case letters, digits and _, beginning with a letter",
    )
    .default("mcp"),
  /** The master user. @default "mcp_admin" */
  username: z
    .string()
    .regex(
      /^[a-z][a-z0-9_]{0,62}$/,
      "must be 1 to 63 lower-case letters, digits and _, beginning with a letter",
    )
    .refine((name) => !RESERVED_USERS.includes(name) && !RESERVED_PREFIX.test(name), "is reserved by RDS")
    .default("mcp_admin"),
  /** Another number makes another password, here and in all secrets that hold it, at the next apply. @default 1 */
  passwordVersion: z.int().min(1, "must be 1 or more").default(1).meta({ example: 2 }),
  /** Also lets IAM users and roles log in, with tokens, once PostgreSQL grants them rds_iam. @default true */
  iamAuthentication: z.boolean().default(true),
  /** Days of automated backups, 0–35; 0 is for databases that may be lost. @default 7 */
  backupRetentionDays: wholeNumber(0, 35, "days").default(7).meta({ example: 30 }),
  /** Every day, UTC, 30 minutes and more. @default "03:00-04:00" */
  backupWindow: dailyWindow(MIN_WINDOW_MINUTES).default("03:00-04:00"),
  /** Every week, UTC, 30 minutes and more, outside of the backup window. @default "sun:04:00-sun:05:00" */
  maintenanceWindow: weeklyWindow(MIN_WINDOW_MINUTES).default("sun:04:00-sun:05:00"),
  /** A standby in another zone, which takes over by itself. Doubles the price. @default true */
  multiAz: z.boolean().default(true),
  /** Makes AWS refuse to delete it; has to be false for `destroy`. @default true */
  deletionProtection: z.boolean().default(true),
  /** No snapshot when it is deleted: for databases that may be lost. @default false */
  skipFinalSnapshot: z.boolean().default(false),
  /** Changes that interrupt at once, instead of in the maintenance window. @default false */
  applyImmediately: z.boolean().default(false),
  /** Logs that go to CloudWatch. @default ["postgresql"] */
  cloudwatchLogsExports: z
    .array(z.enum(["postgresql", "upgrade"]))
    .refine((logs) => new Set(logs).size === logs.length, "names a log twice")
    .default(["postgresql"])
    .meta({ example: ["postgresql", "upgrade"] }),
  /** How long CloudWatch keeps them, one of its own steps. @default 365 */
  logRetentionDays: z.literal(RETENTION_DAYS).default(365),
  /** Performance Insights, seven days back, free of charge. @default true */
  performanceInsights: z.boolean().default(true),
  /** Seconds between the values of Enhanced Monitoring; 0 for none. About 2 USD a month and instance at 60. @default 60 */
  monitoringIntervalSeconds: z.literal([0, 1, 5, 10, 15, 30, 60]).default(60),
  /** PostgreSQL's parameters. */
  parameterGroup: z
    .strictObject({
      /** Its name, which has to change with the major version. @default "<namePrefix>-<name>-postgres<major version>" */
      name: z
        .string()
        .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "must be lower-case letters, digits and single hyphens")
        .max(255, "AWS allows 255 characters")
        .optional()
        .meta({ example: "mcp-postgres15" }),
      /** `shared_buffers` in GiB, at most 40 % of the memory; takes a restart. @default a quarter of the memory, by RDS */
      sharedBuffersGib: gib.optional().meta({ example: 8 }),
      /** `effective_cache_size` in GiB. @default half of the memory, by RDS */
      effectiveCacheSizeGib: gib.optional().meta({ example: 24 }),
      /** `work_mem` in MiB, for each sort and each hash of each query. @default 4, by PostgreSQL */
      workMemMib: z
        .int("must be a whole number of MiB")
        .min(1, "must be 1 or more")
        .optional()
        .meta({ example: 64 }),
    })
    .prefault({}),
  /** Extensions by PostgreSQL's own names. @default vector, pg_stat_statements, uuid-ossp, pgcrypto: what the platform uses */
  extensions: z
    .array(
      z
        .string()
        .regex(/^[a-z][a-z0-9_-]*$/, "is not the name of an extension")
        .refine((name) => name !== "pgvector", "pgvector calls its extension vector")
        .meta({ example: "vector" }),
    )
    .min(1, "name at least one extension")
    .max(MAX_EXTENSIONS, `must be ${MAX_EXTENSIONS} at most`)
    .default(["vector", "pg_stat_statements", "uuid-ossp", "pgcrypto"])
    .meta({ example: ["vector", "pg_stat_statements"] }),
  /**
   * Roles that are made beside the extensions, where they are missing: without login or rights, for migrations that grant to them.
   * Taken out here, a role stays. @default []
   */
  roles: z
    .array(
      z
        .string()
        .regex(
          /^[a-z][a-z0-9_]{0,62}$/,
          "must be 1 to 63 lower-case letters, digits and _, beginning with a letter",
        )
        .refine((name) => !RESERVED_PREFIX.test(name), "is reserved by PostgreSQL or RDS")
        .meta({ example: "devmesh" }),
    )
    .max(MAX_ROLES, `must be ${MAX_ROLES} at most`)
    .default([])
    .meta({ example: ["devmesh"] }),
  /**
   * Where the extensions are made from. `task`: a Fargate task inside the VPC, which the AWS CLI starts where Terraform runs;
   * works for a database without a public address. `operator`: psql where Terraform runs, which has to reach the database (by
   * a VPN, say). @default "task"
   */
  extensionsFrom: z.enum(["task", "operator"]).default("task"),
  /**
   * The image of the task, which has psql: a public one, or one in ECR, of this account or of one that lets it in. Of other private
   * registries, copy it to ECR. @default "public.ecr.aws/docker/library/postgres:17-alpine"
   */
  extensionsImage: z
    .string()
    .regex(
      /^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)+(:[\w.-]+|@sha256:[0-9a-f]{64})$/,
      "is not an image with a tag or digest",
    )
    .default("public.ecr.aws/docker/library/postgres:17-alpine"),
  /** Read replicas by their names, at most 15: `<namePrefix>-<name>-read-1` is the one of the name `read-1`. @default {} */
  readReplicas: z
    .record(
      z
        .string()
        .regex(REPLICA_NAME, "must be read- and lower-case letters, digits and single hyphens")
        .meta({ example: "read-1" }),
      z.strictObject({
        /** One of the network's zones. */
        zone: z.string().meta({ example: "us-east-1b" }),
      }),
    )
    .refine((replicas) => Object.keys(replicas).length <= MAX_REPLICAS, `AWS allows ${MAX_REPLICAS}`)
    .default({})
    .meta({ example: { "read-1": { zone: "us-east-1b" } } }),
  /**
   * Makes `<namePrefix>-<name>-db-restored` from a backup, beside the database: from a snapshot by its identifier, from a
   * point in time (UTC), or from the latest that there is. @default none
   */
  restore: z
    .union(
      [
        z.literal("latest"),
        z.strictObject({
          snapshot: z
            .string()
            .regex(/^[A-Za-z0-9:.-]+$/, "is no identifier or ARN of a snapshot")
            .meta({ example: "mcp-production-snapshot-20241225" }),
        }),
        z.strictObject({
          time: z.iso.datetime("must be a time in UTC").meta({ example: "2026-01-02T03:04:05Z" }),
        }),
      ],
      { error: 'must be "latest", { snapshot: "..." } or { time: "..." }' },
    )
    .optional()
    .meta({ example: { snapshot: "mcp-production-snapshot-20241225" } }),
});

type FilledPostgres = Filled<typeof postgresSchema>;

/** What PostgreSQL's settings lack when each is right by itself. Takes the settings that are, and the network's zones. */
export function postgresProblems(postgres: FilledPostgres, network: Filled<typeof networkSchema>): Problem[] {
  return [
    ...memoryProblems(postgres),
    ...storageProblems(postgres),
    ...windowProblems(postgres),
    ...versionProblems(postgres),
    ...restoreProblems(postgres),
    ...replicaProblems(postgres, network),
    ...taskProblems(postgres, network),
  ].map((problem) => ({ ...problem, path: `data.postgres.${problem.path}` }));
}

/** A database that asks for more memory than its class has does not start, or is slow without a word. */
function memoryProblems({ instanceClass: type, parameterGroup }: FilledPostgres): Problem[] {
  const memory = type === undefined ? undefined : instanceSize(type)?.gib;
  if (memory === undefined) return [];
  const { sharedBuffersGib, effectiveCacheSizeGib, workMemMib } = parameterGroup;
  const has = `${type} (data.postgres.instanceClass) has ${memory} GiB of memory`;
  const isAll = `${has}, and this is more than all of it`;
  const { default: usual, max } = SHARED_BUFFERS_SHARE;
  const limits = [
    {
      path: "sharedBuffersGib",
      value: sharedBuffersGib,
      most: memory * max,
      reason: `${has}, and PostgreSQL wants ${max * 100} % of it at most: with more, it may not start`,
      use: memory * usual,
    },
    {
      path: "effectiveCacheSizeGib",
      value: effectiveCacheSizeGib,
      most: memory,
      reason: isAll,
      use: memory / 2,
    },
    { path: "workMemMib", value: workMemMib, most: memory * MIB_PER_GIB, reason: isAll, use: 4 },
  ];
  return limits.flatMap(({ path, value, most, reason, use }) =>
    value === undefined || value <= most
      ? []
      : [{ path: `parameterGroup.${path}`, value, reason, use: `${use}` }],
  );
}

function storageProblems(postgres: FilledPostgres): Problem[] {
  const { storageType, allocatedStorage: size, maxAllocatedStorage, iops, storageThroughput } = postgres;
  if (size === undefined) return [];
  const { min, max } = STORAGE_GIB[storageType];
  if (size < min || size > max) {
    const use = String(size < min ? min : max);
    return [
      {
        path: "allocatedStorage",
        value: size,
        reason: `AWS allows ${min} to ${max} GiB of ${storageType}`,
        use,
      },
    ];
  }
  const least = Math.ceil(size + size * AUTOSCALING_SHARE);
  const growth =
    maxAllocatedStorage !== undefined && (maxAllocatedStorage < least || maxAllocatedStorage > max)
      ? [
          {
            path: "maxAllocatedStorage",
            value: maxAllocatedStorage,
            reason: `must be a tenth above the ${size} GiB of allocatedStorage at least, and ${max} at most`,
            use: String(Math.min(least, max)),
          },
        ]
      : [];
  return [
    ...growth,
    ...(storageType === "gp3"
      ? gp3Problems(size, iops, storageThroughput)
      : io2Problems(iops, storageThroughput)),
  ];
}

function gp3Problems(size: number, iops?: number, throughput?: number): Problem[] {
  const given = [
    { path: "iops", value: iops, limits: GP3_IOPS },
    { path: "storageThroughput", value: throughput, limits: GP3_THROUGHPUT },
  ].filter(({ value }) => value !== undefined);
  if (size < GP3_TUNABLE_GIB) {
    const reason = `gp3 has it to set from ${GP3_TUNABLE_GIB} GiB on`;
    return given.map(({ path, value }) => ({
      path,
      value,
      reason,
      use: "leave it out, or more allocatedStorage",
    }));
  }
  const outside = given.flatMap(({ path, value, limits }) => outsideOf(path, value as number, limits));
  if (outside.length > 0 || throughput === undefined) return outside;
  const most = (iops ?? GP3_IOPS.min) * GP3_THROUGHPUT_PER_IOPS;
  if (throughput <= most) return [];
  const reason = `AWS allows a quarter of the I/O operations, which are ${iops ?? GP3_IOPS.min}`;
  return [{ path: "storageThroughput", value: throughput, reason, use: String(most) }];
}

function io2Problems(iops?: number, throughput?: number): Problem[] {
  const problems =
    iops === undefined
      ? [{ path: "iops", value: iops, reason: "io2 needs it", use: "3000" }]
      : outsideOf("iops", iops, IO2_IOPS);
  if (throughput === undefined) return problems;
  const reason = "only gp3 has it to set; that of io2 follows iops";
  return [...problems, { path: "storageThroughput", value: throughput, reason, use: "leave it out" }];
}

function outsideOf(path: string, value: number, { min, max }: { min: number; max: number }): Problem[] {
  if (value >= min && value <= max) return [];
  return [{ path, value, reason: `AWS allows ${min} to ${max}`, use: String(value < min ? min : max) }];
}

function windowProblems({ backupWindow, maintenanceWindow }: FilledPostgres): Problem[] {
  if (!windowsOverlap(backupWindow, maintenanceWindow)) return [];
  const free = weeklyWindowBeside(backupWindow, maintenanceWindow, MIN_WINDOW_MINUTES);
  const reason = `overlaps with the backup window, ${backupWindow}`;
  const use = free ? `"${free}"` : "a shorter backupWindow";
  return [{ path: "maintenanceWindow", value: maintenanceWindow, reason, use }];
}

function restoreProblems({ restore, backupRetentionDays }: FilledPostgres): Problem[] {
  const isFromBackups = restore !== undefined && (restore === "latest" || "time" in restore);
  if (!isFromBackups || backupRetentionDays > 0) return [];
  const reason = "there are no automated backups to restore from: their retention is 0 days";
  return [
    { path: "restore", value: restore, reason, use: '{ snapshot: "..." }, or backupRetentionDays above 0' },
  ];
}

function replicaProblems(
  { readReplicas, backupRetentionDays }: FilledPostgres,
  network: Filled<typeof networkSchema>,
): Problem[] {
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.html
  const unsaved =
    Object.keys(readReplicas).length > 0 && backupRetentionDays === 0
      ? [
          {
            path: "backupRetentionDays",
            value: 0,
            reason: "a read replica is made from a backup: its source has to keep some",
            use: "1",
          },
        ]
      : [];
  const elsewhere = Object.entries(readReplicas).flatMap(([name, { zone }]) => {
    const known = zonesInUse(network);
    if (zone === undefined || known.length === 0 || known.includes(zone)) return [];
    const reason = network.retiredZones?.includes(zone)
      ? "is retired (network.retiredZones): a replica in another zone is another one"
      : `is not among the network's zones, ${known.join(", ")}`;
    return [{ path: `readReplicas.${name}.zone`, value: zone, reason, use: `"${known.at(-1)}"` }];
  });
  return [...unsaved, ...elsewhere];
}

function taskProblems(
  { extensionsFrom }: FilledPostgres,
  { natGateways, privateSubnets }: Filled<typeof networkSchema>,
): Problem[] {
  if (extensionsFrom !== "task" || (natGateways !== "none" && privateSubnets?.length !== 0)) return [];
  const reason = "the task runs in private subnets and gets its image by a NAT gateway, and there is none";
  return [
    {
      path: "extensionsFrom",
      value: extensionsFrom,
      reason,
      use: '"operator", or network.natGateways: "single"',
    },
  ];
}
