import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Testing } from "cdktf";
import { EncryptionKey } from "../../../modules/encryption/encryption-key";
import { ServiceRole } from "../../../modules/iam/service-role";
import { PrivateBucket, type PrivateBucketProps } from "../../../modules/storage/private-bucket";
import { type Block, type Synthesized, synthIn } from "../../support/synth";

const PROPS: PrivateBucketProps = {
  name: "acme-things",
  lifecycle: { ruleId: "expire", oldVersionsExpireDays: 7 },
};

function synthBucket(props: Partial<PrivateBucketProps> = {}): Synthesized {
  return synthIn((stack) => {
    new PrivateBucket(stack, "things", { ...PROPS, ...props });
  });
}

test("a versioned bucket that nobody reaches from outside, and that says what happens in it", () => {
  const synth = Testing.synthScope((stack) => new PrivateBucket(stack, "things", PROPS));
  expect(synth).toHaveResourceWithProperties(S3Bucket, { bucket: "acme-things" });
  expect(synth).toHaveResourceWithProperties(S3BucketVersioningA, {
    versioning_configuration: { status: "Enabled" },
  });
  expect(synth).toHaveResourceWithProperties(S3BucketPublicAccessBlock, {
    block_public_acls: true,
    block_public_policy: true,
    ignore_public_acls: true,
    restrict_public_buckets: true,
  });
  expect(synth).toHaveResource(S3BucketPolicy);
});

test("nobody reaches it without TLS", () => {
  const synth = synthBucket();
  expect(synth.at("data.aws_iam_policy_document.things_tls_only").statement).toEqual([
    {
      sid: "DenyInsecureTransport",
      effect: "Deny",
      principals: [{ type: "*", identifiers: ["*"] }],
      actions: ["s3:*"],
      resources: ["${aws_s3_bucket.things.arn}", "${aws_s3_bucket.things.arn}/*"],
      condition: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
    },
  ]);
  expect(synth.at("aws_s3_bucket_policy.things")).toMatchObject({
    policy: "${data.aws_iam_policy_document.things_tls_only.json}",
    depends_on: ["aws_s3_bucket_public_access_block.things"],
  });
});

test("old versions are kept for a while, unfinished uploads for a week", () => {
  const synth = synthBucket();
  expect(synth.at("aws_s3_bucket_lifecycle_configuration.things")).toMatchObject({
    rule: [
      {
        id: "expire",
        status: "Enabled",
        filter: [{}],
        noncurrent_version_expiration: [{ noncurrent_days: 7 }],
        abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
      },
    ],
    depends_on: ["aws_s3_bucket_versioning.things"],
  });
});

test("no event of an object goes anywhere: nobody listens, and they cost", () => {
  expect(synthBucket().resources("aws_s3_bucket_notification")).toEqual({});
});

test("objects are kept for ever, or as long as said, and the marker of a deleted one no longer than its versions", () => {
  const rule = (expireDays?: number) => {
    const synth = synthBucket({ lifecycle: { ...PROPS.lifecycle, expireDays } });
    return (synth.at("aws_s3_bucket_lifecycle_configuration.things").rule as Block[])[0];
  };
  // S3 refuses both together, and removes markers of itself where objects have an age.
  expect(rule()?.expiration).toEqual([{ expired_object_delete_marker: true }]);
  expect(rule(365)?.expiration).toEqual([{ days: 365 }]);
});

test("objects move to cheaper classes if asked for", () => {
  const transitions = [{ days: 90, storageClass: "GLACIER" }];
  const synth = synthBucket({ lifecycle: { ...PROPS.lifecycle, transitions } });
  expect(synth.at("aws_s3_bucket_lifecycle_configuration.things")).toMatchObject({
    transition_default_minimum_object_size: "all_storage_classes_128K",
    rule: [{ transition: [{ days: 90, storage_class: "GLACIER" }] }],
  });
});

test("its policy says besides who may write, and who writes can wait for it", () => {
  const synth = synthIn((stack) => {
    const { policy } = new PrivateBucket(stack, "things", {
      ...PROPS,
      policyStatements: (arn) => [{ sid: "Write", actions: ["s3:PutObject"], resources: [`${arn}/logs/*`] }],
    });
    new Vpc(stack, "writer", { dependsOn: [policy] });
  });
  expect(synth.at("data.aws_iam_policy_document.things_tls_only").statement).toEqual([
    expect.objectContaining({ sid: "DenyInsecureTransport" }),
    { sid: "Write", actions: ["s3:PutObject"], resources: ["${aws_s3_bucket.things.arn}/logs/*"] },
  ]);
  expect(synth.at("aws_vpc.writer").depends_on).toEqual(["aws_s3_bucket_policy.things"]);
});

