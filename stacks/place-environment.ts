import { type App, Aspects, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Environment } from "../environments/schema/environment";
import { BaseStack } from "./base-stack";
import { DataLayer } from "./data-layer";
import { EdgeLayer } from "./edge-layer";
import { LayerTag } from "./layer-tag";
import { MonitoringLayer } from "./monitoring-layer";
import { NetworkLayer } from "./network-layer";
import { PlatformLayer } from "./platform-layer";
import { ServicesLayer } from "./services-layer";
import { StateLayer } from "./state-layer";

/** The layer, stack and state of the state's own storage. */
export const STATE = "state";

/** Where a layer goes. */
export interface Place {
  /** The AWS region, such as `us-west-2`. Its state stays in the environment's. @default the environment's */
  readonly region?: string;
}

/**
 * Puts a layer where the environment's layout wants it, under the name of its stack, its state and its tag. In a region that
 * is not the environment's, the region follows that name: a layer may be in each region once.
 */
export type PlaceLayer = <Layer extends Construct>(
  name: string,
  build: (scope: Construct) => Layer,
  place?: Place,
) => Layer;

/** The layers of an environment, from the lowest up. */
export interface Layers {
  readonly network: NetworkLayer;
  readonly data: DataLayer;
  readonly platform: PlatformLayer;
  readonly services: ServicesLayer;
  readonly edge: EdgeLayer;
  readonly monitoring: MonitoringLayer;
  /** Places further layers, of your own. */
  readonly place: PlaceLayer;
}

/** Puts an environment's layers in stacks, as its layout says: each in one of its own, or all in one. */
export function placeEnvironment(app: App, environment: Environment): Layers {
  const place =
    environment.layout === "layered" ? placeInLayers(app, environment) : placeInOne(app, environment);
  const network = place("network", (scope) => new NetworkLayer(scope, "network", environment));
  const data = place("data", (scope) => new DataLayer(scope, "data", environment, network));
  const platform = place(
    "platform",
    (scope) => new PlatformLayer(scope, "platform", environment, network, data),
  );
  const services = place(
    "services",
    (scope) => new ServicesLayer(scope, "services", environment, { network, data, platform }),
  );
  const edge = place("edge", (scope) => new EdgeLayer(scope, "edge", environment, platform));
  const monitoring = place(
    "monitoring",
    (scope) => new MonitoringLayer(scope, "monitoring", environment, { network, data, platform }),
  );
  // Names lead to services that are there, and alarms look at what is. On the way back, these go one by one: the CLI ends at the
  // first that Terraform refuses to destroy, and others beside it would keep their lock.
  placeAfter(services, edge);
  placeAfter(edge, monitoring);
  return { network, data, platform, services, edge, monitoring, place };
}

/** Deployed after another layer although it takes nothing of it, where each has a stack of its own. */
function placeAfter(before: Construct, layer: Construct): void {
  const [first, second] = [TerraformStack.of(before), TerraformStack.of(layer)];
  if (first !== second) second.addDependency(first);
}

/**
 * Puts the state layer in a stack of its own, in either layout, and in an app of its own: what everything else needs must
 * not be in reach of `cdktf destroy '*'`, which stops halfway through the other stacks when Terraform refuses one.
 */
export function placeState(app: App, environment: Environment): StateLayer {
  return placeInLayers(app, environment)(STATE, (scope) => new StateLayer(scope, STATE, environment));
}

function placeInLayers(app: App, environment: Environment): PlaceLayer {
  return (name, build, { region = environment.region } = {}) => {
    const stateName = region === environment.region ? name : `${name}-${region}`;
    const id = `${environment.prefix}-${stateName}`;
    const stack = new BaseStack(app, id, { environment, stateName, region, tags: { Layer: name } });
    return build(stack.inRegion(region));
  };
}

function placeInOne(app: App, environment: Environment): PlaceLayer {
  const stack = new BaseStack(app, environment.prefix, { environment, stateName: "all" });
  return (name, build, { region = environment.region } = {}) => {
    const layer = build(stack.inRegion(region));
    // One provider cannot know which layer a resource is of, so each resource says it.
    Aspects.of(layer).add(new LayerTag(name));
    return layer;
  };
}
