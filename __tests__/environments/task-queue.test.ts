import { z } from "zod";
import { filled } from "../../environments/schema/filled";
import type { Problem } from "../../environments/schema/problem";
import { taskQueueProblems, taskQueueSchema } from "../../environments/schema/task-queue";
import { problemsOf, withoutFaults } from "../../environments/schema/zod-problems";

const ARN = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";

const settings = z.object({ data: z.object({ taskQueue: taskQueueSchema }) });

function problems(taskQueue: object): Problem[] {
  const value = { data: { taskQueue } };
  const { error } = settings.safeParse(value);
  const sound = filled(settings, withoutFaults(value, error));
  return [
    ...(error ? problemsOf(error, settings, value) : []),
    ...taskQueueProblems("data.taskQueue", sound.data.taskQueue, 300),
  ];
}

test("nothing has to be said; the defaults are safe", () => {
  expect(problems({})).toEqual([]);
  expect(taskQueueSchema.parse({})).toEqual({
    visibilityTimeoutSeconds: 1800,
    delaySeconds: 0,
    maxMessageSizeBytes: 262144,
    messageRetentionSeconds: 1209600,
    deadLetterRetentionSeconds: 1209600,
    receiveWaitTimeSeconds: 20,
    maxReceiveCount: 3,
    customerKey: false,
  });
});

test.each<[string, z.input<typeof taskQueueSchema>]>([
  ["the shortest visibility", { visibilityTimeoutSeconds: 301 }],
  ["the longest visibility", { visibilityTimeoutSeconds: 43200 }],
  ["the smallest and soonest", { delaySeconds: 900, maxMessageSizeBytes: 1024, receiveWaitTimeSeconds: 0 }],
  ["both queues for a day", { messageRetentionSeconds: 86400, deadLetterRetentionSeconds: 86400 }],
  ["SQS' key", { kmsMasterKeyId: "alias/aws/sqs", customerKey: false }],
  ["a key by its ARN", { kmsMasterKeyId: ARN }],
  [
    "a key in China, of several regions",
    { kmsMasterKeyId: "arn:aws-cn:kms:cn-north-1:123456789012:key/mrk-1a" },
  ],
  ["a key of our own", { customerKey: true }],
])("%s is right", (_what, value) => {
  expect(problems(value)).toEqual([]);
});

/** What is set, where the problem is seen, why, and what the message offers instead. */
const wrong: [string, object, string, string, string][] = [
  [
    "a visibility that SQS has not",
    { visibilityTimeoutSeconds: 43201 },
    "visibilityTimeoutSeconds",
    "AWS allows 0 to 43200 seconds",
    "1800",
  ],
  [
    "a visibility as text",
    { visibilityTimeoutSeconds: "30m" },
    "visibilityTimeoutSeconds",
    "must be a",
    "1800",
  ],
  ["half a second", { delaySeconds: 0.5 }, "delaySeconds", "must be a whole number", "0"],
  [
    "a visibility as short as a request may take",
    { visibilityTimeoutSeconds: 300 },
    "visibilityTimeoutSeconds",
    "a request may take 300 seconds; a second worker would get a task that the first still works on",
    "1800",
  ],
  [
    "SQS' default visibility",
    { visibilityTimeoutSeconds: 30 },
    "visibilityTimeoutSeconds",
    "a request may take 300 seconds",
    "1800",
  ],
  ["a delay too long", { delaySeconds: 901 }, "delaySeconds", "AWS allows 0 to 900 seconds", "0"],
  [
    "messages too large for the oldest provider",
    { maxMessageSizeBytes: 1_048_576 },
    "maxMessageSizeBytes",
    "AWS allows 1024 to 262144 bytes",
    "262144",
  ],
  [
    "messages too small",
    { maxMessageSizeBytes: 256 },
    "maxMessageSizeBytes",
    "AWS allows 1024 to 262144 bytes",
    "262144",
  ],
  [
    "messages kept too long",
    { messageRetentionSeconds: 1_209_601 },
    "messageRetentionSeconds",
    "AWS allows 60 to 1209600 seconds",
    "1209600",
  ],
  [
    "days in place of seconds",
    { messageRetentionSeconds: 14 },
    "messageRetentionSeconds",
    "AWS allows 60 to 1209600 seconds",
    "1209600",
  ],
  [
    "messages lost before they are tried again",
    { messageRetentionSeconds: 1800 },
    "messageRetentionSeconds",
    "a message would be lost before it can be tried again, after 1800 seconds",
    "1209600",
  ],
  [
    "dead letters kept too long",
    { deadLetterRetentionSeconds: 2_000_000 },
    "deadLetterRetentionSeconds",
    "AWS allows 60 to 1209600 seconds",
    "1209600",
  ],
  [
    "dead letters lost as they arrive",
    { messageRetentionSeconds: 345600, deadLetterRetentionSeconds: 86400 },
    "deadLetterRetentionSeconds",
    "a message keeps its age when it is moved, which may be 345600 seconds",
    "1209600",
  ],
  [
    "a wait too long",
    { receiveWaitTimeSeconds: 21 },
    "receiveWaitTimeSeconds",
    "AWS allows 0 to 20 seconds",
    "20",
  ],
  ["no attempt", { maxReceiveCount: 0 }, "maxReceiveCount", "AWS allows 1 to 1000 times", "3"],
  ["attempts without end", { maxReceiveCount: 1001 }, "maxReceiveCount", "AWS allows 1 to 1000 times", "3"],
  ...[
    "",
    "mine",
    "alias/mine",
    "1234abcd-12ab-34cd-56ef-1234567890ab",
    "arn:aws:kms:us-east-1:123456789012:alias/mine",
    "arn:aws:kms:us-east-1:1234:key/x",
    "arn:aws:sqs:us-east-1:123456789012:key/x",
  ].map((kmsMasterKeyId): [string, object, string, string, string] => [
    `the key ${JSON.stringify(kmsMasterKeyId)}`,
    { kmsMasterKeyId },
    "kmsMasterKeyId",
    'must be "alias/aws/sqs" or the ARN of a key',
    '"alias/aws/sqs"',
  ]),
];

test.each(wrong)("%s", (_what, value, name, reason, use) => {
  const path = `data.taskQueue.${name}`;
  const found = problems(value);
  expect(found.map((problem) => problem.path)).toContain(path);
  const problem = found.find((each) => each.path === path);
  expect(problem?.reason).toContain(reason);
  expect(problem?.use).toBe(use);
  expect(problems({ ...value, [name]: JSON.parse(use) })).toEqual([]);
});

test.each(["alias/aws/sqs", ARN])("%s contradicts a key of our own", (kmsMasterKeyId) => {
  expect(problems({ kmsMasterKeyId, customerKey: true })).toEqual([
    {
      path: "data.taskQueue.kmsMasterKeyId",
      value: kmsMasterKeyId,
      reason: "customerKey makes another key, and a queue has one",
      use: "leave it out, or set customerKey to false",
    },
  ]);
  expect(problems({ customerKey: true })).toEqual([]);
  expect(problems({ kmsMasterKeyId, customerKey: false })).toEqual([]);
});

test("several contradictions are reported together", () => {
  const found = problems({ visibilityTimeoutSeconds: 60, messageRetentionSeconds: 60, customerKey: "yes" });
  expect(found.map(({ path }) => path)).toEqual([
    "data.taskQueue.customerKey",
    "data.taskQueue.visibilityTimeoutSeconds",
    "data.taskQueue.messageRetentionSeconds",
  ]);
});
