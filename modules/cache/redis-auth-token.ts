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

const POLL_SECONDS = 15;

export interface RedisAuthTokenProps {
  readonly redis: Redis;
  /** The token, outside of the state. */
  readonly authToken: Password;
  readonly region: string;
  readonly overrides?: {
    /** Of what adds the token. */
    readonly run?: Override<ResourceConfig>;
    /** Of what ends all others. */
    readonly only?: Override<ResourceConfig>;
  };
}

/**
 * Sets the token of a Redis that Terraform made without one, by the AWS CLI where Terraform runs: the provider would keep it
 * in the state. Until it has run, Redis asks for no token; its security group has no rule but those of `allowFrom`.
 *
 * These are two steps, each with the state's memory of having been done: adding a token lets clients in that have none, or an earlier
 * one; for a new replication group, a second step ends that. A run that is interrupted between the two goes on with the second.
 */
export class RedisAuthToken extends Construct {
  readonly run: Resource;
  readonly only: Resource;

  constructor(scope: Construct, id: string, props: RedisAuthTokenProps) {
    super(scope, id);
    useNullProvider(this);
    const { authToken, overrides } = props;
    const run = { ...step(props, "ROTATE"), triggers: { version: `${authToken.version}` } };
    this.run = new Resource(part(this, "run"), id, overridden<ResourceConfig>(run, overrides?.run));
    const only = { ...step(props, "SET"), dependsOn: [this.run] };
    this.only = new Resource(
      part(this, "only"),
      `${id}_only`,
      overridden<ResourceConfig>(only, overrides?.only),
    );
  }
}

function step(
  { redis: { replicationGroup }, authToken, region }: RedisAuthTokenProps,
  strategy: "ROTATE" | "SET",
): ResourceConfig {
  return {
    // A new replication group has the name and all else of the old one, but not the token.
    lifecycle: {
      replaceTriggeredBy: [
        `${replicationGroup.terraformResourceType}.${replicationGroup.friendlyUniqueId}.arn`,
      ],
    },
    provisioners: [
      runScript(
        SET_AUTH_TOKEN,
        {
          AWS_REGION: region,
          REPLICATION_GROUP: replicationGroup.replicationGroupId,
          AUTH_TOKEN: authToken.value,
          STRATEGY: strategy,
          POLL_SECONDS: `${POLL_SECONDS}`,
        },
        { retry: true },
      ),
    ],
    dependsOn: [replicationGroup],
  };
}
