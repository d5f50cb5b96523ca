/**
 * Makes the storage of Terraform's own state: `npm run bootstrap -- production`. On local state first, since there is no
 * other; then that state moves into the bucket it has made. Interrupted, it goes on where it was; once done, it applies what
 * changed in the settings, as a rule nothing.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../environments/schema/environment";
import { loadEnvironments } from "../environments/schema/load";
import { createApp } from "../stacks/create-app";
import { deployTarget } from "../stacks/deploy-target";
import { placeState } from "../stacks/place-environment";
import { LOCK_FILE } from "../stacks/provider-lock";
import { synthesize } from "../stacks/synthesize";
import { runCommand } from "./run-command";
import { terraform } from "./terraform";
import { UserError } from "./user-error";

const ROOT = join(__dirname, "..");
const CONFIGURATION = "cdk.tf.json";
const LOCAL_STATE = "terraform.tfstate";

function main(args: readonly string[]): void {
  const environment = chooseEnvironment(args);
  const flags = args.slice(1);
  const { bucket, create } = environment.state;
  if (!create) {
    console.log(
      `Nothing to do: ${environment.name} says state.create: false, so ${bucket} belongs to somebody else.`,
    );
    return;
  }
  const directory = join(ROOT, ".bootstrap", `${environment.prefix}-state`);
  const configuration = synthesizeState(directory, environment);
  if (existsSync(join(directory, LOCAL_STATE)) || !bucketExists(directory, configuration)) {
    applyOnLocalState(directory, configuration, flags);
    moveState(directory, configuration);
  } else {
    requireOwnBucket(directory, bucket);
    apply(directory, flags);
  }
  console.log(
    `\n${bucket} keeps the state of ${environment.name}, and its own. Next: npx cdktf deploy ${deployTarget(environment)}`,
  );
}

function chooseEnvironment([name, ...flags]: readonly string[]): Environment {
  const environments = loadEnvironments(join(ROOT, "environments"));
  const names = environments.map((environment) => environment.name);
  const usage = `npm run bootstrap -- <${names.join("|")}> [--auto-approve]`;
  if (!name || name.startsWith("-")) throw new UserError(`Which environment? ${usage}`);
  if (name.includes(",") || flags.some((flag) => !flag.startsWith("-")))
    throw new UserError(`One environment at a time: ${usage}`);
  const environment = environments.find((each) => each.name === name);
  if (!environment) throw new UserError(`There is no environment ${name}: ${usage}`);
  return environment;
}

/** Puts the lock of the state layer's providers into the directory. @returns the layer's configuration, as text */
function synthesizeState(directory: string, environment: Environment): string {
  const outdir = join(directory, "synth");
  mkdirSync(outdir, { recursive: true });
  const app = createApp(outdir);
  placeState(app, environment);
  const [stack = ""] = synthesize(app);
  const configuration = readFileSync(join(stack, CONFIGURATION), "utf8");
  copyFileSync(join(stack, LOCK_FILE), join(directory, LOCK_FILE));
  rmSync(outdir, { recursive: true });
  return configuration;
}

function bucketExists(directory: string, configuration: string): boolean {
  writeFileSync(join(directory, CONFIGURATION), configuration);
  const init = terraform(directory, ["init", "-input=false", "-no-color", "-reconfigure"]);
  if (init.succeeded) return true;
  if (/NoSuchBucket|bucket .*does not exist/i.test(init.output)) return false;
  throw new UserError(`Terraform cannot look into the bucket:\n${init.output}`);
}

function requireOwnBucket(directory: string, bucket: string): void {
  if (isInState(directory)) return;
  throw new UserError(
    `The bucket ${bucket} exists, but its state is not in it: something else made it. ` +
      "Set state.create: false to use it as it is, or state.bucket to make another.",
  );
}

function isInState(directory: string): boolean {
  const { succeeded, output } = terraform(directory, ["state", "list", "-no-color"]);
  if (succeeded) return output.includes("aws_s3_bucket.terraform_state");
  // Where there is no state at all, Terraform fails too.
  if (output.includes("No state file was found")) return false;
  throw new UserError(`Terraform cannot read the state in the bucket:\n${output}`);
}

function applyOnLocalState(directory: string, configuration: string, flags: readonly string[]): void {
  const local = JSON.parse(configuration);
  delete local.terraform.backend;
  writeFileSync(join(directory, CONFIGURATION), JSON.stringify(local));
  // Where the move was interrupted, Terraform remembers the bucket already.
  rmSync(join(directory, ".terraform", LOCAL_STATE), { force: true });
  const init = terraform(directory, ["init", "-input=false", "-no-color", "-reconfigure"]);
  if (!init.succeeded) throw new UserError(`Terraform cannot start:\n${init.output}`);
  apply(directory, flags);
}

function apply(directory: string, flags: readonly string[]): void {
  if (terraform(directory, ["apply", ...flags], true).succeeded) return;
  throw new UserError("Nothing is lost: fix what Terraform says, and run this again.");
}

/** Moves the local state into the bucket, and removes it only when it has been seen there. */
function moveState(directory: string, configuration: string): void {
  writeFileSync(join(directory, CONFIGURATION), configuration);
  const init = terraform(directory, ["init", "-input=false", "-no-color", "-migrate-state", "-force-copy"]);
  if (!init.succeeded || !isInState(directory)) {
    throw new UserError(`The bucket is made, but the state is still local; run this again.\n${init.output}`);
  }
  for (const file of [LOCAL_STATE, `${LOCAL_STATE}.backup`]) rmSync(join(directory, file), { force: true });
}

runCommand(main);
