/** Guide, "5. SQS Queues": lines 313–347, with the errata to lines 316, 329 and 337. */
import { type Block, productionLayer, type Synthesized, settings } from "../support/synth";

let data: Synthesized;
let queue: Block;
let dlq: Block;

beforeAll(() => {
  data = productionLayer("data");
  queue = data.at("aws_sqs_queue.task_queue");
  dlq = data.at("aws_sqs_queue.dlq");
});

test.each([
  ["name", "mcp-production-tasks"],
  ["delay_seconds", 0],
  ["max_message_size", 262144],
  ["message_retention_seconds", 1209600],
  ["receive_wait_time_seconds", 20],
  ["kms_master_key_id", "alias/aws/sqs"],
])("task_queue: %s = %j", (argument, value) => {
  expect(queue[argument]).toEqual(value);
});

test("task_queue: redrive_policy to the dlq after 3 receives", () => {
  expect(JSON.parse(queue.redrive_policy as string)).toEqual({
    deadLetterTargetArn: "${aws_sqs_queue.dlq.arn}",
    maxReceiveCount: 3,
  });
});

test("dlq: name and message_retention_seconds", () => {
  expect(dlq).toMatchObject({ name: "mcp-production-tasks-dlq", message_retention_seconds: 1209600 });
});

test("tags Name of both, Environment", () => {
  expect(queue.tags).toMatchObject({ Name: "mcp-production-task-queue" });
  expect(dlq.tags).toMatchObject({ Name: "mcp-production-dlq" });
  expect(data.provider.default_tags).toMatchObject([{ tags: { Environment: "production" } }]);
});

test("errata to line 316: a message stays hidden longer than a request may take", () => {
  expect(queue.visibility_timeout_seconds).toBe(1800);
});

test("errata to line 329: a customer key is one setting, and other services of the account may publish with it", () => {
  const { data: layer } = settings();
  const { kmsMasterKeyId, ...taskQueue } = layer.taskQueue ?? {};
  const stack = productionLayer("data", {
    data: { ...layer, taskQueue: { ...taskQueue, customerKey: true } },
  });
  for (const name of ["task_queue", "dlq"]) {
    expect(stack.at(`aws_sqs_queue.${name}`).kms_master_key_id).toBe("${aws_kms_key.tasks.arn}");
  }
  expect(stack.at("data.aws_iam_policy_document.tasks_key").statement).toContainEqual(
    expect.objectContaining({ sid: "AllowPublishing" }),
  );
});

test("errata to line 337: the dlq is encrypted, and takes messages of the task queue only", () => {
  expect(dlq.kms_master_key_id).toBe("alias/aws/sqs");
  const { redrive_allow_policy } = data.at("aws_sqs_queue_redrive_allow_policy.dlq");
  expect(JSON.parse(redrive_allow_policy as string)).toEqual({
    redrivePermission: "byQueue",
    sourceQueueArns: ["${aws_sqs_queue.task_queue.arn}"],
  });
});
