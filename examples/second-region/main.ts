/**
 * The environments with a layer in a second region, which reads one in the environment's own.
 *
 *   npx cdktf synth --app "node -r ./tools/typescript-hook.js examples/second-region/main.ts"
 */
import { join } from "node:path";
import { loadEnvironments } from "../../environments/schema/load";
import { ADDRESS_LISTS, refuseLosses } from "../../stacks/accepted-addresses";
import { createApp } from "../../stacks/create-app";
import { placeEnvironment } from "../../stacks/place-environment";
import { synthesize } from "../../stacks/synthesize";
import { StandbyLayer } from "./standby-layer";

const app = createApp();
for (const environment of loadEnvironments(join(__dirname, "../../environments"), process.env.ENVIRONMENTS)) {
  const { data, place } = placeEnvironment(app, environment);
  place("standby", (scope) => new StandbyLayer(scope, "standby", environment, data), { region: "us-west-2" });
}
const lists = join(__dirname, "../..", ADDRESS_LISTS);
refuseLosses(app, lists);
synthesize(app, lists);
