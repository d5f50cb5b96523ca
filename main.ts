import { join, relative } from "node:path";
import type { App } from "cdktf";
import type { Environment } from "./environments/schema/environment";
import { loadEnvironments } from "./environments/schema/load";
import { overlapReports } from "./environments/schema/overlaps";
import { formatWarnings, SettingsError } from "./environments/schema/problem";
import {
  ADDRESS_LISTS,
  listedEnvironments,
  refuseForgotten,
  refuseLosses,
} from "./stacks/accepted-addresses";
import { createApp, withoutTokenTraces } from "./stacks/create-app";
import { deployTarget } from "./stacks/deploy-target";
import { placeEnvironment } from "./stacks/place-environment";
import {
  refuseLostStates,
  removeOrphans,
  StateWouldBeLostError,
  stateLeft,
  synthesize,
} from "./stacks/synthesize";

/** Synthesizes the environments named in ENVIRONMENTS (separated by commas), or all of them. */
function main(): void {
  const chosen = process.env.ENVIRONMENTS;
  const environments = loadEnvironments(join(__dirname, "environments"), chosen);
  const names = environments.map(({ name }) => name);
  const lists = join(__dirname, ADDRESS_LISTS);
  const app = createApp();
  // The CLI sets this for the app it runs. It removes what is no longer there by itself, and has its own to say.
  const isRunByCli = process.env.CDKTF_OUTDIR !== undefined;
  const directories = withoutTokenTraces(() => {
    for (const environment of environments) placeEnvironment(app, environment);
    refuseLosses(app, lists);
    if (!chosen) refuseForgotten(lists, names);
    if (isRunByCli) refuseLostStates(app);
    return synthesize(app, lists);
  });
  if (isRunByCli) return;
  const statesLeft = removeOrphans(app);
  console.log(summary(directories.map((directory) => relative(process.cwd(), directory))));
  const listed = listedEnvironments(lists);
  const isListed = names.every((name) => listed.includes(name));
  console.log(nextSteps(app, environments, isListed));
  if (statesLeft.length > 0) console.error(`\n${stateLeft(statesLeft)}`);
  const overlaps = overlapReports(environments);
  if (overlaps.length > 0) console.error(`\n${formatWarnings(overlaps)}`);
}

function summary(directories: readonly string[]): string {
  return [
    `Wrote Terraform for ${directories.length} stacks:`,
    ...directories.map((directory) => `  ${directory}`),
    "",
  ].join("\n");
}

/** What to do with the first environment: one is enough to show how. */
function nextSteps(app: App, [environment]: readonly Environment[], isListed: boolean): string {
  // The stack that was placed first is the lowest: no other has to be deployed before it.
  const [stack] = app.node.children;
  if (!environment || !stack) return "";
  const { name, layout } = environment;
  const deploying = layout === "single" ? "change it" : "change it, layer by layer";
  const accepting = ["npm run addresses", "list what there is: from then on, what would be lost is refused"];
  const steps = [
    ...(isListed ? [] : [accepting]),
    [`npm run bootstrap -- ${name}`, "make the bucket that keeps Terraform's state, once"],
    [`npx cdktf diff ${stack.node.id}`, "show what would change (terraform plan)"],
    [`npx cdktf deploy ${deployTarget(environment)}`, `${deploying} (terraform apply)`],
    ["./help", "all commands"],
  ];
  const width = Math.max(...steps.map(([command = ""]) => command.length)) + 4;
  return ["Next:", ...steps.map(([command = "", what]) => `  ${command.padEnd(width)}${what}`)].join("\n");
}

try {
  main();
} catch (error) {
  if (!(error instanceof SettingsError || error instanceof StateWouldBeLostError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
