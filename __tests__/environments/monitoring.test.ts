import { validateSettings } from "../../environments/schema/environment";
import { filled } from "../../environments/schema/filled";
import { monitoringProblems, monitoringSchema } from "../../environments/schema/monitoring";
import { settings } from "../support/synth";
import { replaced } from "../support/wrong-settings";

const alone = (monitoring: object) => monitoringProblems(filled(monitoringSchema, monitoring));
const found = (monitoring: object) => validateSettings({ ...settings(), monitoring }).problems ?? [];

/** What is set, where the problem is seen, why, and what the message offers instead. */
const wrong: [string, object, string, string, unknown][] = [
  [
    "an address without a host",
    { pages: { emails: ["oncall"] } },
    "pages.emails[0]",
    "is not an e-mail address",
    "oncall@yourdomain.com",
  ],
  [
    "a URL without TLS",
    { alerts: { urls: ["http://events.example.com/hook"] } },
    "alerts.urls[0]",
    "is not a URL that begins with https://",
    "https://events.example.com/hook",
  ],
  ["a runbook nowhere", { runbookUrl: "" }, "runbookUrl", "must not be empty", "docs/runbook.md"],
  ["no CPU", { services: { cpuPercent: 0 } }, "services.cpuPercent", "must be 1 to 100 percent", 80],
  [
    "more memory than there is",
    { services: { memoryPercent: 101 } },
    "services.memoryPercent",
    "must be 1 to 100 percent",
    90,
  ],
  [
    "a part of a minute",
    { services: { missingTasksMinutes: 0.5 } },
    "services.missingTasksMinutes",
    "must be a whole number",
    15,
  ],
  ["percent as a text", { requests: { errorPercent: "5" } }, "requests.errorPercent", "must be a", 5],
  [
    "more errors than answers",
    { requests: { clientErrorPercent: 200 } },
    "requests.clientErrorPercent",
    "must be 1 to 100 percent",
    30,
  ],
  [
    "milliseconds",
    { requests: { latencyP95Seconds: 5000 } },
    "requests.latencyP95Seconds",
    "must be 0.01 to 3600 seconds",
    2,
  ],
  [
    "no time",
    { requests: { latencyP99Seconds: 0 } },
    "requests.latencyP99Seconds",
    "must be 0.01 to 3600",
    5,
  ],
  ["bytes", { database: { freeMemoryGib: 2 ** 30 } }, "database.freeMemoryGib", "must be 0 to 65536 GiB", 1],
  [
    "less than no lag",
    { redis: { replicationLagSeconds: -1 } },
    "redis.replicationLagSeconds",
    "must be 0 to",
    10,
  ],
  ["less than nothing waits", { taskQueue: { messages: -1 } }, "taskQueue.messages", "must be 0 to", 1000],
  [
    "a firewall that may block nothing",
    { firewall: { blockedRequests: 0 } },
    "firewall.blockedRequests",
    "must be 1 to 10000000 requests",
    500,
  ],
  [
    "a year and more",
    { certificate: { daysToExpiry: 396 } },
    "certificate.daysToExpiry",
    "must be 1 to 395 days",
    30,
  ],
  ["a budget of nothing", { budget: { monthlyUsd: 0 } }, "budget.monthlyUsd", "must be 1 or more", 2000],
  ["a budget without an amount", { budget: {} }, "budget.monthlyUsd", "is missing", 2000],
  [
    "a setting that is none",
    { carrierPigeon: "Frieda" },
    "carrierPigeon",
    "there is no such setting",
    undefined,
  ],
];

test.each(wrong)("%s", (_what, monitoring, path, reason, offered) => {
  const problems = found(monitoring);
  expect(problems.map((each) => each.path)).toEqual([`monitoring.${path}`]);
  expect(problems[0]?.reason).toContain(reason);
  if (offered === undefined) return;
  expect(JSON.parse(problems[0]?.use ?? "")).toBe(offered);
  expect(found(replaced(monitoring, path.split(/[.[\]]+/).filter(Boolean), offered) as object)).toEqual([]);
});

test.each([
  [{ latencyP95Seconds: 3, latencyP99Seconds: 2.5 }, 3, 2.5],
  [{ latencyP95Seconds: 6 }, 6, 5],
  [{ latencyP99Seconds: 1 }, 2, 1],
])("95 of 100 answers cannot be allowed more time than 99: %o", (requests, value, most) => {
  const problems = alone({ requests });
  expect(problems).toEqual([
    {
      path: "monitoring.requests.latencyP95Seconds",
      value,
      reason: expect.stringContaining(`${most} (monitoring.requests.latencyP99Seconds)`),
      use: `${most}`,
    },
  ]);
  expect(alone({ requests: { ...requests, latencyP95Seconds: most } })).toEqual([]);
  expect(found({ requests })).toEqual(problems);
});

test("what is right", () => {
  expect(alone({})).toEqual([]);
  expect(alone({ requests: { latencyP95Seconds: 2, latencyP99Seconds: 2 } })).toEqual([]);
  expect(
    found({
      pages: { emails: ["oncall@yourdomain.com"], urls: ["https://events.example.com/hook?key=a"] },
      alerts: { emails: ["team@yourdomain.com"] },
      runbookUrl: "https://wiki.example.com/runbook",
      services: { cpuPercent: 1, memoryPercent: 100, missingTasksMinutes: 1440 },
      requests: { latencyP95Seconds: 0.01, latencyP99Seconds: 3600 },
      database: { freeMemoryGib: 0.5, transactionIds: 2_147_483_647 },
      taskQueue: { deadLetters: 0 },
      budget: { monthlyUsd: 1, actualPercent: 1000 },
    }),
  ).toEqual([]);
});

test("what is left out has a default", () => {
  const { database, redis, taskQueue, ...monitoring } = monitoringSchema.parse({});
  expect(monitoring).toMatchObject({
    pages: { emails: [], urls: [] },
    alerts: { emails: [], urls: [] },
    runbookUrl: "docs/runbook.md",
    services: { cpuPercent: 80, memoryPercent: 90, missingTasksMinutes: 15 },
    requests: { errorPercent: 10, clientErrorPercent: 30, latencyP95Seconds: 2, latencyP99Seconds: 5 },
    firewall: { blockedRequests: 500 },
    certificate: { daysToExpiry: 30 },
  });
  expect(monitoring.budget).toBeUndefined();
  expect(database).toMatchObject({
    cpuPercent: 80,
    freeMemoryGib: 1,
    connections: 300,
    replicaLagSeconds: 300,
  });
  expect(redis).toMatchObject({ engineCpuPercent: 90, memoryPercent: 80, evictions: 1000 });
  expect(taskQueue).toEqual({ oldestMessageSeconds: 3600, messages: 1000, deadLetters: 0 });
  expect(monitoringSchema.parse({ budget: { monthlyUsd: 5 } }).budget).toEqual({
    monthlyUsd: 5,
    actualPercent: 80,
    forecastPercent: 100,
  });
});
