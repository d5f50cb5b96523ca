import { Graph } from "../../support/graph";
import type { Block, Synthesized } from "../../support/synth";
import { type Rule, withoutInterpolations } from "../rule";
import { NAMES, NAMES_OF_TYPES } from "./names";

/**
 * Of these, a second one under the same name is refused, by AWS or by the provider, and their names change with what replaces
 * them: the next one can stand beside the last.
 */
const REFUSED_TWICE = ["aws_db_parameter_group", "aws_elasticache_parameter_group", "aws_lb_target_group"];

/**
 * Terraform forces `create_before_destroy` on all that such a resource depends on. A tainted queue is then made again under
 * its name, for which AWS returns the old one, and destroyed afterwards: the apply is complete and the queue is gone. The same
 * holds of topics, clusters and buckets.
 */
export const namesMadeAgain: Rule = {
  title: "nothing that has a name of its own is made again before it is destroyed",
  violations: (stack) => {
    const graph = new Graph(stack);
    const first = stack.addresses().filter((address) => isCreatedFirst(stack.at(address)));
    const forced = new Set(first.flatMap((address) => [...graph.before(address)]));
    return stack
      .addresses()
      .filter((address) => first.includes(address) || forced.has(address))
      .filter((address) => !(first.includes(address) && REFUSED_TWICE.includes(typeOf(address))))
      .flatMap((address) => {
        const [argument] = namesOf(address, stack);
        if (argument === undefined) return [];
        const users = first.filter((other) => graph.before(other).has(address));
        const why = first.includes(address) ? "it says so itself" : `${users.join(", ")} depends on it`;
        return [
          `${address}: is made again under its ${argument} before it is destroyed, since ${why}; take create_before_destroy away from there, or the dependency`,
        ];
      });
  },
  planted: {
    "a queue that a task definition refers to": {
      resource: {
        aws_sqs_queue: { planted: { name: "mcp-production-tasks" } },
        aws_ecs_task_definition: {
          worker: {
            container_definitions: "${aws_sqs_queue.planted.url}",
            lifecycle: { create_before_destroy: true },
          },
        },
      },
    },
    "a bucket that is two steps away": {
      resource: {
        aws_s3_bucket: { planted: { bucket: "mcp-production-contexts" } },
        aws_iam_role_policy: { access: { policy: "${aws_s3_bucket.planted.arn}" } },
        aws_launch_template: {
          instances: {
            depends_on: ["aws_iam_role_policy.access"],
            lifecycle: { create_before_destroy: true },
          },
        },
      },
    },
    "a topic that says so itself": {
      resource: {
        aws_sns_topic: {
          planted: { name: "mcp-production-alerts", lifecycle: { create_before_destroy: true } },
        },
      },
    },
  },
};

function isCreatedFirst({ lifecycle }: Block): boolean {
  // Written as one block, or as a list of one.
  const [block] = [lifecycle].flat() as ({ readonly create_before_destroy?: boolean } | undefined)[];
  return block?.create_before_destroy === true;
}

/** The arguments that give it a name that stays; AWS adds letters to a prefix. */
function namesOf(address: string, stack: Synthesized): string[] {
  const block = stack.at(address);
  return [...NAMES, ...(NAMES_OF_TYPES[typeOf(address)] ?? [])].filter((argument) => {
    const name = block[argument];
    return typeof name === "string" && !argument.endsWith("_prefix") && withoutInterpolations(name) !== "x";
  });
}

function typeOf(address: string): string {
  return address.split(".")[0] ?? "";
}
