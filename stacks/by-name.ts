import type { IConstruct } from "constructs";

/**
 * What a layer keeps by the names that settings know.
 *
 * @param what it is, for the message
 * @throws Error that names what there is, if it is not among it
 */
export function byName<T>(layer: IConstruct, all: ReadonlyMap<string, T>, name: string, what: string): T {
  const found = all.get(name);
  if (found !== undefined) return found;
  throw new Error(`${layer.node.path}: there is no ${what} ${name}, only ${[...all.keys()].join(", ")}`);
}
