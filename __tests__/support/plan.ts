import type { Terraform } from "./terraform";

/** What a plan would do, by address: `update`, `create`, `delete`, or `delete,create` for a replacement. */
export type PlannedActions = Readonly<Record<string, string>>;

interface PlanJson {
  readonly resource_changes: readonly {
    readonly address: string;
    readonly change: { readonly actions: string[] };
  }[];
}

/** Plans, and tells what would be done to each resource that would not stay as it is. */
export async function plannedActions(
  terraform: Terraform,
  ...options: readonly string[]
): Promise<PlannedActions> {
  await terraform.succeed("plan", "-out=actions.tfplan", ...options);
  const plan: PlanJson = JSON.parse(await terraform.succeed("show", "-json", "actions.tfplan"));
  const changes = plan.resource_changes.map(
    ({ address, change }) => [address, change.actions.join()] as const,
  );
  return Object.fromEntries(changes.filter(([, actions]) => actions !== "no-op" && actions !== "read"));
}
