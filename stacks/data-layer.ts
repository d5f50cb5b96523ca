import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Construct } from "constructs";
import type { Environment } from "../environments/schema/environment";
import { PrivateBucket } from "../modules/storage/private-bucket";
import type { NetworkLayer } from "./network-layer";

/** What keeps data: the bucket of contexts, and the security group that guards the database. Guide: lines 263–311. */
export class DataLayer extends Construct {
  readonly contexts: PrivateBucket;
  /** Lets nobody in yet: who may is said where they are. */
  readonly databaseSecurityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, environment: Environment, { network }: NetworkLayer) {
    super(scope, id);
    this.contexts = this.createContexts(environment);
    this.databaseSecurityGroup = new SecurityGroup(this, "rds", {
      namePrefix: `${environment.prefix}-rds-`,
      description: "PostgreSQL of the MCP platform",
      vpcId: network.vpc.id,
      tags: { Name: `${environment.prefix}-rds` },
      lifecycle: { createBeforeDestroy: true },
    });
  }

  private createContexts({ data: { contexts } }: Environment): PrivateBucket {
    return new PrivateBucket(this, "contexts", {
      bucket: contexts.bucket,
      tags: { Name: "MCP Context Storage" },
      lifecycle: {
        ruleId: "archive-old-contexts",
        transitions: [
          { days: contexts.standardIaAfterDays, storageClass: "STANDARD_IA" },
          { days: contexts.glacierAfterDays, storageClass: "GLACIER" },
        ],
        oldVersionsExpireDays: contexts.oldVersionsExpireDays,
      },
    });
  }
}
