import { z } from "zod";
import type { Override } from "../../modules/override";

/** `aws_db_instance.mcp_postgres`. https://developer.hashicorp.com/terraform/language/syntax/configuration#identifiers */
const ADDRESS = /^[a-z]\w*\.[A-Za-z_][\w-]*$/;

/**
 * The arguments of each type of resource. `stacks/resource-arguments.ts` declares those of ours here: settings know no
 * bindings, by type neither.
 */
// biome-ignore lint/suspicious/noEmptyInterface: it is declared elsewhere
export interface ResourceArguments {}

/** What an environment changes in resources, by their Terraform addresses. */
export type ResourceOverrides = {
  readonly [Type in keyof ResourceArguments as `${Type}.${string}`]: Override<ResourceArguments[Type]>;
};

/** Whether each address has a resource, and each resource its arguments, is seen when all layers are placed. */
export const overridesSchema = z
  .custom<ResourceOverrides>()
  .superRefine((overrides: unknown, context) => {
    if (!isObject(overrides)) {
      context.addIssue({ code: "custom", message: "must be an object" });
      return;
    }
    for (const [address, override] of Object.entries(overrides)) {
      const path = [address];
      if (!ADDRESS.test(address)) {
        const message = "is no address of a resource: its type, a dot and its name";
        context.addIssue({ code: "custom", path, message, params: { use: "aws_vpc.vpc" } });
      } else if (typeof override !== "function" && !isObject(override)) {
        const message = "must be an object of arguments, or a function of them";
        context.addIssue({ code: "custom", path, message, params: { use: "{ argument: value }" } });
      }
    }
  })
  .meta({ example: { "aws_vpc.vpc": { enableNetworkAddressUsageMetrics: true } } });

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
