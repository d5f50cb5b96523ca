import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { SqsQueuePolicy } from "@cdktf/provider-aws/lib/sqs-queue-policy";
import { SqsQueueRedriveAllowPolicy } from "@cdktf/provider-aws/lib/sqs-queue-redrive-allow-policy";
import { TerraformOutput, Testing } from "cdktf";
import { EncryptionKey } from "../../../modules/encryption/encryption-key";
import { ServiceRole } from "../../../modules/iam/service-role";
import { allowPublishing, TaskQueue, type TaskQueueProps } from "../../../modules/queue/task-queue";
import { type Block, type Synthesized, synthIn } from "../../support/synth";

interface Changes extends Partial<TaskQueueProps> {
  readonly customerKey?: boolean;
}

/** A queue, a role that sends and a role that consumes. */
function synthQueue({ customerKey = false, ...changes }: Changes = {}): Synthesized {
  return synthIn((stack) => {
    const key = customerKey
      ? new EncryptionKey(stack, "tasks", {
          alias: "alias/test-tasks",
          description: "test",
          serviceStatements: allowPublishing(stack),
        })
      : undefined;
    const queue = new TaskQueue(stack, "task_queue", { name: "test-tasks", idPrefix: "", key, ...changes });
    const service = "ecs-tasks.amazonaws.com";
    queue.grantSend(new ServiceRole(stack, "sender", { name: "sender", service }));
    queue.grantConsume(new ServiceRole(stack, "consumer", { name: "consumer", service }));
  });
}

const queue = (synth: Synthesized) => synth.at("aws_sqs_queue.task_queue");
const deadLetterQueue = (synth: Synthesized) => synth.at("aws_sqs_queue.dlq");
const statements = (synth: Synthesized, document: string) =>
  synth.at(`data.aws_iam_policy_document.${document}`).statement as Block[];

test("a queue with safe defaults, and one for dead letters", () => {
  const synth = Testing.synthScope((stack) => new TaskQueue(stack, "tasks", { name: "test-tasks" }));
  expect(synth).toHaveResourceWithProperties(SqsQueue, {
    name: "test-tasks",
    visibility_timeout_seconds: 1800,
    delay_seconds: 0,
    max_message_size: 262144,
    message_retention_seconds: 1209600,
    receive_wait_time_seconds: 20,
    kms_master_key_id: "alias/aws/sqs",
  });
  expect(synth).toHaveResourceWithProperties(SqsQueue, {
    name: "test-tasks-dlq",
    message_retention_seconds: 1209600,
    kms_master_key_id: "alias/aws/sqs",
  });
  expect(synth).toHaveResource(SqsQueuePolicy);
  expect(synth).toHaveResource(SqsQueueRedriveAllowPolicy);
});

test("or what was asked for", () => {
  const props: TaskQueueProps = {
    name: "test-tasks",
    visibilityTimeoutSeconds: 600,
    delaySeconds: 5,
    maxMessageSizeBytes: 1024,
    messageRetentionSeconds: 3600,
    receiveWaitTimeSeconds: 0,
    tags: { Name: "test-task-queue" },
  };
  const synth = Testing.synthScope((stack) => new TaskQueue(stack, "tasks", props));
  expect(synth).toHaveResourceWithProperties(SqsQueue, {
    name: "test-tasks",
    visibility_timeout_seconds: 600,
    delay_seconds: 5,
    max_message_size: 1024,
    message_retention_seconds: 3600,
    receive_wait_time_seconds: 0,
    tags: { Name: "test-task-queue" },
  });
});

describe("the dead-letter queue", () => {
  test("takes what was tried three times, or as often as said", () => {
    const policy = (synth: Synthesized) => JSON.parse(queue(synth).redrive_policy as string);
    expect(policy(synthQueue())).toEqual({
      deadLetterTargetArn: "${aws_sqs_queue.dlq.arn}",
      maxReceiveCount: 3,
    });
    expect(policy(synthQueue({ maxReceiveCount: 10 })).maxReceiveCount).toBe(10);
  });

  test("takes it from this queue only", () => {
    const { queue_url, redrive_allow_policy } = synthQueue().at("aws_sqs_queue_redrive_allow_policy.dlq");
    expect(queue_url).toBe("${aws_sqs_queue.dlq.url}");
    expect(JSON.parse(redrive_allow_policy as string)).toEqual({
      redrivePermission: "byQueue",
      sourceQueueArns: ["${aws_sqs_queue.task_queue.arn}"],
    });
  });

  test("keeps it for 14 days, or as long as said, however short the queue does", () => {
    const short = synthQueue({ messageRetentionSeconds: 60 });
    expect(deadLetterQueue(short).message_retention_seconds).toBe(1209600);
    const synth = synthQueue({ deadLetterRetentionSeconds: 86400, deadLetterTags: { Name: "test-dlq" } });
    expect(deadLetterQueue(synth)).toMatchObject({
      message_retention_seconds: 86400,
      tags: { Name: "test-dlq" },
    });
  });
});

