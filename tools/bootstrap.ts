/**
 * Makes the storage of Terraform's own state: `npm run bootstrap -- production`. On local state first, since there is no
 * other; then that state moves into the bucket it has made. Interrupted, it goes on where it was; done, it does nothing.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import type { Environment } from "../environments/schema/environment";
import { loadEnvironments } from "../environments/schema/load";
import { SettingsError } from "../environments/schema/problem";
import { placeEnvironment } from "../stacks/place-environment";
import { synthesize } from "../stacks/synthesize";
import { terraform } from "./terraform";

const ROOT = join(__dirname, "..");
const CONFIGURATION = "cdk.tf.json";

/** What went wrong in words that are enough; shown without a stack trace. */
class BootstrapError extends Error {}

/** What the bucket knows of its own state. */
type RemoteState = "no bucket" | "not in the state" | "in the state";

function main([name, ...flags]: string[]): void {
  const environment = chooseEnvironment(name);
  const { bucket, create } = environment.state;
  if (!create) {
    console.log(
      `Nothing to do: ${environment.name} says state.create: false, so ${bucket} belongs to somebody else.`,
    );
    return;
  }
  const work = join(ROOT, ".bootstrap", `${environment.prefix}-state`);
  const configuration = writeConfiguration(work, environment);
  const hasLocalState = existsSync(join(work, "terraform.tfstate"));
  const remote = readRemoteState(work, configuration);
  if (remote === "not in the state" && !hasLocalState) {
    throw new BootstrapError(
      `The bucket ${bucket} exists, but Terraform did not make it: its state is not in it. ` +
        "Set state.create: false to use it as it is, or state.bucket to make another.",
    );
  }
  if (remote === "in the state") {
    rmSync(work, { recursive: true });
    console.log(`Nothing to do: ${bucket} exists and keeps its own state.`);
    return;
  }
  applyOnLocalState(work, configuration, flags);
  moveState(work, configuration);
  rmSync(work, { recursive: true });
  console.log(
    `\n${bucket} is made and keeps its own state. Next: npx cdktf deploy '${environment.prefix}-*'`,
  );
}

function chooseEnvironment(name: string | undefined): Environment {
  const directory = join(ROOT, "environments");
  if (!name || name.startsWith("-")) {
    const names = loadEnvironments(directory).map((environment) => environment.name);
    throw new BootstrapError(`Which environment? npm run bootstrap -- <${names.join("|")}> [--auto-approve]`);
  }
  const [environment] = loadEnvironments(directory, name);
  return environment as Environment;
}

/** The state layer as synth writes it, in a directory of its own, as text. */
function writeConfiguration(work: string, environment: Environment): string {
  const outdir = join(work, "synth");
  mkdirSync(outdir, { recursive: true });
  const app = new App({ outdir, stackTraces: false });
  placeEnvironment(app, environment);
  const directory = synthesize(app).find((path) => path.endsWith("-state")) ?? "";
  const configuration = readFileSync(join(directory, CONFIGURATION), "utf8");
  rmSync(outdir, { recursive: true });
  return configuration;
}

function readRemoteState(work: string, configuration: string): RemoteState {
  // Apart from the work: an attempt to reach the bucket must not touch the local state there.
  const probe = join(work, "probe");
  mkdirSync(probe, { recursive: true });
  writeFileSync(join(probe, CONFIGURATION), configuration);
  try {
    const init = terraform(probe, ["init", "-input=false", "-no-color"]);
    if (!init.succeeded) {
      if (/NoSuchBucket|bucket .*does not exist/i.test(init.output)) return "no bucket";
      throw new BootstrapError(`Cannot look into the bucket:\n${init.output}`);
    }
    const list = terraform(probe, ["state", "list"]);
    return list.output.includes("aws_s3_bucket.terraform_state") ? "in the state" : "not in the state";
  } finally {
    rmSync(probe, { recursive: true });
  }
}

function applyOnLocalState(work: string, configuration: string, flags: readonly string[]): void {
  const local = JSON.parse(configuration);
  delete local.terraform.backend;
  writeFileSync(join(work, CONFIGURATION), JSON.stringify(local));
  const init = terraform(work, ["init", "-input=false", "-no-color", "-reconfigure"]);
  if (!init.succeeded) throw new BootstrapError(`Terraform cannot start:\n${init.output}`);
  const apply = terraform(work, ["apply", ...flags], true);
  if (!apply.succeeded) {
    throw new BootstrapError(
      `Nothing is lost: the state so far is in ${work}. Mend what Terraform says, and run this again.`,
    );
  }
}

function moveState(work: string, configuration: string): void {
  writeFileSync(join(work, CONFIGURATION), configuration);
  const init = terraform(work, ["init", "-input=false", "-no-color", "-migrate-state", "-force-copy"]);
  const list = init.succeeded ? terraform(work, ["state", "list"]) : init;
  if (!list.output.includes("aws_s3_bucket.terraform_state")) {
    throw new BootstrapError(`The state is still in ${work}; run this again.\n${list.output}`);
  }
}

try {
  main(process.argv.slice(2));
} catch (error) {
  const isExpected = error instanceof SettingsError || error instanceof BootstrapError;
  console.error(isExpected ? error.message : error);
  process.exitCode = 1;
}
