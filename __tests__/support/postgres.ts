import type { TerraformStack } from "cdktf";
import { Postgres, type PostgresProps } from "../../modules/database/postgres";
import { EncryptionKey } from "../../modules/encryption/encryption-key";
import { part } from "../../modules/part";
import { Password } from "../../modules/secrets/password";

/** A small database, `mcp_postgres`. */
export function postgres(stack: TerraformStack, changes: Partial<PostgresProps> = {}): Postgres {
  return new Postgres(stack, "mcp_postgres", {
    name: "test-db",
    engineVersion: "15.4",
    instanceClass: "db.t4g.medium",
    allocatedStorage: 20,
    storageType: "gp3",
    key: new EncryptionKey(part(stack, "keys"), "rds", { alias: "alias/test-rds", description: "test" }),
    databaseName: "mcp",
    username: "mcp_admin",
    password: new Password(part(stack, "passwords"), "db_password", {
      length: 32,
      specialCharacters: "-_",
      version: 1,
    }),
    vpcId: "vpc-1",
    subnetIds: ["subnet-1", "subnet-2"],
    subnetGroupName: "test-db",
    securityGroupName: "test-rds",
    parameterGroupName: "test-postgres15",
    backupRetentionDays: 7,
    backupWindow: "03:00-04:00",
    maintenanceWindow: "sun:04:00-sun:05:00",
    multiAz: false,
    deletionProtection: true,
    skipFinalSnapshot: false,
    cloudwatchLogsExports: ["postgresql"],
    logRetentionDays: 30,
    ...changes,
  });
}
