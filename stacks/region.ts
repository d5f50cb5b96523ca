import { Aspects, type IAspect, TerraformModule, type TerraformProvider } from "cdktf";
import { Construct, type IConstruct, type Node } from "constructs";

/** A region as Terraform's names have it: `us_west_2`. */
export function regionName(region: string): string {
  return region.replaceAll("-", "_");
}

/**
 * What a stack holds of a region that is not the environment's own. Everything below it has the region in its address, in
 * either layout, so that a layer may be there once more.
 */
export class RegionScope extends Construct {
  /**
   * @param region such as `us-west-2`
   * @param provider what makes it there; by default the stack's own
   */
  constructor(scope: Construct, region: string, provider?: TerraformProvider) {
    super(scope, regionName(region));
    if (provider) Aspects.of(this).add(new UseProvider(provider));
  }
}

/** What the name of an element begins with: `us_west_2_` below the scope of a region, otherwise nothing. */
export function regionPrefix(node: Node): string {
  const scope = node.scopes.find((each) => each instanceof RegionScope);
  return scope ? `${scope.node.id}_` : "";
}

interface AwsElement {
  provider?: TerraformProvider;
}

/** Gives each resource and data source of AWS, and each module, a provider, unless it has been given one. */
class UseProvider implements IAspect {
  constructor(private readonly provider: TerraformProvider) {}

  visit(construct: IConstruct): void {
    if (construct instanceof TerraformModule) {
      const isGiven = construct.providers?.some(
        (given) => "terraformResourceType" in given && given.terraformResourceType === "aws",
      );
      if (!isGiven) construct.addProvider(this.provider);
    } else if (isAwsElement(construct)) {
      construct.provider ??= this.provider;
    }
  }
}

/** Other providers, such as random, know no regions. */
function isAwsElement(construct: IConstruct): construct is IConstruct & AwsElement {
  return (
    "terraformResourceType" in construct &&
    typeof construct.terraformResourceType === "string" &&
    construct.terraformResourceType.startsWith("aws_")
  );
}
