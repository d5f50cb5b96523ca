import { TerraformResource } from "cdktf";
import type { Environment } from "../../../environments/schema/environment";
import { addressOf } from "../../../stacks/addresses";
import { createApp, withoutTokenTraces } from "../../../stacks/create-app";
import { overrideResources } from "../../../stacks/override-resources";
import { placeEnvironment } from "../../../stacks/place-environment";

/** The paths of the arguments and blocks that each resource has, by its address: `scaling_config.min_size`. */
export type WrittenArguments = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * The arguments that an environment's resources have, whatever their values are: they are not resolved, which is what takes
 * the time of a synthesis.
 *
 * @param outdir a folder, which stays empty
 */
export function writtenArguments(environment: Environment, outdir: string): WrittenArguments {
  const app = createApp(outdir);
  return withoutTokenTraces(() => {
    placeEnvironment(app, environment);
    overrideResources(app);
    const resources = app.node.findAll().filter(TerraformResource.isTerraformResource);
    return new Map(resources.map((resource) => [addressOf(resource) as string, argumentsOf(resource)]));
  });
}

function argumentsOf(resource: TerraformResource): Set<string> {
  const { resource: types } = resource.toTerraform();
  const [blocks] = Object.values(types as Record<string, Record<string, object>>);
  const [block] = Object.values(blocks ?? {});
  return new Set(pathsIn(block, ""));
}

/** Of every argument, and of those in blocks. The entries of a list are one. */
function pathsIn(value: unknown, path: string): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return [path, ...value.flatMap((each) => pathsIn(each, path))];
  const inside = typeof value === "object" ? Object.entries(value) : [];
  return [path, ...inside.flatMap(([key, each]) => pathsIn(each, path === "" ? key : `${path}.${key}`))];
}

/**
 * The arguments that a resource has before or after a change only. Those of a block that comes or goes as a whole are not among
 * them: it takes its arguments with it.
 */
export function comeAndGo(before: ReadonlySet<string>, after: ReadonlySet<string>): string[] {
  return [...new Set([...before, ...after])].filter((path) => {
    const parent = path.split(".").slice(0, -1).join(".");
    return before.has(path) !== after.has(path) && before.has(parent) && after.has(parent);
  });
}
