import { join } from "node:path";
import { Resource, type ResourceConfig } from "@cdktf/provider-null/lib/resource";
import { Construct } from "constructs";
import { type Override, overridden } from "../override";
import { part } from "../part";
import { useNullProvider } from "../providers";
import { runScript } from "../shell-script";

const UPGRADE_REPLICAS = join(__dirname, "upgrade-replicas.sh");

const POLL_SECONDS = 15;

export interface UpgradeReplicasProps {
  readonly region: string;
  /** The version that their source is to have, with its minor one: `15.17`. */
  readonly engineVersion: string;
  /** Their identifiers, as text: the source waits for this step, and they are made of the source. */
  readonly replicas: readonly string[];
  readonly overrides?: { readonly run?: Override<ResourceConfig> };
}

/**
 * Upgrades read replicas before their source (`Postgres.upgradedAfter`), in `null_resource.<id>`, by the AWS CLI where Terraform
 * runs. RDS refuses a minor version of a source whose replicas are behind, and the provider changes the source first:
 * https://github.com/hashicorp/terraform-provider-aws/issues/22107. To another major version RDS upgrades them itself:
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.PostgreSQL.html
 */
export class UpgradeReplicas extends Construct {
  readonly run: Resource;

  constructor(
    scope: Construct,
    id: string,
    { region, engineVersion, replicas, overrides }: UpgradeReplicasProps,
  ) {
    super(scope, id);
    useNullProvider(this);
    const config: ResourceConfig = {
      triggers: { engine: engineVersion },
      provisioners: [
        runScript(
          UPGRADE_REPLICAS,
          {
            AWS_REGION: region,
            REPLICAS: replicas.join(" "),
            ENGINE_VERSION: engineVersion,
            POLL_SECONDS: `${POLL_SECONDS}`,
          },
          { retry: true },
        ),
      ],
    };
    this.run = new Resource(part(this, "run"), id, overridden(config, overrides?.run));
  }
}
