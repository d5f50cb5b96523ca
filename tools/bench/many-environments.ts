/** Synthesizes as many environments as its first argument says, into the directory of its second. */
import production from "../../environments/production";
import { validateEnvironments } from "../../environments/schema/load";
import { createApp } from "../../stacks/create-app";
import { placeEnvironment } from "../../stacks/place-environment";
import { synthesize } from "../../stacks/synthesize";

const [count, outdir] = process.argv.slice(2);

const numbers = Array.from({ length: Number(count) }, (_, index) => index);
const contexts = { standardIaAfterDays: 30, glacierAfterDays: 90 };
const settings = new Map(
  numbers.map((number) => [`${number}.ts`, { ...production, name: `bench-${number}`, data: { contexts } }]),
);

const app = createApp(outdir);
for (const environment of validateEnvironments(settings)) placeEnvironment(app, environment);
synthesize(app);
