/**
 * The environments with a layer more: a team's own Terraform module beside ours, with the network's outputs as its inputs.
 *
 *   npm run get
 *   npx cdktf synth --app "node -r ./tools/typescript-hook.js examples/team-module/main.ts"
 */
import { join } from "node:path";
import { Construct } from "constructs";
import { PrivateZone } from "../../.gen/modules/private_zone";
import type { Environment } from "../../environments/schema/environment";
import { loadEnvironments } from "../../environments/schema/load";
import { ADDRESS_LISTS, refuseLosses } from "../../stacks/accepted-addresses";
import { createApp } from "../../stacks/create-app";
import type { NetworkLayer } from "../../stacks/network-layer";
import { placeEnvironment } from "../../stacks/place-environment";
import { synthesize } from "../../stacks/synthesize";

/** Names inside the VPC. */
class DnsLayer extends Construct {
  constructor(scope: Construct, id: string, environment: Environment, { network }: NetworkLayer) {
    super(scope, id);
    new PrivateZone(this, "private_zone", {
      name: `${environment.name}.mcp.internal`,
      vpcId: network.vpc.id,
    });
  }
}

const app = createApp();
for (const environment of loadEnvironments(join(__dirname, "../../environments"), process.env.ENVIRONMENTS)) {
  const { network, place } = placeEnvironment(app, environment);
  place("dns", (scope) => new DnsLayer(scope, "dns", environment, network));
}
const lists = join(__dirname, "../..", ADDRESS_LISTS);
refuseLosses(app, lists);
synthesize(app, lists);
