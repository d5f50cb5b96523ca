import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { type App, Manifest, TerraformStack } from "cdktf";
import { addressCollisions } from "./addresses";
import { BaseStack } from "./base-stack";
import { finishResources } from "./finish-resources";
import { lockProviders } from "./provider-lock";

/**
 * Writes the app's stacks, each with its providers' lock file, or nothing at all: what can be wrong is looked for in all of them
 * before the first is written.
 *
 * @param lists the directory of what teams have accepted (`finishResources`)
 * @returns the stacks' directories, in the order of their names
 * @throws Error that names the constructs at fault, or SettingsError if it is the settings' overrides
 */
export function synthesize(app: App, lists?: string): string[] {
  const stacks = app.node.children.filter(TerraformStack.isStack);
  refuseCollisions(stacks);
  finishResources(app, lists);
  for (const stack of stacks) stack.runAllValidations();
  app.synth();
  const names = stacks.map((stack) => stack.node.id).sort();
  const directories = names.map((name) => join(app.outdir, Manifest.stacksFolder, name));
  directories.forEach(lockProviders);
  return directories;
}

function refuseCollisions(stacks: readonly TerraformStack[]): void {
  const environments = new Set(stacks.map(environmentOf));
  const collisions = [...environments].flatMap((environment) =>
    addressCollisions(stacks.filter((stack) => environmentOf(stack) === environment)),
  );
  if (collisions.length > 0) throw new Error(`Two resources with one address:\n  ${collisions.join("\n  ")}`);
}

function environmentOf(stack: TerraformStack): string | undefined {
  return stack instanceof BaseStack ? stack.props.environment.name : undefined;
}

/**
 * Removes the directories of stacks that are no longer in the app, as `cdktf synth` does; but none in which Terraform has left a
 * state.
 *
 * @returns the states that stay, each in the directory of a stack that is no longer there
 */
export function removeOrphans(app: App): string[] {
  const orphans = orphansOf(app);
  const states = orphans.flatMap(statesIn);
  const isEmptyOfStates = (orphan: string) => !states.some((state) => dirname(state) === orphan);
  for (const orphan of orphans.filter(isEmptyOfStates)) rmSync(orphan, { recursive: true });
  return states;
}

/**
 * CDKTF's CLI removes directories of stacks that are not in the app it has run, whatever is in them.
 *
 * @throws StateWouldBeLostError if a state is in one
 */
export function refuseLostStates(app: App): void {
  const states = orphansOf(app).flatMap(statesIn);
  if (states.length > 0) throw new StateWouldBeLostError(states);
}

/** What to do about states in directories of stacks that are no longer there. */
export function stateLeft(states: readonly string[]): string {
  return [
    "A state that Terraform could not write to its bucket may be the only copy:",
    ...states.map((state) => `  ${state}`),
    'docs/operations.md, "An interrupted run", says how to bring it there. Synthesize its stack again for that (ENVIRONMENTS, the',
    "layout); or delete the file, if you know that it is of no use.",
  ].join("\n");
}

/** The message is complete: it is shown to the user as it stands, without a stack trace. */
export class StateWouldBeLostError extends Error {
  constructor(states: readonly string[]) {
    super(`Nothing was written: the CLI would delete a state. ${stateLeft(states)}`);
  }
}

function orphansOf(app: App): string[] {
  const parent = join(app.outdir, Manifest.stacksFolder);
  if (!existsSync(parent)) return [];
  const names = app.node.children.filter(TerraformStack.isStack).map((stack) => stack.node.id);
  return readdirSync(parent)
    .filter((name) => !names.includes(name))
    .map((name) => join(parent, name));
}

/** `errored.tfstate`, `terraform.tfstate.backup`, and what somebody has got from the bucket; what is in `.terraform` is no state. */
function statesIn(directory: string): string[] {
  if (!statSync(directory).isDirectory()) return [];
  return readdirSync(directory)
    .filter((name) => name.includes(".tfstate"))
    .map((name) => join(directory, name));
}
