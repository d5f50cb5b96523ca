import { z } from "zod";
import { DEFAULT_REDIS_THRESHOLDS as REDIS } from "../../modules/cache/redis-thresholds";
import { DEFAULT_POSTGRES_THRESHOLDS as POSTGRES } from "../../modules/database/postgres-thresholds";
import { DEFAULT_TASK_QUEUE_THRESHOLDS as TASK_QUEUE } from "../../modules/queue/task-queue-thresholds";
import type { Filled } from "./filled";
import type { Problem } from "./problem";
import { wholeNumber } from "./whole-number";

const OURS = "must be";

/** SNS allows millions; a list of that many people is a list of addresses elsewhere. */
const MAX_RECIPIENTS = 100;
const RECIPIENTS_RULE = `must be ${MAX_RECIPIENTS} at most: name a mailing list`;

const email = z.email("is not an e-mail address").meta({ example: "oncall@yourdomain.com" });

const url = z
  .url({ protocol: /^https$/, error: "is not a URL that begins with https://" })
  .meta({ example: "https://events.example.com/hook" });

/** Who is told. Each has to confirm what AWS writes first. */
const recipients = z.strictObject({
  /** @default [] */
  emails: z
    .array(email)
    .max(MAX_RECIPIENTS, RECIPIENTS_RULE)
    .default([])
    .meta({ example: ["oncall@yourdomain.com"] }),
  /** @default [] */
  urls: z
    .array(url)
    .max(MAX_RECIPIENTS, RECIPIENTS_RULE)
    .default([])
    .meta({ example: ["https://events.example.com/hook"] }),
});

const percent = wholeNumber(1, 100, "percent", OURS);
const count = (unit: string) => wholeNumber(0, 1_000_000_000, unit, OURS);
const gib = z.number().min(0, "must be 0 to 65536 GiB").max(65_536, "must be 0 to 65536 GiB");
const seconds = z
  .number()
  .min(0.01, "must be 0.01 to 3600 seconds")
  .max(3600, "must be 0.01 to 3600 seconds");

