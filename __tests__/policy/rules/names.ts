import type { Environment } from "../../../environments/schema/environment";
import type { Block } from "../../support/synth";
import { type Rule, withoutInterpolations } from "../rule";

/** The arguments by which AWS knows a resource. */
const NAMES = [
  "name",
  "name_prefix",
  "identifier",
  "identifier_prefix",
  "replication_group_id",
  "alarm_name",
  "dashboard_name",
  "final_snapshot_identifier",
];

/** Those that are names in one type and references in others. */
const NAMES_OF_TYPES: Readonly<Record<string, readonly string[]>> = {
  aws_s3_bucket: ["bucket", "bucket_prefix"],
  aws_ecs_task_definition: ["family"],
};

/** Whose names only have to be unique inside of something. */
const NAMED_INSIDE: Readonly<Record<string, string>> = {
  aws_ecs_service: "its cluster",
  aws_cloudwatch_log_metric_filter: "its log group",
  aws_appautoscaling_policy: "the service that it scales",
  aws_appautoscaling_scheduled_action: "the service that it scales",
  aws_iam_role_policy: "its role",
  aws_service_discovery_service: "its namespace",
  aws_route53_record: "its hosted zone",
};

/** The guide's own names, and its lines. They are production's: another environment in the account would collide. */
const NAMES_OF_GUIDE = new Map<string, number>([
  ["mcp/server", 355],
  ["mcp/api", 356],
  ["mcp/worker", 357],
  ["mcp-server", 373],
  ["/ecs/mcp-server", 407],
  // As the guide's, of the services whose definitions it names without showing them.
  ["rest-api", 430],
  ["worker", 431],
  ["/ecs/rest-api", 430],
  ["/ecs/worker", 431],
  ["mcp-alb", 768],
  ["mcp-postgres15", 1113],
  ["mcp-spot-capacity", 1172],
]);

/** AWS adds letters to these, so they never collide. */
const PREFIXES_OF_GUIDE = new Map<string, number>([
  ["mcp-alb-", 556],
  ["mcp-app-", 583],
]);

export const names: Rule = {
  title: "every name has the environment's prefix, or is the guide's own",
  violations: (stack, environment) =>
    stack.everything().flatMap(([address, block]) => {
      const [type = ""] = address.split(".");
      if (type === "data" || NAMED_INSIDE[type]) return [];
      return [...NAMES, ...(NAMES_OF_TYPES[type] ?? [])].flatMap(
        (argument) => violation(address, argument, block, environment) ?? [],
      );
    }),
  planted: {
    "a name without the prefix": { resource: { aws_sqs_queue: { planted: { name: "tasks" } } } },
    "another environment's name": {
      resource: { aws_db_instance: { planted: { identifier: "mcp-other-db" } } },
    },
    "a bucket's name": { resource: { aws_s3_bucket: { planted: { bucket: "contexts" } } } },
    "a family's name": { resource: { aws_ecs_task_definition: { planted: { family: "server" } } } },
    "a name that is put together": {
      resource: { aws_sns_topic: { planted: { name: "${var.team}-alerts" } } },
    },
    "a guide's prefix as a name": { resource: { aws_lb: { planted: { name: "mcp-alb-" } } } },
  },
};

function violation(
  address: string,
  argument: string,
  block: Block,
  environment: Environment,
): string | undefined {
  const name = block[argument];
  if (typeof name !== "string" || isReference(name) || isOwn(name, environment)) return undefined;
  if (NAMES_OF_GUIDE.has(name) && environment.name === "production") return undefined;
  if (PREFIXES_OF_GUIDE.has(name) && argument === "name_prefix") return undefined;
  return `${address}: its ${argument} is ${name}; put ${environment.prefix} into it`;
}

/** The name of something else, which has its own rule. */
function isReference(name: string): boolean {
  return withoutInterpolations(name) === "x";
}

function isOwn(name: string, { prefix, namePrefix, name: environment }: Environment): boolean {
  return name.includes(prefix) || name.includes(`${namePrefix}/${environment}`);
}
