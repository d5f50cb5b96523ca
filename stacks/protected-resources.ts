import { DbInstance } from "@cdktf/provider-aws/lib/db-instance";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { Password } from "@cdktf/provider-random/lib/password";
import type { App, TerraformResource } from "cdktf";
import type { Environment } from "../environments/schema/environment";
import { resourcesIn, stacksByEnvironment } from "./stacks-by-environment";

/** What keeps something that cannot be made again, by type; and what would be lost with it. */
const KEEPING: Readonly<Record<string, string>> = {
  aws_db_instance: "the database's data",
  aws_elasticache_replication_group: "what the cache holds",
  aws_kms_key: "what is encrypted with it",
  aws_s3_bucket: "the objects in it",
  aws_secretsmanager_secret: "what people and Terraform have written into it",
  aws_sqs_queue: "the messages in it",
  aws_ssm_parameter: "the password in it",
  random_password: "what is signed or encrypted with it",
};

/** What keeps nothing that could not be made again, but whose replacement would be an outage, or would lose what others know of it. */
const STANDING: readonly string[] = [
  // Until the next deployment of their services, tasks are without a role, and requests without a target.
  "aws_iam_role",
  "aws_lb",
  "aws_lb_target_group",
  "aws_ecs_cluster",
  "aws_ecs_service",
  "aws_service_discovery_private_dns_namespace",
  "aws_service_discovery_service",
  // The host names.
  "aws_route53_record",
  // AWS refuses to delete what is in use, when other things have gone already, and a capacity provider after twenty minutes.
  "aws_ecs_capacity_provider",
  "aws_vpc",
  "aws_subnet",
  // Another name is an empty one: the images stay behind, the logs and who has confirmed a subscription are gone.
  "aws_ecr_repository",
  "aws_cloudwatch_log_group",
  "aws_sns_topic",
];

/** Their version is a setting, by which they are replaced on purpose. */
const RENEWED_PASSWORDS: readonly string[] = ["db_password", "redis_auth_token"];

/** All types of which some or all are protected. */
export const PROTECTED_TYPES: readonly string[] = [...Object.keys(KEEPING), ...STANDING];

/** Whether Terraform has to refuse to replace or destroy what is protected: AWS refuses the same of database or load balancer. */
export function isProtected({ data, platform }: Environment): boolean {
  return data.postgres.deletionProtection || platform.loadBalancer.deletionProtection;
}

/**
 * Makes Terraform refuse a plan that would replace or destroy what is protected, in environments that are. AWS refuses only the
 * database and the load balancer, and when their turn comes: by then, half of what stands beside and above them is gone.
 * What no settings make any more has no block that could say so; `refuseLosses` is for that.
 *
 * @param isDeployedProtected whether AWS protects what is deployed of an environment, although its settings no longer ask for it
 */
export function protectResources(app: App, isDeployedProtected: (environment: Environment) => boolean): void {
  for (const [environment, stacks] of stacksByEnvironment(app)) {
    if (!isProtected(environment) && !isDeployedProtected(environment)) continue;
    for (const resource of resourcesIn(stacks).values())
      if (PROTECTED_TYPES.includes(resource.terraformResourceType) && !isReplaceable(resource))
        resource.lifecycle = { ...resource.lifecycle, preventDestroy: true };
  }
}

/** Whether something would be lost with a resource for good. */
export function isKept(resource: TerraformResource): boolean {
  return resource.terraformResourceType in KEEPING && !isReplaceable(resource);
}

/** What would be lost with a resource that is kept, by its address. */
export function lossWith(address: string): string {
  const [type = ""] = address.split(".");
  return KEEPING[type] ?? "what is in it";
}

/** Of types that are protected, what can be made again without a loss. */
function isReplaceable(resource: TerraformResource): boolean {
  // A replica holds what its source holds, and a restored copy what its backup does.
  if (resource instanceof DbInstance)
    return [
      resource.replicateSourceDbInput,
      resource.snapshotIdentifierInput,
      resource.restoreToPointInTimeInput,
    ].some((source) => source !== undefined);
  if (resource instanceof Password) return RENEWED_PASSWORDS.includes(resource.node.id);
  // Those of passwords are write-only; others come from the settings.
  if (resource instanceof SsmParameter) return resource.valueWoInput === undefined;
  // Others prove names of certificates, and follow these.
  if (resource instanceof Route53Record) return resource.aliasInput === undefined;
  return false;
}
