import type { Construct } from "constructs";
import { Postgres, type PostgresProps } from "../../modules/database/postgres";
import { EncryptionKey } from "../../modules/encryption/encryption-key";
import { part } from "../../modules/part";
import { Password } from "../../modules/secrets/password";

/** A small database, `mcp_postgres`. */
export function postgres(scope: Construct, changes: Partial<PostgresProps> = {}): Postgres {
  return new Postgres(scope, "mcp_postgres", {
    idPrefix: "",
    name: "test-db",
    engineVersion: "15.17",
    instanceClass: "db.t4g.medium",
    allocatedStorage: 20,
    storageType: "gp3",
    key: new EncryptionKey(part(scope, "keys"), "rds", { alias: "alias/test-rds", description: "test" }),
    databaseName: "mcp",
    username: "mcp_admin",
    password: new Password(part(scope, "passwords"), "db_password", {
      length: 32,
      specialCharacters: "-_",
      version: 1,
    }),
    vpc: { id: "vpc-1" },
    subnets: [{ id: "subnet-1" }, { id: "subnet-2" }],
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
