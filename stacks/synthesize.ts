import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
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

/** Removes the directories of stacks that are no longer in the app, as `cdktf synth` does. */
export function removeOrphans(app: App, directories: readonly string[]): void {
  const parent = join(app.outdir, Manifest.stacksFolder);
  const orphans = readdirSync(parent).map((name) => join(parent, name));
  for (const orphan of orphans.filter((path) => !directories.includes(path)))
    rmSync(orphan, { recursive: true });
}
