import {
  TerraformDataSource,
  TerraformModule,
  TerraformOutput,
  TerraformResource,
  type TerraformStack,
} from "cdktf";
import type { IConstruct, Node } from "constructs";
import { regionPrefix } from "./region";

/** What Terraform accepts as a name. https://developer.hashicorp.com/terraform/language/syntax/configuration#identifiers */
const TERRAFORM_NAME = /^[A-Za-z_][\w-]*$/;

/** How cdktf calls the outputs by which one stack reads another. */
const CROSS_STACK_OUTPUT = "cross-stack-output-";

/**
 * The name an element has in Terraform: its construct's id, without path or hash, after its region if that is not the
 * environment's: `us_west_2_vpc`. Outputs between stacks are named after what they carry: `aws_vpc_vpc_id`.
 *
 * @throws Error if the id is not a name that Terraform takes
 */
export function terraformName(node: Node): string {
  const name = node.id.startsWith(CROSS_STACK_OUTPUT)
    ? node.id.slice(CROSS_STACK_OUTPUT.length).replaceAll(/\W/g, "_")
    : node.id;
  if (TERRAFORM_NAME.test(name)) return `${regionPrefix(node)}${name}`;
  throw new Error(
    `${node.path}: "${name}" is no Terraform name; use letters, digits, _ and -, beginning with a letter`,
  );
}

/** The address of a resource, data source or module, such as `aws_vpc.vpc`; `undefined` for everything else. */
export function addressOf(construct: IConstruct): string | undefined {
  if (TerraformResource.isTerraformResource(construct)) {
    return `${construct.terraformResourceType}.${construct.friendlyUniqueId}`;
  }
  if (TerraformDataSource.isTerraformDataSource(construct)) {
    return `data.${construct.terraformResourceType}.${construct.friendlyUniqueId}`;
  }
  return construct instanceof TerraformModule ? `module.${construct.friendlyUniqueId}` : undefined;
}

/**
 * One message for each pair of constructs that claim one Terraform address. Terraform would take the one for the other,
 * and cdktf merges two in one stack without an error. Data sources may be repeated from stack to stack: they hold nothing.
 */
export function addressCollisions(stacks: readonly TerraformStack[]): string[] {
  const owners = new Map<string, IConstruct>();
  const collisions: string[] = [];
  for (const stack of stacks) {
    for (const construct of stack.node.findAll()) {
      const address = addressOf(construct) ?? outputName(construct);
      if (address === undefined) continue;
      const isEnvironmentWide = !TerraformDataSource.isTerraformDataSource(construct) && !isOutput(construct);
      const key = isEnvironmentWide ? address : `${stack.node.path} ${address}`;
      const owner = owners.get(key);
      if (owner) {
        collisions.push(
          `${owner.node.path} and ${construct.node.path} are both ${address}: give one of them another id`,
        );
      }
      owners.set(key, owner ?? construct);
    }
  }
  return collisions;
}

function outputName(construct: IConstruct): string | undefined {
  return isOutput(construct) ? `output.${construct.friendlyUniqueId}` : undefined;
}

function isOutput(construct: IConstruct): construct is TerraformOutput {
  return TerraformOutput.isTerraformOutput(construct);
}
