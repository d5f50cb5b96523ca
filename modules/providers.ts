import { NullProvider } from "@cdktf/provider-null/lib/provider";
import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";

/** Ephemeral passwords came with 3.7. */
const RANDOM_VERSION = ">= 3.7, < 4";
const NULL_VERSION = ">= 3.2, < 4";

/** Puts the random provider in the stack of a construct that uses it. It has nothing to configure. */
export function useRandomProvider(scope: Construct): void {
  use(scope, "random", RANDOM_VERSION, (stack) => new RandomProvider(stack, "random"));
}

/** As `useRandomProvider`, for the null provider. */
export function useNullProvider(scope: Construct): void {
  use(scope, "null", NULL_VERSION, (stack) => new NullProvider(stack, "null"));
}

function use(scope: Construct, name: string, version: string, create: (stack: TerraformStack) => void): void {
  const stack = TerraformStack.of(scope);
  if (stack.node.tryFindChild(name)) return;
  create(stack);
  // The bindings want the one version they were made from.
  stack.addOverride(`terraform.required_providers.${name}.version`, version);
}
