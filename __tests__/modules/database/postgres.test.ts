import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DbInstance } from "@cdktf/provider-aws/lib/db-instance";
import { DbParameterGroup } from "@cdktf/provider-aws/lib/db-parameter-group";
import { DbSubnetGroup } from "@cdktf/provider-aws/lib/db-subnet-group";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Testing } from "cdktf";
import type { PostgresProps } from "../../../modules/database/postgres";
import { EncryptionKey } from "../../../modules/encryption/encryption-key";
import { part } from "../../../modules/part";
import { Password } from "../../../modules/secrets/password";
import { postgres } from "../../support/postgres";
import { synthIn } from "../../support/synth";

const synth = (changes: Partial<PostgresProps> = {}) => synthIn((stack) => postgres(stack, changes));
const instance = (changes: Partial<PostgresProps> = {}, address = "aws_db_instance.mcp_postgres") =>
  synth(changes).at(address);

test("an encrypted instance without a public address, and all that belongs to it", () => {
  const platform = Testing.synthScope((scope) => {
    postgres(scope, { multiAz: true, platformName: "the Acme platform" });
  });
  expect(platform).toHaveResourceWithProperties(DbInstance, {
    identifier: "test-db",
    engine: "postgres",
    engine_version: "15.17",
    instance_class: "db.t4g.medium",
    allocated_storage: 20,
    storage_type: "gp3",
    storage_encrypted: true,
    publicly_accessible: false,
    db_name: "mcp",
    username: "mcp_admin",
    multi_az: true,
    backup_retention_period: 7,
    backup_window: "03:00-04:00",
    maintenance_window: "sun:04:00-sun:05:00",
    deletion_protection: true,
    copy_tags_to_snapshot: true,
    enabled_cloudwatch_logs_exports: ["postgresql"],
    tags: { Name: "test-db" },
  });
  expect(platform).toHaveResourceWithProperties(DbSubnetGroup, {
    name: "test-db",
    description: "PostgreSQL of the Acme platform",
    subnet_ids: ["subnet-1", "subnet-2"],
  });
  expect(platform).toHaveResourceWithProperties(DbParameterGroup, {
    name: "test-postgres15",
    family: "postgres15",
    description: "PostgreSQL 15 of the Acme platform",
    parameter: expect.arrayContaining([
      { name: "rds.force_ssl", value: "1", apply_method: "pending-reboot" },
    ]),
  });
  expect(platform).toHaveResourceWithProperties(SecurityGroup, {
    name_prefix: "test-rds-",
    description: "PostgreSQL of the Acme platform",
    vpc_id: "vpc-1",
  });
  expect(platform).toHaveResourceWithProperties(CloudwatchLogGroup, {
    name: "/aws/rds/instance/test-db/postgresql",
    retention_in_days: 30,
  });
});

