import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { Testing } from "cdktf";
import { StateStorage, type StateStorageProps } from "../../../modules/state/state-storage";
import { type Synthesized, synthIn } from "../../support/synth";

const PROPS: StateStorageProps = {
  bucket: "acme-state",
  keyAlias: "alias/acme-state",
  oldVersionsExpireDays: 365,
};

const GUARDED = [
  "aws_s3_bucket.terraform_state",
  "aws_kms_key.terraform_state",
  "aws_dynamodb_table.terraform_locks",
];

function synthStorage(props: Partial<StateStorageProps> = {}): Synthesized {
  return synthIn((stack) => {
    new StateStorage(stack, "storage", { ...PROPS, idPrefix: "", ...props });
  });
}

test("a bucket with a key of its own, and a lock table if asked for", () => {
  const synth = Testing.synthScope((stack) => {
    new StateStorage(stack, "storage", { ...PROPS, lockTable: "acme-locks" });
  });
  expect(synth).toHaveResourceWithProperties(S3Bucket, {
    bucket: "acme-state",
    lifecycle: { prevent_destroy: true },
  });
  expect(synth).toHaveResourceWithProperties(KmsAlias, { name: "alias/acme-state" });
  expect(synth).toHaveResourceWithProperties(DynamodbTable, {
    name: "acme-locks",
    hash_key: "LockID",
    attribute: [{ name: "LockID", type: "S" }],
    billing_mode: "PAY_PER_REQUEST",
  });
});

test("the state is encrypted with a key of its own, which is replaced every year", () => {
  const synth = synthStorage();
  expect(synth.at("aws_kms_key.terraform_state").enable_key_rotation).toBe(true);
  expect(synth.at("aws_kms_alias.terraform_state")).toMatchObject({
    name: "alias/acme-state",
    target_key_id: "${aws_kms_key.terraform_state.key_id}",
  });
  expect(synth.at("aws_s3_bucket_server_side_encryption_configuration.terraform_state").rule).toMatchObject([
    { apply_server_side_encryption_by_default: { kms_master_key_id: "${aws_kms_key.terraform_state.arn}" } },
  ]);
});

test("nothing that a state needs can be destroyed", () => {
  const synth = synthStorage({ lockTable: "acme-locks" });
  for (const address of GUARDED) expect(synth.at(address).lifecycle).toEqual({ prevent_destroy: true });
  expect(synth.at("aws_dynamodb_table.terraform_locks").deletion_protection_enabled).toBe(true);
});

test("the locks are encrypted with the state's key, and can be had back as they were", () => {
  expect(synthStorage({ lockTable: "acme-locks" }).at("aws_dynamodb_table.terraform_locks")).toMatchObject({
    server_side_encryption: { enabled: true, kms_key_arn: "${aws_kms_key.terraform_state.arn}" },
    point_in_time_recovery: { enabled: true },
  });
});

test("there is a lock table only if asked for", () => {
  expect(synthStorage().resources("aws_dynamodb_table")).toEqual({});
});

test("any argument can be set, and what protects it stays", () => {
  const lifecycle = { ignoreChanges: ["tags"] };
  const synth = synthStorage({
    lockTable: "acme-locks",
    overrides: { bucket: { bucket: { lifecycle } }, key: { key: { lifecycle } }, lockTable: { lifecycle } },
  });
  for (const address of GUARDED) {
    expect(synth.at(address).lifecycle).toEqual({ prevent_destroy: true, ignore_changes: ["tags"] });
  }
});
