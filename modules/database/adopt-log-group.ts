import type { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DataAwsCloudwatchLogGroups } from "@cdktf/provider-aws/lib/data-aws-cloudwatch-log-groups";
import { Fn, TerraformElement } from "cdktf";
import type { Construct } from "constructs";
import { part } from "../part";

/**
 * Takes a log group over that AWS has made already, instead of failing with ResourceAlreadyExistsException: RDS writes an instance's
 * last lines after its destroy, and makes its log group again for them. Where there is none, or Terraform has it, it does nothing.
 * Terraform looks at each plan, which takes the right to logs:DescribeLogGroups. Wants Terraform 1.7, the first with `for_each` in
 * an `import` block. https://developer.hashicorp.com/terraform/language/import
 *
 * @param name the group's, which is known when synthesizing
 */
export function adoptLogGroup(scope: Construct, group: CloudwatchLogGroup, name: string): void {
  const { id } = group.node;
  const made = new DataAwsCloudwatchLogGroups(part(scope, "made_log_groups"), id, {
    logGroupNamePrefix: name,
  });
  new ImportBlock(part(scope, "imports"), id, {
    for_each: Fn.setintersection(made.logGroupNames, [[name]]),
    to: `${group.terraformResourceType}.${group.friendlyUniqueId}`,
    id: "$" + "{each.value}",
  });
}

/** CDKTF's `importFrom` writes a block without `for_each`, which fails where there is nothing to import. */
class ImportBlock extends TerraformElement {
  constructor(
    scope: Construct,
    id: string,
    private readonly block: { readonly for_each: string[]; readonly to: string; readonly id: string },
  ) {
    super(scope, id);
  }

  override toTerraform() {
    return { import: [this.block] };
  }
}
