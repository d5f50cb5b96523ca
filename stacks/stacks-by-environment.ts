import { type App, TerraformResource, type TerraformStack } from "cdktf";
import type { Environment } from "../environments/schema/environment";
import { addressOf } from "./addresses";
import { BaseStack } from "./base-stack";

/** The app's environments, each with its stacks, in the order in which they were placed. */
export function stacksByEnvironment(app: App): [Environment, BaseStack[]][] {
  const groups = new Map<Environment, BaseStack[]>();
  for (const stack of app.node.children) {
    if (!(stack instanceof BaseStack)) continue;
    const { environment } = stack.props;
    groups.set(environment, [...(groups.get(environment) ?? []), stack]);
  }
  return [...groups];
}

/** The resources of stacks, by their addresses. */
export function resourcesIn(stacks: readonly TerraformStack[]): Map<string, TerraformResource> {
  const all = stacks.flatMap((stack) => stack.node.findAll()).filter(TerraformResource.isTerraformResource);
  return new Map(all.map((resource) => [addressOf(resource) ?? "", resource]));
}
