import { type ArgumentNames, argumentNames } from "../../support/argument-names";
import { type Rule, textsIn } from "../rule";

/** What any block can have: https://developer.hashicorp.com/terraform/language/meta-arguments */
const META_ARGUMENTS = ["depends_on", "lifecycle", "provider", "provisioner"];

/** Attributes that left with major 6, or go with the next: its upgrade guide, as far as it concerns what we make. */
const LEAVING = [/\bdata\.aws_region\.\w+\.name\b/, /\baws_s3_bucket\.\w+\.region\b/];

/**
 * That major 5 knows every argument, `terraform validate` says in the contract tests; this says it of major 6, from which the
 * bindings were made.
 */
export const bothMajors: Rule = {
  title: "every argument is one that both majors of the AWS provider know",
  violations: (stack) =>
    stack
      .everything()
      .filter(([address]) => /^(data\.)?aws_/.test(address))
      .flatMap(([address, block]) => {
        const { auth_token: token, auth_token_update_strategy: strategy } = block;
        return [
          ...unknownIn(block, argumentNames(address), META_ARGUMENTS).map(
            (path) => `${path} is no argument of major 6; use one of both`,
          ),
          ...textsIn(block)
            .filter((text) => LEAVING.some((attribute) => attribute.test(text)))
            .map((text) => `${text} leaves with major 6; use an attribute of both`),
          ...(token !== undefined && strategy === undefined
            ? ["auth_token has no strategy, which major 6 requires; set auth_token_update_strategy"]
            : []),
        ].map((violation) => `${address}: ${violation}`);
      }),
  planted: {
    "an argument that left with 6": { resource: { aws_eip: { planted: { vpc: true } } } },
    "one in a block": {
      resource: { aws_db_instance: { planted: { restore_to_point_in_time: [{ restored: true }] } } },
    },
    "a token without a strategy": {
      resource: {
        aws_elasticache_replication_group: { planted: { auth_token: "${random_password.a.result}" } },
      },
    },
    "an attribute that leaves": {
      resource: { aws_ecs_cluster: { planted: { name: "${data.aws_region.current.name}" } } },
    },
  },
};

/** The paths of what a block has and cannot have. */
function unknownIn(block: object, names: ArgumentNames, also: readonly string[] = []): string[] {
  return Object.entries(block)
    .filter(([name]) => !also.includes(name))
    .flatMap(([name, value]) => {
      if (!names.has(name)) return [name];
      const inner = names.get(name);
      const blocks = [value].flat().filter((each) => typeof each === "object" && each !== null);
      return inner ? blocks.flatMap((each) => unknownIn(each, inner())).map((path) => `${name}.${path}`) : [];
    });
}
