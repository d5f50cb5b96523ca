import type { Block, Synthesized } from "../../support/synth";
import { type Planted, type Rule, referencedName } from "../rule";

/** What a store lacks to be encrypted; nothing if it lacks nothing. */
type Lack = (block: Block, stack: Synthesized, name: string) => string | undefined;

const STORES: Readonly<Record<string, Lack>> = {
  // A replica in its source's region, and a copy of a running instance, are encrypted as that is.
  aws_db_instance: (block) =>
    block.replicate_source_db || block.restore_to_point_in_time
      ? undefined
      : lacking(block, "storage_encrypted", "kms_key_id"),
  aws_rds_cluster: (block) => lacking(block, "storage_encrypted", "kms_key_id"),
  aws_elasticache_replication_group: (block) =>
    lacking(block, "at_rest_encryption_enabled", "transit_encryption_enabled"),
  aws_s3_bucket: (_block, stack, name) => {
    const configurations = Object.values(
      stack.resources("aws_s3_bucket_server_side_encryption_configuration"),
    );
    const isConfigured = configurations.some(
      ({ bucket }) => referencedName(bucket, "aws_s3_bucket") === name,
    );
    return isConfigured ? undefined : "aws_s3_bucket_server_side_encryption_configuration";
  },
  aws_sqs_queue: (block) => lacking(block, "kms_master_key_id"),
  aws_sns_topic: (block) => lacking(block, "kms_master_key_id"),
  aws_ecr_repository: (block) => lacking(first(block.encryption_configuration), "kms_key"),
  aws_secretsmanager_secret: (block) => lacking(block, "kms_key_id"),
  aws_ssm_parameter: (block) => (block.type === "SecureString" ? lacking(block, "key_id") : undefined),
  aws_ebs_volume: (block) => lacking(block, "encrypted"),
  // Also the disk that the image brings has to be named: otherwise the account's default decides.
  aws_launch_template: ({ block_device_mappings: disks = [{}] }) =>
    (disks as Block[]).map(({ ebs }) => lacking(first(ebs), "encrypted")).find(Boolean),
  aws_dynamodb_table: (block) => lacking(first(block.server_side_encryption), "enabled", "kms_key_arn"),
  aws_cloudwatch_log_group: (block) => lacking(block, "kms_key_id"),
  aws_efs_file_system: (block) => lacking(block, "encrypted", "kms_key_id"),
  aws_backup_vault: (block) => lacking(block, "kms_key_arn"),
};

export const storesAreEncrypted: Rule = {
  title: "everything that keeps data encrypts it",
  violations: (stack) =>
    Object.entries(STORES).flatMap(([type, lack]) =>
      Object.entries(stack.resources(type)).flatMap(([name, block]) => {
        const missing = lack(block, stack, name);
        return missing ? [`${type}.${name}: is not encrypted; set ${missing}`] : [];
      }),
    ),
  planted: {
    ...Object.fromEntries(
      Object.keys(STORES)
        // A parameter is a plain text by default.
        .filter((type) => type !== "aws_ssm_parameter")
        .map((type) => [`${type} with its defaults`, store(type, {})]),
    ),
    "a parameter with AWS's own key": store("aws_ssm_parameter", { type: "SecureString" }),
    "a database with AWS's own key": store("aws_db_instance", { storage_encrypted: true }),
    "a cache without TLS": store("aws_elasticache_replication_group", { at_rest_encryption_enabled: "true" }),
    "images with AWS's own key": store("aws_ecr_repository", {
      encryption_configuration: [{ encryption_type: "KMS" }],
    }),
    "one disk of two": store("aws_launch_template", {
      block_device_mappings: [{ ebs: { encrypted: "true" } }, { ebs: { encrypted: "false" } }],
    }),
    "a bucket beside one that is configured": {
      resource: {
        aws_s3_bucket: { planted: {} },
        aws_s3_bucket_server_side_encryption_configuration: {
          other: { bucket: "${aws_s3_bucket.other.id}" },
        },
      },
    },
  },
};

function store(type: string, block: Block): Planted {
  return { resource: { [type]: { planted: block } } };
}

/** The first argument that is missing, or off. */
function lacking(block: Block, ...required: string[]): string | undefined {
  return required.find((argument) =>
    [undefined, null, "", false, "false"].includes(block[argument] as string),
  );
}

/** Terraform's JSON has a nested block as itself, or in a list. */
function first(nested: unknown): Block {
  const [block = {}] = [nested].flat();
  return block as Block;
}
