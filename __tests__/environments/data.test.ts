/** Names of queues and buckets that a team adds. */
import { validateSettings } from "../../environments/schema/environment";
import { settings } from "../support/synth";

const told = (changes: object) => {
  const { problems = [] } = validateSettings(settings({ data: { ...settings().data, ...changes } }));
  return problems.map(({ path, reason }) => `${path}: ${reason}`);
};

test.each<[string, object, string]>([
  [
    "a queue that Terraform knows as the guide's",
    { queues: { task: {} } },
    "data.queues.task: is the name of one that this environment has already",
  ],
  ["a dead-letter queue", { queues: { "a-dlq": {} } }, "data.queues.a-dlq: ends as the names of dead-letter"],
  ["a bucket that ends as a queue", { buckets: { "task-queue": {} } }, "data.buckets.task-queue: ends as"],
  ["a bucket that is called as a dead-letter queue", { buckets: { dlq: {} } }, "data.buckets.dlq: ends as"],
])("%s is told", (_what, changes, problem) => {
  expect(told(changes)).toEqual([expect.stringContaining(problem)]);
});

test("further queues and buckets have any other name", () => {
  expect(told({ queues: { queue: {}, contexts: {} }, buckets: { tasks: {}, queues: {} } })).toEqual([]);
});

test.each<[string, string[], string[]]>([
  ["a secret of a service's own, and Redis' token", ["stripe-key", "redis-auth-token"], []],
  ["one that is always there", ["jwt-secret"], ["data.secrets.kept[0]: is always there"]],
  ["one twice", ["a", "a"], ["data.secrets.kept: names a secret twice"]],
  ["a name in capitals", ["A"], [expect.stringContaining("data.secrets.kept[0]: must be lower-case")]],
])("kept secrets: %s", (_what, kept, problems) => {
  expect(told({ secrets: { kept } })).toEqual(problems);
});

test("a token that is not there cannot be kept", () => {
  const redis = { ...settings().data.redis, transitEncryptionMode: "preferred" };
  expect(told({ redis, secrets: { kept: ["redis-auth-token"] } })).toEqual([
    'data.secrets.kept[0]: there is no token: data.redis.transitEncryptionMode is "preferred"',
  ]);
});
