import { join } from "node:path";
import { Resource, type ResourceConfig } from "@cdktf/provider-null/lib/resource";
import { Construct } from "constructs";
import { type Override, overridden } from "../override";
import { part } from "../part";
import { useNullProvider } from "../providers";
import type { Password } from "../secrets/password";
import { runScript } from "../shell-script";
import type { Redis } from "./redis";

const SET_AUTH_TOKEN = join(__dirname, "set-auth-token.sh");

export interface RedisAuthTokenProps {
  readonly redis: Redis;
  /** The token, outside of the state. */
  readonly authToken: Password;
  readonly region: string;
  readonly overrides?: { readonly run?: Override<ResourceConfig> };
}

/**
 * Sets the token of a Redis that Terraform made without one, by the AWS CLI where Terraform runs: the provider would keep it
 * in the state. Until it has run, Redis asks for no token; its security group has no rule but those of `allowFrom`.
 */
export class RedisAuthToken extends Construct {
  readonly run: Resource;

  constructor(scope: Construct, id: string, { redis, authToken, region, overrides }: RedisAuthTokenProps) {
    super(scope, id);
    useNullProvider(this);
    const { replicationGroup } = redis;
    const config: ResourceConfig = {
      triggers: { version: `${authToken.version}` },
      // A new replication group has the name and all else of the old one, but not the token.
      lifecycle: {
        replaceTriggeredBy: [
          `${replicationGroup.terraformResourceType}.${replicationGroup.friendlyUniqueId}.arn`,
        ],
      },
      provisioners: [
        runScript(SET_AUTH_TOKEN, {
          AWS_REGION: region,
          REPLICATION_GROUP: replicationGroup.replicationGroupId,
          AUTH_TOKEN: authToken.value,
        }),
      ],
      dependsOn: [replicationGroup],
    };
    this.run = new Resource(part(this, "run"), id, overridden(config, overrides?.run));
  }
}
