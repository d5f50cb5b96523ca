import { join, relative } from "node:path";
import { loadEnvironments } from "./environments/schema/load";
import { SettingsError } from "./environments/schema/problem";
import { createApp } from "./stacks/create-app";
import { placeEnvironment } from "./stacks/place-environment";
import { removeOrphans, synthesize } from "./stacks/synthesize";

/** Synthesizes the environments named in ENVIRONMENTS (separated by commas), or all of them. */
function main(): void {
  const environments = loadEnvironments(join(__dirname, "environments"), process.env.ENVIRONMENTS);
  const app = createApp();
  for (const environment of environments) placeEnvironment(app, environment);
  const directories = synthesize(app);
  // The CLI sets this for the app it runs. It removes what is no longer there by itself, and has its own to say.
  if (process.env.CDKTF_OUTDIR !== undefined) return;
  removeOrphans(app, directories);
  console.log(summary(directories.map((directory) => relative(process.cwd(), directory))));
}

function summary(directories: readonly string[]): string {
  return [
    `Wrote Terraform for ${directories.length} stacks:`,
    ...directories.map((directory) => `  ${directory}`),
    "",
    "Next:",
    "  npm run bootstrap -- production          make the bucket that keeps Terraform's state, once",
    "  npx cdktf diff mcp-production-network    show what would change (terraform plan)",
    "  npx cdktf deploy 'mcp-production-*'      change it, layer by layer (terraform apply)",
    "  ./help                                   all commands",
  ].join("\n");
}

try {
  main();
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
