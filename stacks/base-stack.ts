import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { type App, TerraformElement, TerraformStack } from "cdktf";
import type { Node } from "constructs";
import type { Environment } from "../environments/schema/environment";
import { terraformName } from "./addresses";
import { backendConfig, StateBackend } from "./backend";

/** Both majors have every argument that is used here; a test validates what can be had of them. */
const AWS_PROVIDER_VERSION = ">= 5.100, < 7";

/** The lock file in S3 came with Terraform 1.10, write-only arguments with 1.11. */
function terraformVersion({ secretsInState, state }: Environment): string {
  if (!secretsInState) return ">= 1.11";
  return state.lock === "s3" ? ">= 1.10" : ">= 1.5";
}

export interface BaseStackProps {
  readonly environment: Environment;
  /** The state's name, which follows the environment's in its key: `production/network.tfstate`. */
  readonly stateName: string;
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
    const { environment, stateName, tags } = props;
    const version = terraformVersion(environment);
    // CDK Terrain, which continues cdktf, checks what a stack uses against this; cdktf does not look.
    this.node.setContext("targetVersions", { terraform: version });
    new StateBackend(this, backendConfig(environment, stateName));
    new AwsProvider(this, "aws", {
      region: environment.region,
      allowedAccountIds: environment.account ? [environment.account] : undefined,
      defaultTags: [
        {
          tags: { ...environment.tags, Environment: environment.name, Project: environment.project, ...tags },
        },
      ],
    });
    this.addOverride("terraform.required_version", version);
    this.addOverride("terraform.required_providers.aws.version", AWS_PROVIDER_VERSION);
  }

  protected override allocateLogicalId(element: TerraformElement | Node): string {
    return terraformName(TerraformElement.isTerraformElement(element) ? element.node : element);
  }
}
