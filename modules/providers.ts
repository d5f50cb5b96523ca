import { NullProvider } from "@cdktf/provider-null/lib/provider";
import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";

/**
 * Puts the random provider in the stack of a construct that uses it, in the version that its bindings were made from. It has
 * nothing to configure.
 */
export function useRandomProvider(scope: Construct): void {
  use(scope, "random", (stack) => new RandomProvider(stack, "random"));
}

/** As `useRandomProvider`, for the null provider. */
export function useNullProvider(scope: Construct): void {
  use(scope, "null", (stack) => new NullProvider(stack, "null"));
}

function use(scope: Construct, name: string, create: (stack: TerraformStack) => void): void {
  const stack = TerraformStack.of(scope);
  if (!stack.node.tryFindChild(name)) create(stack);
}
