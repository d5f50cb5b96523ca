import { AwsProvider, type AwsProviderConfig } from "@cdktf/provider-aws/lib/provider";
import { type App, TerraformElement, TerraformStack } from "cdktf";
import type { Construct, Node } from "constructs";
import type { Environment } from "../environments/schema/environment";
import { terraformName } from "./addresses";
import { backendConfig, StateBackend } from "./backend";
import { awsProviderVersion } from "./provider-lock";
import { RegionScope, regionName } from "./region";
import { resolveTokens } from "./resolve-tokens";

/** The lock file in S3 came with Terraform 1.10, write-only arguments with 1.11. */
function terraformVersion({ secretsInState, state }: Environment): string {
  if (!secretsInState) return ">= 1.11";
  // 1.6.0 alone refuses the alias of a key in the backend: https://github.com/hashicorp/terraform/issues/33979
  return state.lock === "s3" ? ">= 1.10" : ">= 1.5, != 1.6.0";
}

export interface BaseStackProps {
  readonly environment: Environment;
  /** The state's name, which follows the environment's in its key: `production/network.tfstate`. */
  readonly stateName: string;
  /** Where its provider works. The state is always in the environment's own region. @default the environment's */
  readonly region?: string;
  /** Tags of every resource beside Environment and Project. @default {} */
  readonly tags?: Record<string, string>;
}

/** What every stack has: backend, provider, default tags, version constraints, and addresses without hashes. */
export class BaseStack extends TerraformStack {
  constructor(
    scope: App,
    id: string,
    readonly props: BaseStackProps,
  ) {
    super(scope, id);
    const { environment, stateName } = props;
    const version = terraformVersion(environment);
    // CDK Terrain, which continues cdktf, checks what a stack uses against this; cdktf does not look.
    this.node.setContext("targetVersions", { terraform: version });
    new StateBackend(this, backendConfig(environment, stateName));
    new AwsProvider(this, "aws", this.providerConfig(this.region));
    this.addOverride("terraform.required_version", version);
    // The bindings want the one version they were made from.
    this.addOverride("terraform.required_providers.aws.version", awsProviderVersion(environment.awsProvider));
  }

  /**
   * Where a layer of a region goes: in the stack itself, if that is the environment's region; otherwise below a scope that
   * puts the region in its addresses and, in a stack of another region, has a provider of its own.
   *
   * @param region such as `us-west-2`
   */
  inRegion(region: string): Construct {
    if (region === this.props.environment.region) return this;
    const name = regionName(region);
    const existing = this.node.tryFindChild(name);
    if (existing) return existing as Construct;
    if (region === this.region) return new RegionScope(this, region);
    const provider = new AwsProvider(this, `aws_${name}`, { alias: name, ...this.providerConfig(region) });
    return new RegionScope(this, region, provider);
  }

  private get region(): string {
    return this.props.region ?? this.props.environment.region;
  }

  private providerConfig(region: string): AwsProviderConfig {
    const { environment, tags } = this.props;
    return {
      region,
      allowedAccountIds: environment.account ? [environment.account] : undefined,
      defaultTags: [
        {
          tags: { ...environment.tags, Environment: environment.name, Project: environment.project, ...tags },
        },
      ],
    };
  }

  /** As cdktf does it, in half the time. */
  override prepareStack(): void {
    this.ensureBackendExists();
    const elements = this.node.findAll().filter(TerraformElement.isTerraformElement);
    for (const element of elements) resolveTokens(this, element.toTerraform());
  }

  protected override allocateLogicalId(element: TerraformElement | Node): string {
    return terraformName(TerraformElement.isTerraformElement(element) ? element.node : element);
  }
}
