import type { Environment } from "../../../environments/schema/environment";
import type { Synthesized } from "../../support/synth";
import { type Rule, withoutInterpolations } from "../rule";

/** The arguments by which AWS knows a resource. */
export const NAMES = [
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
export const NAMES_OF_TYPES: Readonly<Record<string, readonly string[]>> = {
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

/** The settings that are names. Whether two environments have the same is found when they are loaded. */
const NAMES_IN_SETTINGS = new Set([
  "name",
  "bucket",
  "logsBucket",
  "lockTable",
  "repository",
  "family",
  "logGroup",
]);

export const names: Rule = {
  title: "every name has the environment's prefix, or is one that its settings say",
  violations: (stack, environment) => {
    const said = namesSaid({ ...environment, names: undefined });
    return namesWithoutPrefix(stack, environment)
      .filter(({ argument, name }) => {
        // AWS adds letters to a prefix: it never collides.
        if (argument === "name_prefix" && name.startsWith(`${environment.namePrefix}-`)) return false;
        return !said.has(argument === "name_prefix" ? name.replace(/-$/, "") : name);
      })
      .map(({ address, argument, name }) => {
        return `${address}: its ${argument} is ${name}; put ${environment.prefix} into it`;
      });
  },
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
    "a prefix as a name": { resource: { aws_lb: { planted: { name: "mcp-alb-" } } } },
  },
};

/** Where a resource has another name than one with the environment's prefix. */
export function namesWithoutPrefix(
  stack: Synthesized,
  environment: Environment,
): { address: string; argument: string; name: string }[] {
  return stack.everything().flatMap(([address, block]) => {
    const [type = ""] = address.split(".");
    if (type === "data" || NAMED_INSIDE[type]) return [];
    return [...NAMES, ...(NAMES_OF_TYPES[type] ?? [])].flatMap((argument) => {
      const name = block[argument];
      if (typeof name !== "string" || isReference(name) || isOwn(name, environment)) return [];
      return [{ address, argument, name }];
    });
  });
}

/** The names in settings, however deep. */
function namesSaid(settings: object): Set<string> {
  return new Set(
    Object.entries(settings).flatMap(([key, value]: [string, unknown]): string[] => {
      if (typeof value === "string") return NAMES_IN_SETTINGS.has(key) ? [value] : [];
      return typeof value === "object" && value !== null ? [...namesSaid(value)] : [];
    }),
  );
}

/** The name of something else, which has its own rule. */
function isReference(name: string): boolean {
  return withoutInterpolations(name) === "x";
}

function isOwn(name: string, { prefix, namePrefix, name: environment }: Environment): boolean {
  return name.includes(prefix) || name.includes(`${namePrefix}/${environment}`);
}
