import { type TerraformElement, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";

/**
 * Those of several elements that lie in a construct's stack: what it can wait for. What lies in a stack below was there before.
 *
 * @param elements `undefined` stands for what does not exist
 */
export function inSameStack(
  scope: IConstruct,
  elements: readonly (TerraformElement | undefined)[],
): TerraformElement[] {
  const stack = TerraformStack.of(scope);
  return elements.flatMap((element) => (element && TerraformStack.of(element) === stack ? [element] : []));
}
