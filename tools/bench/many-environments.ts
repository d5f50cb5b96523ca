/** Synthesizes as many environments as its first argument says, into the directory of its second. */
import { anotherEnvironment } from "../../__tests__/support/synth";
import { validateEnvironments } from "../../environments/schema/load";
import { createApp, withoutTokenTraces } from "../../stacks/create-app";
import { placeEnvironment } from "../../stacks/place-environment";
import { synthesize } from "../../stacks/synthesize";

const [count, outdir] = process.argv.slice(2);

// The guide's settings, so that what they cost can be compared over the years.
const names = Array.from({ length: Number(count) }, (_, index) => `bench-${index}`);
const settings = new Map(names.map((name) => [`${name}.ts`, anotherEnvironment(name)]));

const app = createApp(outdir);
withoutTokenTraces(() => {
  for (const environment of validateEnvironments(settings)) placeEnvironment(app, environment);
  synthesize(app);
});
