import { StateStorage, type StateStorageProps } from "../../../modules/state/state-storage";
import { type Synthesized, synthIn } from "../../support/synth";

function synthStorage(props: Partial<StateStorageProps> = {}): Synthesized {
  return synthIn((stack) => {
    new StateStorage(stack, "storage", {
      bucket: "acme-state",
      keyAlias: "alias/acme-state",
      oldVersionsExpireDays: 365,
      ...props,
    });
  });
}

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
  const guarded = [
    "aws_s3_bucket.terraform_state",
    "aws_kms_key.terraform_state",
    "aws_dynamodb_table.terraform_locks",
  ];
  for (const address of guarded) expect(synth.at(address).lifecycle).toEqual({ prevent_destroy: true });
  expect(synth.at("aws_dynamodb_table.terraform_locks").deletion_protection_enabled).toBe(true);
});

test("there is a lock table only if asked for", () => {
  expect(synthStorage().resources("aws_dynamodb_table")).toEqual({});
  expect(synthStorage({ lockTable: "acme-locks" }).at("aws_dynamodb_table.terraform_locks")).toMatchObject({
    name: "acme-locks",
    hash_key: "LockID",
    attribute: [{ name: "LockID", type: "S" }],
    billing_mode: "PAY_PER_REQUEST",
  });
});