/** What an engineer on call needs. Guide: lines 746–905. */
export const monitoringSchema = z.strictObject({
  /** Who is paged when users are affected. @default nobody */
  pages: recipients.prefault({}),
  /** Who is told of every alarm. @default nobody */
  alerts: recipients.prefault({}),
  /** Where docs/runbook.md is read: each alarm links to its entry. @default "docs/runbook.md" */
  runbookUrl: z.string().min(1, "must not be empty").default("docs/runbook.md"),
  /** Of the services. @default {} */
  services: z
    .strictObject({
      /** Average CPU utilization, percent. @default 80, above what autoscaling keeps to */
      cpuPercent: percent.default(80),
      /** Average memory utilization, percent. @default 90, above what autoscaling keeps to */
      memoryPercent: percent.default(90),
      /** Minutes with fewer running tasks than desired, 1–1440. @default 15, longer than a deployment or a scaling action */
      missingTasksMinutes: wholeNumber(1, 1440, "minutes", OURS).default(15),
    })
    .prefault({}),
  /** Of the requests. @default {} */
  requests: z
    .strictObject({
      /** Percent of answers that are errors of the server (5XX). @default 10 */
      errorPercent: percent.default(10),
      /** Percent of answers that are errors of the client (4XX). @default 30: expired tokens make some, always */
      clientErrorPercent: percent.default(30),
      /** Requests in five minutes below which shares and percentiles of a service say nothing, 1 and more. @default 20 */
      minimumRequests: wholeNumber(1, 1_000_000, "requests", OURS).default(20),
      /** Seconds that 95 of 100 answers take at most. @default 2 */
      latencyP95Seconds: seconds.default(2),
      /** Seconds that 99 of 100 answers take at most. @default 5 */
      latencyP99Seconds: seconds.default(5),
    })
    .prefault({}),
  /** Of the database and each of its replicas. The reasons of the defaults are in modules/database/postgres-thresholds.ts. @default {} */
  database: z
    .strictObject({
      /** Average CPU utilization, percent. @default 80 */
      cpuPercent: percent.default(POSTGRES.cpuPercent),
      /** GiB of memory that are left, at least. @default 1 */
      freeMemoryGib: gib.default(POSTGRES.freeMemoryGib),
      /** GiB of storage that are left, at least. @default 10 */
      freeStorageGib: gib.default(POSTGRES.freeStorageGib),
      /** Connections of clients, at most. @default 300 */
      connections: count("connections").default(POSTGRES.connections),
      /** Seconds that a replica may be behind. @default 300 */
      replicaLagSeconds: count("seconds").default(POSTGRES.replicaLagSeconds),
      /** Transactions since the oldest that is not frozen, at most 2147483647. @default 1000000000 */
      transactionIds: wholeNumber(1, 2_147_483_647, "transactions", OURS).default(POSTGRES.transactionIds),
    })
    .prefault({}),
  /** Of the cache. The reasons of the defaults are in modules/cache/redis-thresholds.ts. @default {} */
  redis: z
    .strictObject({
      /** EngineCPUUtilization, percent: of the one thread that runs commands. @default 90 */
      engineCpuPercent: percent.default(REDIS.engineCpuPercent),
      /** Percent of the memory for data. @default 80 */
      memoryPercent: percent.default(REDIS.memoryPercent),
      /** Evictions in five minutes: memory was full. @default 1000 */
      evictions: count("keys").default(REDIS.evictions),
      /** Seconds that a replica may be behind. @default 10 */
      replicationLagSeconds: count("seconds").default(REDIS.replicationLagSeconds),
      /** Failed authentications in five minutes. @default 5 */
      authenticationFailures: count("logins").default(REDIS.authenticationFailures),
    })
    .prefault({}),
  /** Of the task queue. The reasons of the defaults are in modules/queue/task-queue-thresholds.ts. @default {} */
  taskQueue: z
    .strictObject({
      /** Seconds since the oldest task that is not done was sent. @default 3600 */
      oldestMessageSeconds: count("seconds").default(TASK_QUEUE.oldestMessageSeconds),
      /** Tasks that wait. @default 1000 */
      messages: count("messages").default(TASK_QUEUE.messages),
      /** Tasks that were given up. @default 0 */
      deadLetters: count("messages").default(TASK_QUEUE.deadLetters),
    })
    .prefault({}),
  /** Of the web application firewall. @default {} */
  firewall: z
    .strictObject({
      /** Requests blocked in five minutes, 1 and more. @default 500 */
      blockedRequests: wholeNumber(1, 10_000_000, "requests", OURS).default(500),
    })
    .prefault({}),
  /** Of the certificate. @default {} */
  certificate: z
    .strictObject({
      /** Days until it expires, 1–395. @default 30: ACM renews it 60 days before */
      daysToExpiry: wholeNumber(1, 395, "days", OURS).default(30),
    })
    .prefault({}),
  /** What a month may cost. It counts what has the tag Environment, once AWS splits the bill by it. @default no budget */
  budget: z
    .strictObject({
      monthlyUsd: z.number().min(1, "must be 1 or more").meta({ example: 2000 }),
      /** Percent of it that has been spent. @default 80 */
      actualPercent: wholeNumber(1, 1000, "percent", OURS).default(80),
      /** Percent of it that the month is heading for. @default 100 */
      forecastPercent: wholeNumber(1, 1000, "percent", OURS).default(100),
    })
    .optional()
    .meta({ example: { monthlyUsd: 2000 } }),
  /** USD above the expected costs from which AWS reports a cost anomaly, of the whole account; 1 and more. @default no reports */
  anomaliesFromUsd: z.number().min(1, "must be 1 or more").optional().meta({ example: 100 }),
  /**
   * The monitor of services that the account has already: AWS allows one, and makes it by itself for some. Of several
   * environments in an account, one makes it, and the others name it here. @default one is made
   */
  anomalyMonitorArn: z
    .string()
    .regex(/^arn:aws[\w-]*:ce::\d{12}:anomalymonitor\/[\w-]+$/, "is not the ARN of an anomaly monitor")
    .optional()
    .meta({ example: "arn:aws:ce::123456789012:anomalymonitor/1234abcd-12ab-34cd-56ef-1234567890ab" }),
  /**
   * Has AWS split the bill by the tags Environment, Project and Layer. Only an organization's management account may say so,
   * and not before AWS has seen the tags: set it a day after the first deployment.
   * @default false
   */
  costAllocationTags: z.boolean().default(false),
  /** A channel of Slack that is told, too, by AWS Chatbot: somebody has to let it into the workspace in the console. @default none */
  slack: z
    .strictObject({
      workspaceId: z
        .string()
        .regex(/^[A-Z0-9]{9,12}$/, "is not Slack's id of a workspace")
        .meta({ example: "T0123ABCD" }),
      channelId: z
        .string()
        .regex(/^[A-Z0-9]{9,12}$/, "is not Slack's id of a channel")
        .meta({ example: "C0123ABCD" }),
    })
    .optional()
    .meta({ example: { workspaceId: "T0123ABCD", channelId: "C0123ABCD" } }),
});

type FilledMonitoring = Filled<typeof monitoringSchema>;

/** What the monitoring lacks when each setting is right by itself. Takes the settings that are. */
export function monitoringProblems(monitoring: FilledMonitoring): Problem[] {
  return [...latencyProblems(monitoring), ...anomalyProblems(monitoring)];
}

function latencyProblems({ requests }: FilledMonitoring): Problem[] {
  const { latencyP95Seconds, latencyP99Seconds } = requests;
  if (latencyP95Seconds <= latencyP99Seconds) return [];
  return [
    {
      path: "monitoring.requests.latencyP95Seconds",
      value: latencyP95Seconds,
      reason: `95 of 100 answers take no longer than 99 do, ${latencyP99Seconds} (monitoring.requests.latencyP99Seconds)`,
      use: `${latencyP99Seconds}`,
    },
  ];
}

/** `anomalyMonitorArn` without `anomaliesFromUsd` would have no effect, and nobody would notice. */
function anomalyProblems({ anomalyMonitorArn, anomaliesFromUsd }: FilledMonitoring): Problem[] {
  if (anomalyMonitorArn === undefined || anomaliesFromUsd !== undefined) return [];
  const reason = "is not used: monitoring.anomaliesFromUsd, from which on anomalies are reported, is not set";
  const use = "leave it out, or set anomaliesFromUsd";
  return [{ path: "monitoring.anomalyMonitorArn", value: anomalyMonitorArn, reason, use }];
}
