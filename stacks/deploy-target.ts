import type { Environment } from "../environments/schema/environment";

/** What `cdktf deploy` takes, in a shell, for all stacks of an environment: in layout `single` there is but one. */
export function deployTarget({ layout, prefix }: Environment): string {
  return layout === "single" ? prefix : `'${prefix}-*'`;
}
