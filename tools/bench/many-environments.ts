/** Synthesizes as many environments as its first argument says, into the directory of its second. */
import production from "../../environments/production";
import { validateEnvironments } from "../../environments/schema/load";
import { createApp, withoutTokenTraces } from "../../stacks/create-app";
import { placeEnvironment } from "../../stacks/place-environment";
import { synthesize } from "../../stacks/synthesize";

const [count, outdir] = process.argv.slice(2);

const numbers = Array.from({ length: Number(count) }, (_, index) => index);
// Production's settings, but for the names that only one environment can have.
const data = {
  ...production.data,
  postgres: { ...production.data.postgres, parameterGroup: {} },
  contexts: { ...production.data.contexts, bucket: undefined },
};
const services = { ...production.services, repositoryPrefix: undefined, namePrefix: undefined };
const settings = new Map(
  numbers.map((number) => {
    const hosts = { mcp: `mcp-${number}.yourdomain.com`, api: `api-${number}.yourdomain.com` };
    const platform = { ...production.platform, hosts, certificateNames: [], loadBalancer: {} };
    return [`${number}.ts`, { ...production, name: `bench-${number}`, data, services, platform }];
  }),
);

const app = createApp(outdir);
withoutTokenTraces(() => {
  for (const environment of validateEnvironments(settings)) placeEnvironment(app, environment);
  synthesize(app);
});
