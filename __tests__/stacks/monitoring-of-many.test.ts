/** Monitoring of more than the guide has: five services, two queues, two replicas. */
import type { ServiceInput } from "../../environments/schema/service";
import { overlaps, parseBody, type Widget } from "../../tools/dashboard/body";
import { compositeRule } from "../support/composite-alarm";
import { brokenLinks, runbookLinks } from "../support/runbook";
import { environment, type Synthesized, servicesWith, settings, synthEnvironments } from "../support/synth";

/** One that takes requests, and has a queue besides. */
const admin: ServiceInput = {
  port: 9000,
  hosts: { admin: "admin.yourdomain.com" },
  receiveFrom: ["reports"],
  webSockets: true,
  onMainDashboard: true,
};
/** One that works off a queue of its own. */
const reporter: ServiceInput = { receiveFrom: ["reports"] };
/** One that does what it does by itself. */
const timer: ServiceInput = {};

const REPLICAS = { "read-1": { zone: "us-east-1a" }, "read-2": { zone: "us-east-1b" } };

function synth(
  further: Record<string, ServiceInput>,
  changes: Parameters<typeof environment>[0] = {},
): Synthesized {
  const { data } = settings();
  const each = environment({
    layout: "single",
    data: { ...data, postgres: { ...data.postgres, readReplicas: REPLICAS }, queues: { reports: {} } },
    services: servicesWith(further),
    ...changes,
  });
  return synthEnvironments(each)["mcp-production"] as Synthesized;
}

const stack = synth({ admin, "month-reporter": reporter });

const ids = (type: string, of = stack) => Object.keys(of.resources(type));

const widgets = (id: string): Widget[] =>
  parseBody(stack.at(`aws_cloudwatch_dashboard.${id}`).dashboard_body as string);

const titles = (id: string) => widgets(id).map(({ properties: { title, markdown } }) => title ?? markdown);

test("every alarm leads to an entry in the runbook", () => {
  const links = new Map(runbookLinks(stack));
  expect(brokenLinks([...links])).toEqual([]);
  expect(links.get("admin_high_cpu")).toBe("service-high-cpu");
  expect(links.get("month_reporter_users_affected")).toBe("service-users-affected");
  expect(links.get("reports_queue_age")).toBe("queue-age");
  expect(links.get("database_replica_lag_read_2")).toBe("replica-lag");
});

test("each service has the alarms of its tasks, and one that takes requests those of its answers", () => {
  const own = (service: string) =>
    ids("aws_cloudwatch_metric_alarm").filter((id) => id.startsWith(`${service}_`));
  const ofTasks = ["high_cpu", "high_memory", "tasks_missing"];
  // The one that rolls back a deployment is the services layer's.
  const ofAnswers = ["unhealthy_targets", "error_rate", "client_errors", "latency_p95", "latency_p99"];
  expect(own("month_reporter")).toEqual(ofTasks.map((id) => `month_reporter_${id}`));
  expect(own("admin")).toEqual(["deployment", ...ofAnswers, ...ofTasks].map((id) => `admin_${id}`).sort());
});

test("each queue has its alarms, and the guide's keeps its ids", () => {
  const all = ["queue_age", "queue_depth", "dead_letters"];
  const found = ids("aws_cloudwatch_metric_alarm").filter((id) => all.some((end) => id.endsWith(end)));
  expect(found).toEqual([...all, ...all.map((id) => `reports_${id}`)].sort());
});

test("every queue is shown, with what it costs", () => {
  for (const page of ["stores", "cost"]) {
    for (const queue of ["task_queue", "reports_queue"])
      expect(JSON.stringify(widgets(page))).toContain(`aws_sqs_queue.${queue}.name`);
  }
});

test.each<[string, string[]]>([
  ["admin", ["admin_error_rate", "admin_latency_p99", "admin_tasks_missing", "load_balancer_errors"]],
  ["month_reporter", ["month_reporter_tasks_missing", "reports_queue_age"]],
  ["worker", ["queue_age", "worker_tasks_missing"]],
])("users of %s are affected by what they notice", (service, noticed) => {
  expect([...compositeRule(stack, `${service}_users_affected`).alarms].sort()).toEqual(noticed);
});

test("nobody is woken for a service of which nothing is known", () => {
  expect(ids("aws_cloudwatch_composite_alarm", synth({ timer }))).toContain("timer_users_affected");
  const blind = synth(
    { timer, worker: { autoscaling: {} } },
    { platform: { ...settings().platform, containerInsights: "disabled" } },
  );
  expect(ids("aws_cloudwatch_composite_alarm", blind)).not.toContain("timer_users_affected");
  expect(compositeRule(blind, "worker_users_affected").alarms).toEqual(["queue_age"]);
});

test.each<[string, number]>([
  ["errors", 5],
  ["error_lines", 5],
  ["request_latency", 3],
  ["slow_requests", 3],
  ["agent_activity", 2],
  ["waf_blocks", 1],
])("the query %s reads as many logs as there are services that write such lines", (id, logs) => {
  expect(stack.at(`aws_cloudwatch_query_definition.${id}`).log_group_names).toHaveLength(logs);
});

test("errors are counted of each service", () => {
  expect(ids("aws_cloudwatch_log_metric_filter")).toEqual(
    ["admin", "mcp_server", "month_reporter", "rest_api", "worker"].map((id) => `${id}_errors`),
  );
});

test("five widgets are three and two, one below the other", () => {
  const tasks = widgets("services").filter(({ properties }) => properties.title?.startsWith("Tasks: "));
  expect(tasks.map(({ x, y, width }) => [x, y, width])).toEqual([
    [0, 8, 8],
    [8, 8, 8],
    [16, 8, 8],
    [0, 14, 12],
    [12, 14, 12],
  ]);
});

test.each(ids("aws_cloudwatch_dashboard"))("no widget of %s covers another", (id) => {
  expect(overlaps(widgets(id))).toEqual([]);
});

test("each service that takes requests is shown with its answers, each queue under its name", () => {
  expect(titles("users")).toEqual(
    expect.arrayContaining(["mcp-server", "rest-api", "admin"].map((name) => `Time to answer: ${name}`)),
  );
  expect(titles("users")).not.toContain("Time to answer: month-reporter");
  expect(titles("stores")).toEqual(expect.arrayContaining(["### The queue tasks", "### The queue reports"]));
});

test("the main page shows the services that are chosen for it", () => {
  const main = JSON.stringify(widgets("main"));
  for (const name of ["mcp-server", "admin"]) expect(main).toContain(name);
  for (const name of ["rest-api", "worker", "month-reporter"]) expect(main).not.toContain(name);
});

test.each(["enabled", "enhanced"] as const)(
  "with Container Insights %s, tasks that are missing are told",
  (containerInsights) => {
    const watched = synth({ timer }, { platform: { ...settings().platform, containerInsights } });
    expect(ids("aws_cloudwatch_metric_alarm", watched)).toContain("timer_tasks_missing");
  },
);

test("lines of connections say whose they are where several services have some", () => {
  const agents = widgets("users").find(({ properties }) => properties.title === "Agents");
  expect(JSON.stringify(agents)).toContain("WebSocket connections: admin");
  expect(JSON.stringify(agents)).toContain("WebSocket connections: mcp-server");
});
