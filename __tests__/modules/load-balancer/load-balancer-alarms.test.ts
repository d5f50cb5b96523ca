import { serviceAlarms } from "../../../modules/ecs/service-alarms";
import { loadBalancerAlarms, targetAlarms } from "../../../modules/load-balancer/load-balancer-alarms";
import type { AlarmDefinition } from "../../../modules/monitoring/alarm-definition";
import { evaluate } from "../../support/alarm-evaluation";

const THRESHOLDS = {
  errorPercent: 10,
  clientErrorPercent: 30,
  minimumRequests: 20,
  latencyP95Seconds: 2,
  latencyP99Seconds: 5,
};
const loadBalancer = { arnSuffix: "app/test/1" };

const alarms = [
  ...loadBalancerAlarms(loadBalancer, THRESHOLDS),
  ...targetAlarms(
    { id: "api", serviceName: "api", loadBalancer, arnSuffix: "targetgroup/api/1" },
    THRESHOLDS,
  ),
  ...serviceAlarms(
    { id: "api", clusterName: "test", serviceName: "api", hasContainerInsights: true },
    { cpuPercent: 80, memoryPercent: 90, missingTasksMinutes: 3 },
  ),
];

function alarm(id: string): AlarmDefinition {
  const found = alarms.find((each) => each.id === id);
  if (!found) throw new Error(`there is no ${id}; there are ${alarms.map((each) => each.id).join()}`);
  return found;
}

const none = undefined;

describe.each(["high_error_rate", "api_error_rate"])("%s", (id) => {
  test.each<[string, (number | undefined)[], (number | undefined)[], string]>([
    ["one in five, twice", [20, 20], [100, 100], "ALARM"],
    ["one in five, once", [0, 20], [100, 100], "OK"],
    ["one in ten is not more than one in ten", [10, 10], [100, 100], "OK"],
    ["no errors, which CloudWatch has no data of", [none, none], [100, 100], "OK"],
    ["no requests at all", [none, none], [none, none], "OK"],
    ["zero requests", [0, 0], [0, 0], "OK"],
  ])("%s", (_what, m1, m2, state) => {
    expect(evaluate(alarm(id), { m1, m2 })).toBe(state);
  });
});

test("half of a service's few requests is no rate, half of enough is", () => {
  expect(evaluate(alarm("api_error_rate"), { m1: [9, 9], m2: [19, 19] })).toBe("OK");
  expect(evaluate(alarm("api_error_rate"), { m1: [10, 10], m2: [20, 20] })).toBe("ALARM");
});

test("all services together have a rate from the first request on", () => {
  expect(evaluate(alarm("high_error_rate"), { m1: [1, 1], m2: [1, 1] })).toBe("ALARM");
});

test.each<[string, (number | undefined)[], (number | undefined)[], string]>([
  ["no task is well, and nothing is counted as a request", [50, 50, 50], [none, none, none], "ALARM"],
  ["one in five", [20, 20, 20], [80, 80, 80], "ALARM"],
  ["for two minutes", [0, 20, 20], [80, 80, 80], "OK"],
  ["none", [none, none, none], [100, 100, 100], "OK"],
  ["nobody asks", [none, none, none], [none, none, none], "OK"],
])("errors of the load balancer: %s", (_what, m1, m2, state) => {
  expect(evaluate(alarm("load_balancer_errors"), { m1, m2 })).toBe(state);
});

test.each<[string, (number | undefined)[], (number | undefined)[], string]>([
  ["slow for three periods", [6, 6, 6], [100, 100, 100], "ALARM"],
  ["slow for two", [1, 6, 6], [100, 100, 100], "OK"],
  ["few ask", [6, 6, 6], [19, 19, 19], "OK"],
  ["nobody asks", [none, none, none], [none, none, none], "OK"],
])("latency: %s", (_what, m1, m2, state) => {
  expect(evaluate(alarm("api_latency_p99"), { m1, m2 })).toBe(state);
});

test.each<[string, number[], (number | undefined)[], string]>([
  ["as many as wanted", [3, 3, 3], [3, 3, 3], "OK"],
  ["more than wanted, while a version is deployed", [3, 3, 3], [6, 6, 6], "OK"],
  ["one missing for as long as is said", [3, 3, 3], [2, 2, 2], "ALARM"],
  ["one missing for a moment", [3, 3, 3], [2, 3, 3], "OK"],
  ["all missing, which there is no number of", [3, 3, 3], [none, none, none], "ALARM"],
])("tasks: %s", (_what, m1, m2, state) => {
  expect(evaluate(alarm("api_tasks_missing"), { m1, m2 })).toBe(state);
});

test("users of a service notice its errors, slow answers and missing tasks; those of all, the load balancer's errors", () => {
  const waking = alarms.flatMap((each) => (each.severity === "page" ? [[each.id, each.wakes]] : []));
  expect(Object.fromEntries(waking)).toEqual({
    load_balancer_errors: { of: "requests" },
    api_error_rate: { of: "service", service: "api" },
    api_latency_p99: { of: "service", service: "api" },
    api_tasks_missing: { of: "service", service: "api" },
  });
});

test("an alarm may keep an id of its own, and has its kind's entry in the runbook", () => {
  const [cpu] = serviceAlarms(
    {
      id: "api",
      clusterName: "test",
      serviceName: "api",
      hasContainerInsights: true,
      alarmIds: { highCpu: "hot" },
    },
    { cpuPercent: 80, memoryPercent: 90, missingTasksMinutes: 3 },
  );
  expect(cpu).toMatchObject({ id: "hot", runbook: "service-high-cpu" });
});

test("without Container Insights nobody counts tasks", () => {
  const found = serviceAlarms(
    { id: "api", clusterName: "test", serviceName: "api", hasContainerInsights: false },
    { cpuPercent: 80, memoryPercent: 90, missingTasksMinutes: 3 },
  );
  expect(found.map(({ id }) => id)).toEqual(["api_high_cpu", "api_high_memory"]);
});

test("a task that fails its check for five minutes sets off the alarm, one that fails for four is not", () => {
  expect(evaluate(alarm("api_unhealthy_targets"), [1, 1, 1, 1, 1])).toBe("ALARM");
  expect(evaluate(alarm("api_unhealthy_targets"), [0, 1, 1, 1, 1])).toBe("OK");
});

test("CPU at the threshold is not above it", () => {
  expect(evaluate(alarm("api_high_cpu"), [80, 80])).toBe("OK");
  expect(evaluate(alarm("api_high_cpu"), [81, 81])).toBe("ALARM");
});