describe("an instance", () => {
  test("is encrypted with its key, in its subnets and its security group", () => {
    expect(instance()).toMatchObject({
      kms_key_id: "${aws_kms_key.rds.arn}",
      db_subnet_group_name: "${aws_db_subnet_group.main.name}",
      vpc_security_group_ids: ["${aws_security_group.rds.id}"],
    });
  });

  test("has a log group of set retention for each log, before RDS makes one that keeps for ever", () => {
    const stack = synth({ cloudwatchLogsExports: ["postgresql", "upgrade"] });
    expect(stack.resources("aws_cloudwatch_log_group")).toMatchObject({
      mcp_postgres_postgresql: { name: "/aws/rds/instance/test-db/postgresql", retention_in_days: 30 },
      mcp_postgres_upgrade: { name: "/aws/rds/instance/test-db/upgrade", retention_in_days: 30 },
    });
    expect(stack.at("aws_db_instance.mcp_postgres").depends_on).toEqual([
      "aws_cloudwatch_log_group.mcp_postgres_postgresql",
      "aws_cloudwatch_log_group.mcp_postgres_upgrade",
    ]);
  });

  test("has its logs encrypted with CloudWatch's key, or with one's own", () => {
    const stack = synthIn((test) => {
      const logKey = new EncryptionKey(part(test, "keys"), "logs", { alias: "alias/logs", description: "l" });
      postgres(test, { logKey, cloudwatchLogsExports: ["postgresql", "upgrade"] });
    });
    const encrypted = { kms_key_id: "${aws_kms_key.logs.arn}" };
    expect(stack.resources("aws_cloudwatch_log_group")).toMatchObject({
      mcp_postgres_postgresql: encrypted,
      mcp_postgres_upgrade: encrypted,
    });
    expect(synth().at("aws_cloudwatch_log_group.mcp_postgres_postgresql")).not.toHaveProperty("kms_key_id");
  });

  test("leaves a final snapshot under a name that no earlier one has taken", () => {
    const stack = synth();
    expect(stack.at("aws_db_instance.mcp_postgres")).toMatchObject({
      skip_final_snapshot: false,
      final_snapshot_identifier: "test-db-final-${random_id.mcp_postgres_final_snapshot.hex}",
    });
    expect(stack.at("random_id.mcp_postgres_final_snapshot").keepers).toEqual({
      name: "test-db",
      databaseName: "mcp",
      username: "mcp_admin",
    });
    expect(synth({ skipFinalSnapshot: true }).resources("random_id")).toEqual({});
  });

  test("of a given minor version keeps it; of a major version alone, AWS upgrades it", () => {
    expect(instance({ engineVersion: "15.17" })).toMatchObject({ auto_minor_version_upgrade: false });
    expect(instance({ engineVersion: "15" })).toMatchObject({
      engine_version: "15",
      auto_minor_version_upgrade: true,
    });
  });

  test("has parameters of its major version's family, and the new group before the old one goes", () => {
    const group = synth({ engineVersion: "16.13", parameterGroupName: "test-postgres16" }).at(
      "aws_db_parameter_group.mcp_postgres",
    );
    expect(group).toMatchObject({
      name: "test-postgres16",
      family: "postgres16",
      lifecycle: { create_before_destroy: true },
    });
  });

  test("has Performance Insights, its storage's growth, tuned storage and IAM's tokens only if asked for", () => {
    expect(instance()).toMatchObject({
      performance_insights_enabled: false,
      iam_database_authentication_enabled: false,
    });
    for (const name of ["max_allocated_storage", "iops", "storage_throughput", "monitoring_interval"]) {
      expect(instance()).not.toHaveProperty(name);
    }
    const everything = instance({
      performanceInsights: true,
      iamAuthentication: true,
      allocatedStorage: 400,
      maxAllocatedStorage: 1000,
      iops: 12_000,
      storageThroughput: 500,
    });
    expect(everything).toMatchObject({
      performance_insights_enabled: true,
      performance_insights_kms_key_id: "${aws_kms_key.rds.arn}",
      performance_insights_retention_period: 7,
      iam_database_authentication_enabled: true,
      max_allocated_storage: 1000,
      iops: 12_000,
      storage_throughput: 500,
    });
  });

  test("has no days of Performance Insights that are off: left out, the provider would send those of before", () => {
    expect(instance()).toMatchObject({
      performance_insights_enabled: false,
      performance_insights_retention_period: 0,
    });
  });

  test("of gp3 from 400 GiB on has its storage's performance written, also if nobody sets it", () => {
    const baseline = { iops: 12_000, storage_throughput: 500 };
    expect(instance({ allocatedStorage: 400 })).toMatchObject(baseline);
    expect(instance({ allocatedStorage: 400, iops: 16_000 })).toMatchObject({ ...baseline, iops: 16_000 });
    const little = instance({ allocatedStorage: 399 });
    const io2 = instance({ storageType: "io2", allocatedStorage: 400, iops: 3000 });
    expect(io2).toMatchObject({ iops: 3000 });
    for (const name of Object.keys(baseline)) expect(little).not.toHaveProperty(name);
    expect(io2).not.toHaveProperty("storage_throughput");
  });

  test("changes in its maintenance window and within its major version unless told", () => {
    expect(instance()).toMatchObject({ apply_immediately: false });
    expect(instance()).not.toHaveProperty("allow_major_version_upgrade");
    expect(instance({ applyImmediately: true, allowMajorVersionUpgrade: true })).toMatchObject({
      apply_immediately: true,
      allow_major_version_upgrade: true,
    });
  });

  test("of a major version past its standard support costs extra only if told, in a restored one too", () => {
    const restore = { name: "test-db-restored", from: "latest" } as const;
    const both = ["aws_db_instance.mcp_postgres", "aws_db_instance.mcp_postgres_restored"];
    for (const address of both) {
      expect(instance({ restore }, address)).toMatchObject({
        engine_lifecycle_support: "open-source-rds-extended-support-disabled",
        lifecycle: { ignore_changes: ["engine_lifecycle_support"] },
      });
      expect(instance({ restore, extendedSupport: true }, address)).toMatchObject({
        engine_lifecycle_support: "open-source-rds-extended-support",
      });
    }
  });

  test("is watched by a role of its own", () => {
    const stack = synth({ monitoring: { intervalSeconds: 60, roleName: "test-monitoring" } });
    expect(stack.at("aws_db_instance.mcp_postgres")).toMatchObject({
      monitoring_interval: 60,
      monitoring_role_arn: "${aws_iam_role.rds_monitoring.arn}",
      depends_on: expect.arrayContaining(["aws_iam_role_policy_attachment.rds_monitoring"]),
    });
  });

  test("is destroyed before what has to remain when AWS refuses to delete it", () => {
    const stack = synthIn((test) => {
      postgres(test, { destroyedBefore: [new Vpc(test, "later", {})] });
    });
    expect(stack.at("aws_db_instance.mcp_postgres").depends_on).toContain("aws_vpc.later");
  });

  test("takes any argument beside", () => {
    const stack = synth({
      overrides: {
        instance: { caCertIdentifier: "rds-ca-rsa4096-g1", tags: { Team: "mcp" } },
        parameterGroup: { lifecycle: { ignoreChanges: ["description"] } },
      },
    });
    expect(stack.at("aws_db_instance.mcp_postgres")).toMatchObject({
      ca_cert_identifier: "rds-ca-rsa4096-g1",
      tags: { Name: "test-db", Team: "mcp" },
    });
    expect(stack.at("aws_db_parameter_group.mcp_postgres").lifecycle).toEqual({
      create_before_destroy: true,
      ignore_changes: ["description"],
    });
  });
});

