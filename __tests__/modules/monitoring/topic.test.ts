import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Testing } from "cdktf";
import type { Construct } from "constructs";
import { EncryptionKey } from "../../../modules/encryption/encryption-key";
import { Topic, type TopicProps } from "../../../modules/monitoring/topic";
import { part } from "../../../modules/part";
import { synthIn } from "../../support/synth";

function addTopic(scope: Construct, id: string, changes: Partial<TopicProps> = {}): Topic {
  return new Topic(scope, id, {
    name: `test-${id}`,
    key: new EncryptionKey(part(scope, "keys"), id, { alias: `alias/${id}`, description: "test" }),
    emails: ["team@example.com"],
    urls: ["https://events.example.com/hook"],
    ...changes,
  });
}

describe("in a stack of one's own", () => {
  const stack = Testing.synthScope((scope) => {
    addTopic(scope, "alerts");
  });

  test("it is encrypted with its key", () => {
    expect(stack).toHaveResourceWithProperties(SnsTopic, {
      name: "test-alerts",
      kms_master_key_id: expect.stringMatching(/^\$\{aws_kms_key\.\w+\.arn\}$/),
    });
  });

  test.each([
    ["email", "team@example.com"],
    ["https", "https://events.example.com/hook"],
  ])("people are told by %s", (protocol, endpoint) => {
    expect(stack).toHaveResourceWithProperties(SnsTopicSubscription, { protocol, endpoint });
  });

  test("AWS's services of this account may publish, and nobody without TLS", () => {
    expect(stack).toHaveDataSourceWithProperties(DataAwsIamPolicyDocument, {
      statement: [
        expect.objectContaining({
          sid: "AllowPublishing",
          principals: [
            {
              type: "Service",
              identifiers: ["cloudwatch.amazonaws.com", "budgets.amazonaws.com", "costalerts.amazonaws.com"],
            },
          ],
          actions: ["sns:Publish"],
          condition: [expect.objectContaining({ test: "StringEquals", variable: "aws:SourceAccount" })],
        }),
        expect.objectContaining({
          sid: "DenyInsecureTransport",
          effect: "Deny",
          actions: ["sns:Publish"],
        }),
      ],
    });
  });
});

test("its policy is its own, of it alone", () => {
  const synth = synthIn((stack) => {
    addTopic(stack, "alerts");
  });
  expect(synth.at("aws_sns_topic_policy.alerts")).toMatchObject({
    arn: "${aws_sns_topic.alerts.arn}",
    policy: "${data.aws_iam_policy_document.alerts_topic.json}",
  });
  for (const { resources } of synth.statements("alerts_topic")) {
    expect(resources).toEqual(["${aws_sns_topic.alerts.arn}"]);
  }
});

test("EventBridge may publish where it is let, without a condition: with one, it would drop every message", () => {
  const synth = synthIn((stack) => {
    addTopic(stack, "alerts", { takesEvents: true });
    addTopic(stack, "pages");
  });
  const ofEvents = (name: string) =>
    synth.statements(name).filter((each) => JSON.stringify(each.principals).includes("events.amazonaws.com"));
  expect(ofEvents("alerts_topic")).toEqual([
    {
      sid: "AllowEvents",
      principals: [{ type: "Service", identifiers: ["events.amazonaws.com"] }],
      actions: ["sns:Publish"],
      resources: ["${aws_sns_topic.alerts.arn}"],
    },
  ]);
  expect(ofEvents("pages_topic")).toEqual([]);
});

test("without anybody to tell, it has no subscription", () => {
  const synth = synthIn((stack) => {
    addTopic(stack, "alerts", { emails: [], urls: [] });
  });
  expect(synth.resources("aws_sns_topic_subscription")).toEqual({});
});

test("two of them stand in one stack, and tell the same people", () => {
  const synth = synthIn((stack) => {
    addTopic(stack, "alerts");
    addTopic(stack, "pages");
  });
  expect(Object.keys(synth.resources("aws_sns_topic")).sort()).toEqual(["alerts", "pages"]);
  expect(Object.keys(synth.resources("aws_sns_topic_subscription"))).toHaveLength(4);
});

test("any argument of any resource can be set; what is not named stays", () => {
  const synth = synthIn((stack) => {
    addTopic(stack, "alerts", {
      emails: [],
      overrides: {
        topic: { lifecycle: { preventDestroy: true } },
        policy: (config) => ({ ...config, policy: "{}" }),
        subscription: { rawMessageDelivery: true },
      },
    });
  });
  expect(synth.at("aws_sns_topic.alerts")).toMatchObject({
    name: "test-alerts",
    lifecycle: { prevent_destroy: true },
  });
  expect(synth.at("aws_sns_topic_policy.alerts")).toMatchObject({
    arn: "${aws_sns_topic.alerts.arn}",
    policy: "{}",
  });
  expect(Object.values(synth.resources("aws_sns_topic_subscription"))).toEqual([
    expect.objectContaining({ protocol: "https", raw_message_delivery: true }),
  ]);
});
