import { type App, Aspects } from "cdktf";
import type { Construct } from "constructs";
import type { Environment } from "../environments/schema/environment";
import { BaseStack } from "./base-stack";
import { DataLayer } from "./data-layer";
import { LayerTag } from "./layer-tag";
import { NetworkLayer } from "./network-layer";
import { StateLayer } from "./state-layer";

/** The layers of an environment, from the lowest up. */
export interface Layers {
  /** Absent if the state's bucket belongs to somebody else. */
  readonly state?: StateLayer;
  readonly network: NetworkLayer;
  readonly data: DataLayer;
}

/**
 * Puts an environment's layers in stacks, as its layout says: each in one of its own, or all in one. The state layer has
 * its own in either case: a stack whose state lies in a bucket that it makes itself could not be destroyed.
 */
export function placeEnvironment(app: App, environment: Environment): Layers {
  const scopeOf =
    environment.layout === "layered" ? stackForEach(app, environment) : stackForAll(app, environment);
  const state = environment.state.create ? createStateLayer(app, environment) : undefined;
  const network = new NetworkLayer(scopeOf("network"), "network", environment);
  const data = new DataLayer(scopeOf("data"), "data", environment, network);
  if (environment.layout === "single") tagLayers({ network, data });
  return { state, network, data };
}

function createStateLayer(app: App, environment: Environment): StateLayer {
  return new StateLayer(stackForEach(app, environment)("state"), "state", environment);
}

function stackForEach(app: App, environment: Environment): (layer: string) => Construct {
  return (layer) =>
    new BaseStack(app, `${environment.prefix}-${layer}`, {
      environment,
      stateName: layer,
      tags: { Layer: layer },
    });
}

function stackForAll(app: App, environment: Environment): () => Construct {
  const stack = new BaseStack(app, environment.prefix, { environment, stateName: "all" });
  return () => stack;
}

/** One provider cannot know which layer a resource is of, so each resource says it, as it would in layers. */
function tagLayers(layers: Record<string, Construct>): void {
  for (const [name, layer] of Object.entries(layers)) Aspects.of(layer).add(new LayerTag(name));
}