test("a password outside the state is passed by a write-only argument, with its version", () => {
  const stack = synthIn((test) => {
    const key = new EncryptionKey(part(test, "keys"), "secrets", { alias: "alias/s", description: "s" });
    const outsideState = { parameterName: "/test/password", key };
    const props = { length: 32, specialCharacters: "-_", version: 2, outsideState };
    postgres(test, { password: new Password(part(test, "outside"), "db_password", props) });
  });
  const body = stack.at("aws_db_instance.mcp_postgres");
  expect(body).toMatchObject({
    password_wo: "${ephemeral.aws_ssm_parameter.db_password.value}",
    password_wo_version: 2,
  });
  expect(body).not.toHaveProperty("password");
});

test("a read replica is like its source, in its zone, with logs of its own and nothing that its source decides", () => {
  const stack = synth({ replicas: [{ id: "mcp_postgres_read_1", name: "test-read-1", zone: "us-east-1b" }] });
  const replica = stack.at("aws_db_instance.mcp_postgres_read_1");
  expect(replica).toMatchObject({
    identifier: "test-read-1",
    replicate_source_db: "${aws_db_instance.mcp_postgres.identifier}",
    availability_zone: "us-east-1b",
    instance_class: "db.t4g.medium",
    storage_encrypted: true,
    skip_final_snapshot: true,
    allocated_storage: 20,
    deletion_protection: false,
    depends_on: ["aws_cloudwatch_log_group.mcp_postgres_read_1_postgresql"],
  });
  for (const name of [
    "engine",
    "engine_version",
    "username",
    "password",
    "db_name",
    "db_subnet_group_name",
    "engine_lifecycle_support",
  ]) {
    expect(replica).not.toHaveProperty(name);
  }
});

describe("a restored instance stands beside the first", () => {
  const restored = (from: NonNullable<PostgresProps["restore"]>["from"]) =>
    instance({ restore: { name: "test-db-restored", from } }, "aws_db_instance.mcp_postgres_restored");
  const source = "${aws_db_instance.mcp_postgres.identifier}";

  test("from a snapshot", () => {
    expect(restored({ snapshot: "some-snapshot" })).toMatchObject({
      identifier: "test-db-restored",
      snapshot_identifier: "some-snapshot",
      storage_encrypted: true,
      vpc_security_group_ids: ["${aws_security_group.rds.id}"],
    });
  });

  test("from a point in time", () => {
    expect(restored({ time: "2026-01-02T03:04:05Z" }).restore_to_point_in_time).toEqual({
      source_db_instance_identifier: source,
      restore_time: "2026-01-02T03:04:05Z",
    });
  });

  test("as safe as the first: encrypted with its key, with a password, backups and a last snapshot of its own", () => {
    expect(restored("latest")).toMatchObject({
      kms_key_id: "${aws_kms_key.rds.arn}",
      password: "${random_password.db_password.result}",
      backup_retention_period: 7,
      deletion_protection: true,
      skip_final_snapshot: false,
      final_snapshot_identifier:
        "test-db-restored-final-${random_id.mcp_postgres_restored_final_snapshot.hex}",
    });
  });

  test("from the latest that there is, without database and user, which are the backup's", () => {
    const body = restored("latest");
    expect(body.restore_to_point_in_time).toEqual({
      source_db_instance_identifier: source,
      use_latest_restorable_time: true,
    });
    expect(body).not.toHaveProperty("db_name");
    expect(body).not.toHaveProperty("username");
  });
});
