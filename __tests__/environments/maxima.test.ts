/** No list of the settings is longer than AWS, or a role's policy, has room for. */
import type { ServiceInput } from "../../environments/schema/service";
import { servicesWith } from "../support/synth";
import { problemsIn } from "../support/wrong-settings";

const many = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));
const record = <T>(count: number, value: T, name = "a") =>
  Object.fromEntries(many(count, (index) => [`${name}${index}`, value]));

const schedule = (index: number) => ({
  name: `s${index}`,
  schedule: "rate(1 day)",
  minimum: 2,
  maximum: 3,
});

test.each<[string, object, string]>([
  ["command", { command: many(101, () => "a") }, "must be 100 words at most"],
  ["healthCheck.command", { healthCheck: { command: many(101, () => "CMD") } }, "must be 100 words at most"],
  ["autoscaling.schedules", { autoscaling: { schedules: many(201, schedule) } }, "AWS allows 200"],
  ["sendTo", { sendTo: many(11, (index) => `q${index}`) }, "must be 10 at most"],
  ["receiveFrom", { receiveFrom: many(11, (index) => `q${index}`) }, "must be 10 at most"],
  ["after", { after: many(21, (index) => `s${index}`) }, "must be 20 at most"],
  ["buckets", { buckets: record(11, "read") }, "must be 10 at most: a role has no room for more"],
  ["environment", { environment: record(501, "") }, "must be 500 at most: a task definition has 64 KiB"],
  ["secrets", { secrets: record(41, "api-keys") }, "must be 40 at most: a role has no room for more"],
  ["hosts", { hosts: record(11, "a.yourdomain.com") }, "must be 10 at most: a certificate has that many"],
  ["routes", { routes: record(100, { host: "api" }) }, "must be 99 at most: a load balancer has 100 rules"],
  [
    "capacityProviders",
    { capacityProviders: many(4, () => ({ provider: "FARGATE", weight: 1 })) },
    "there are 3",
  ],
])("%s of a service", (path, changes, reason) => {
  const problems = problemsIn("services", servicesWith({ worker: changes as ServiceInput }));
  expect(problems.map((each) => `${each.path}: ${each.reason}`)).toContainEqual(
    expect.stringContaining(`services.all.worker.${path}: ${reason}`),
  );
});

test.each<["services" | "platform", string, object, string]>([
  ["services", "all", servicesWith(record(18, {}, "s")), "must be 20 at most: the execution role"],
  ["services", "migration.command", { migration: { command: many(101, () => "a") } }, "must be 100 words"],
  ["platform", "certificateNames", { certificateNames: many(11, () => "yourdomain.com") }, "AWS allows 10"],
  [
    "platform",
    "waf.managedRuleGroups",
    { waf: { managedRuleGroups: many(9, () => ({ name: "AWSManagedRulesCommonRuleSet" })) } },
    "there are 8",
  ],
  [
    "platform",
    "waf.managedRuleGroups[0].count",
    { waf: { managedRuleGroups: [{ name: "AWSManagedRulesCommonRuleSet", count: many(101, () => "A") }] } },
    "AWS allows 100",
  ],
])("%s.%s", (section, path, changes, reason) => {
  const problems = problemsIn(section, changes);
  expect(problems.map((each) => `${each.path}: ${each.reason}`)).toContainEqual(
    expect.stringContaining(`${section}.${path}: ${reason}`),
  );
});
