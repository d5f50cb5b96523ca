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
  readonly network: NetworkLayer;
  readonly data: DataLayer;
}

/** Puts an environment's layers in stacks, as its layout says: each in one of its own, or all in one. */
export function placeEnvironment(app: App, environment: Environment): Layers {
  const scopeOf =
    environment.layout === "layered" ? stackForEach(app, environment) : stackForAll(app, environment);
  const network = new NetworkLayer(scopeOf("network"), "network", environment);
  const data = new DataLayer(scopeOf("data"), "data", environment, network);
  if (environment.layout === "single") tagLayers({ network, data });
  return { network, data };
}

/**
 * Puts the state layer in a stack of its own, in either layout, and in an app of its own: what everything else needs must
 * not be in reach of `cdktf destroy '*'`, which stops halfway through the other stacks when Terraform refuses one.
 */
export function placeState(app: App, environment: Environment): StateLayer {
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
