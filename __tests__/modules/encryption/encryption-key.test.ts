import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Testing } from "cdktf";
import { EncryptionKey, type EncryptionKeyProps } from "../../../modules/encryption/encryption-key";
import { ServiceRole } from "../../../modules/iam/service-role";
import { synthIn } from "../../support/synth";

const props = { alias: "alias/test", description: "Encrypts a test" };

test("a key that is rotated, under an alias", () => {
  const synth = Testing.synthScope((stack) => new EncryptionKey(stack, "test", props));
  expect(synth).toHaveResourceWithProperties(KmsKey, {
    description: "Encrypts a test",
    enable_key_rotation: true,
  });
  expect(synth).toHaveResourceWithProperties(KmsAlias, { name: "alias/test" });
  expect(synth).toHaveDataSource(DataAwsIamPolicyDocument);
});

test("its use is left to IAM", () => {
  const synth = synthIn((stack) => new EncryptionKey(stack, "test", props));
  expect(synth.at("aws_kms_key.test").policy).toBe("${data.aws_iam_policy_document.test_key.json}");
  expect(synth.at("aws_kms_alias.test").target_key_id).toBe("${aws_kms_key.test.key_id}");
  const root =
    "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root";
  expect(synth.at("data.aws_iam_policy_document.test_key").statement).toEqual([
    {
      sid: "EnableIamPolicies",
      principals: [{ type: "AWS", identifiers: [root] }],
      actions: ["kms:*"],
      resources: ["*"],
    },
  ]);
});

test("two keys ask AWS for the account once", () => {
  const synth = synthIn((stack) => {
    new EncryptionKey(stack, "first", props);
    new EncryptionKey(stack, "second", { ...props, alias: "alias/second" });
  });
  expect(Object.keys(synth.resources("aws_kms_key"))).toEqual(["first", "second"]);
  expect(synth.text.match(/"aws_caller_identity"/g)).toHaveLength(1);
});

test("who may decrypt may not encrypt", () => {
  const synth = synthIn((stack) => {
    const key = new EncryptionKey(stack, "test", props);
    const service = "ecs-tasks.amazonaws.com";
    key.grantDecrypt(new ServiceRole(stack, "reader", { service, name: "reader" }));
  });
  expect(synth.statements("reader")).toEqual([
    { actions: ["kms:Decrypt"], resources: ["${aws_kms_key.test.arn}"] },
  ]);
});

test("it can be protected from destruction, and any argument can be set beside", () => {
  const key = (more: Partial<EncryptionKeyProps>) =>
    synthIn((stack) => new EncryptionKey(stack, "test", { ...props, ...more })).at("aws_kms_key.test");
  expect(key({})).not.toHaveProperty("lifecycle");
  const overrides = { key: { multiRegion: true, lifecycle: { ignoreChanges: ["tags"] } } };
  expect(key({ preventDestroy: true, overrides })).toMatchObject({
    multi_region: true,
    lifecycle: { prevent_destroy: true, ignore_changes: ["tags"] },
  });
});
