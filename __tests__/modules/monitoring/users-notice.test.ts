import type { Urgency, Users } from "../../../modules/monitoring/alarm-definition";
import { type UsedService, usersNotice } from "../../../modules/monitoring/users-notice";

const SERVER: UsedService = { name: "server", takesRequests: true, receiveFrom: ["tasks"] };
const WORKER: UsedService = { name: "worker", takesRequests: false, receiveFrom: ["tasks", "reports"] };
const TIMER: UsedService = { name: "timer", takesRequests: false, receiveFrom: [] };

/** The names of those whose users notice. */
function noticed(urgency: Urgency): string[] {
  const alarm = {
    id: "test",
    runbook: "test",
    description: "test",
    measured: { namespace: "AWS/Test", metricName: "Test", dimensions: {}, stat: "Sum" },
    comparison: "GreaterThanThreshold",
    threshold: 1,
    periodSeconds: 60,
    evaluationPeriods: 1,
    missingData: "missing",
    ...urgency,
  } as const;
  return [SERVER, WORKER, TIMER].filter((service) => usersNotice(service, alarm)).map(({ name }) => name);
}

test.each<[string, Users, string[]]>([
  ["a service: its own", { of: "service", service: "timer" }, ["timer"]],
  [
    "a queue: those who receive from it, but for one that is judged by its answers",
    { of: "queue", queue: "tasks" },
    ["worker"],
  ],
  ["a queue that nobody receives from: nobody", { of: "queue", queue: "letters" }, []],
  ["a queue that is called as a service is: nobody", { of: "queue", queue: "timer" }, []],
  ["requests: those of all services that take some", { of: "requests" }, ["server"]],
])("users of %s", (_what, wakes, names) => {
  expect(noticed({ severity: "page", wakes })).toEqual(names);
});

test("nobody notices what can wait", () => {
  expect(noticed({ severity: "alert" })).toEqual([]);
});