test.each(["task_queue", "dlq"])("nobody reaches %s without TLS", (name) => {
  const synth = synthQueue();
  expect(statements(synth, `${name}_tls_only`)).toEqual([
    {
      sid: "DenyInsecureTransport",
      effect: "Deny",
      principals: [{ type: "*", identifiers: ["*"] }],
      actions: ["sqs:*"],
      resources: [`\${aws_sqs_queue.${name}.arn}`],
      condition: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
    },
  ]);
  expect(synth.at(`aws_sqs_queue_policy.${name}`)).toMatchObject({
    queue_url: `\${aws_sqs_queue.${name}.url}`,
    policy: `\${data.aws_iam_policy_document.${name}_tls_only.json}`,
  });
});

const SEND = { actions: ["sqs:SendMessage"], resources: ["${aws_sqs_queue.task_queue.arn}"] };
const CONSUME = {
  actions: [
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:ChangeMessageVisibility",
    "sqs:GetQueueAttributes",
  ],
  resources: ["${aws_sqs_queue.task_queue.arn}"],
};

describe("with SQS' own key", () => {
  test("who sends may send, who consumes may consume, and nothing else", () => {
    const synth = synthQueue();
    expect(statements(synth, "sender")).toEqual([SEND]);
    expect(statements(synth, "consumer")).toEqual([CONSUME]);
    expect(synth.resources("aws_kms_key")).toEqual({});
  });
});

describe.each<[string, Changes, string]>([
  ["with a key of our own", { customerKey: true }, "${aws_kms_key.tasks.arn}"],
  [
    "with somebody's key",
    { kmsMasterKeyId: "arn:aws:kms:us-east-1:123456789012:key/k" },
    "arn:aws:kms:us-east-1:123456789012:key/k",
  ],
])("%s", (_what, changes, arn) => {
  const synth = synthQueue(changes);

  test("both queues are encrypted with it", () => {
    expect(queue(synth).kms_master_key_id).toBe(arn);
    expect(deadLetterQueue(synth).kms_master_key_id).toBe(arn);
  });

  test("who sends may encrypt, who consumes may only decrypt", () => {
    expect(statements(synth, "sender")).toEqual([
      SEND,
      { actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: [arn] },
    ]);
    expect(statements(synth, "consumer")).toEqual([CONSUME, { actions: ["kms:Decrypt"], resources: [arn] }]);
  });
});

test("SNS may use our key for this account only, and EventBridge, which does not say for whom", () => {
  const own = statements(synthQueue({ customerKey: true }), "tasks_key");
  expect(own).toContainEqual({
    sid: "AllowEvents",
    principals: [{ type: "Service", identifiers: ["events.amazonaws.com"] }],
    actions: ["kms:Decrypt", "kms:GenerateDataKey*"],
    resources: ["*"],
  });
  expect(own).toContainEqual({
    sid: "AllowPublishing",
    principals: [{ type: "Service", identifiers: ["sns.amazonaws.com"] }],
    actions: ["kms:Decrypt", "kms:GenerateDataKey*"],
    resources: ["*"],
    condition: [
      {
        test: "StringEquals",
        variable: "aws:SourceAccount",
        values: ["${data.aws_caller_identity.current.account_id}"],
      },
    ],
  });
});

test("any argument can be set", () => {
  const synth = synthQueue({
    overrides: {
      queue: { kmsDataKeyReusePeriodSeconds: 60 },
      deadLetterQueue: { kmsDataKeyReusePeriodSeconds: 86400 },
    },
  });
  expect(queue(synth).kms_data_key_reuse_period_seconds).toBe(60);
  expect(deadLetterQueue(synth).kms_data_key_reuse_period_seconds).toBe(86400);
});

test("a tag more leaves those that are there", () => {
  const synth = synthQueue({ tags: { Name: "tasks" }, overrides: { queue: { tags: { Team: "mcp" } } } });
  expect(queue(synth).tags).toEqual({ Name: "tasks", Team: "mcp" });
});

test("others learn its name, ARN and URL from itself", () => {
  const synth = synthIn((stack) => {
    const { arn, name, url } = new TaskQueue(stack, "tasks", { name: "test-tasks" });
    new TerraformOutput(stack, "known", { value: { arn, name, url } });
  });
  expect(synth.outputs.known?.value).toEqual({
    arn: "${aws_sqs_queue.tasks.arn}",
    name: "${aws_sqs_queue.tasks.name}",
    url: "${aws_sqs_queue.tasks.url}",
  });
});