test("S3's key encrypts it, or one's own", () => {
  const rule = (synth: Synthesized) =>
    synth.at("aws_s3_bucket_server_side_encryption_configuration.things").rule;
  expect(rule(synthBucket())).toEqual([
    { apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } },
  ]);
  expect(rule(synthBucket({ key: { arn: "arn:aws:kms:us-east-1:123456789012:key/k" } }))).toEqual([
    {
      apply_server_side_encryption_by_default: {
        sse_algorithm: "aws:kms",
        kms_master_key_id: "arn:aws:kms:us-east-1:123456789012:key/k",
      },
      bucket_key_enabled: true,
    },
  ]);
});

test("it can be protected from destruction, and any argument can be set", () => {
  expect(synthBucket().at("aws_s3_bucket.things").lifecycle).toBeUndefined();
  expect(synthBucket({ preventDestroy: true }).at("aws_s3_bucket.things").lifecycle).toEqual({
    prevent_destroy: true,
  });
  const overrides = { bucket: { objectLockEnabled: true, lifecycle: { ignoreChanges: ["tags"] } } };
  const bucket = synthBucket({ preventDestroy: true, overrides }).at("aws_s3_bucket.things");
  expect(bucket.object_lock_enabled).toBe(true);
  expect(bucket.lifecycle).toEqual({ prevent_destroy: true, ignore_changes: ["tags"] });
});

test.each<[string, string | undefined, object[]]>([
  ["S3's key", undefined, []],
  [
    "one's own key",
    "arn:aws:kms:us-east-1:123456789012:key/k",
    [
      {
        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
        resources: ["arn:aws:kms:us-east-1:123456789012:key/k"],
      },
    ],
  ],
])("with %s, who may read and write may list it and use its objects, and nothing else", (_key, arn, more) => {
  const synth = synthIn((stack) => {
    const bucket = new PrivateBucket(stack, "things", {
      ...PROPS,
      key: arn === undefined ? undefined : { arn },
    });
    bucket.grantReadWrite(
      new ServiceRole(stack, "reader", { name: "reader", service: "ecs-tasks.amazonaws.com" }),
    );
  });
  expect(synth.at("data.aws_iam_policy_document.reader").statement).toEqual([
    { actions: ["s3:ListBucket"], resources: ["${aws_s3_bucket.things.arn}"] },
    {
      actions: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
      resources: ["${aws_s3_bucket.things.arn}/*"],
    },
    ...more,
  ]);
});

test("who may read may list it, get its objects and decrypt them, and nothing else", () => {
  const key = "arn:aws:kms:us-east-1:123456789012:key/k";
  const synth = synthIn((stack) => {
    const bucket = new PrivateBucket(stack, "things", { ...PROPS, key: { arn: key } });
    bucket.grantRead(
      new ServiceRole(stack, "reader", { name: "reader", service: "ecs-tasks.amazonaws.com" }),
    );
  });
  expect(synth.at("data.aws_iam_policy_document.reader").statement).toEqual([
    { actions: ["s3:ListBucket"], resources: ["${aws_s3_bucket.things.arn}"] },
    { actions: ["s3:GetObject"], resources: ["${aws_s3_bucket.things.arn}/*"] },
    { actions: ["kms:Decrypt"], resources: [key] },
  ]);
});

test("who may read and write a bucket, and read it besides, is granted each key once for each", () => {
  const synth = synthIn((stack) => {
    const key = new EncryptionKey(stack, "key", { alias: "alias/key", description: "Encrypts things" });
    const reader = new ServiceRole(stack, "reader", { name: "reader", service: "ecs-tasks.amazonaws.com" });
    const bucket = new PrivateBucket(stack, "things", { ...PROPS, key });
    bucket.grantRead(reader);
    bucket.grantReadWrite(reader);
    bucket.grantRead(reader);
  });
  const actions = synth.statements("reader").map((statement) => statement.actions);
  expect(actions.filter((names) => `${names}`.startsWith("kms"))).toEqual([
    ["kms:Decrypt"],
    ["kms:Decrypt", "kms:GenerateDataKey"],
  ]);
});
