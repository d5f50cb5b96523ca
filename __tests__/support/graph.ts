import type { Synthesized } from "./synth";

/** `aws_vpc.vpc`, `data.aws_region.current`: whatever has the form, also of parts that are no addresses. */
const ADDRESS = /(?:\b(?:data|ephemeral)\.)?\b[a-z][a-z0-9_]*\.[A-Za-z_][\w-]*/g;

/** What Terraform makes before what in one stack: by references, and by `depends_on`. */
export class Graph {
  private readonly edges: ReadonlyMap<string, readonly string[]>;

  constructor(synth: Synthesized) {
    const everything = synth.everything();
    const known = new Set(everything.map(([address]) => address));
    this.edges = new Map(
      everything.map(([address, block]) => [
        address,
        referencesIn(block).filter((other) => known.has(other)),
      ]),
    );
  }

  /** The addresses of all that is there before something is made: what it needs, what that needs, and so on. */
  before(address: string): ReadonlySet<string> {
    const found = new Set<string>();
    const waiting = [address];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const further = (this.edges.get(next) ?? []).filter((each) => !found.has(each));
      for (const each of further) found.add(each);
      waiting.push(...further);
    }
    return found;
  }
}

/** The addresses in a value's expressions and in its `depends_on`, each once. */
export function referencesIn(value: unknown): string[] {
  return [...new Set(textsIn(value).flatMap((text) => text.match(ADDRESS) ?? []))];
}

/** Texts that are expressions; what else a text says refers to nothing. */
function textsIn(value: unknown, isExpression = false): string[] {
  if (typeof value === "string") return isExpression || value.includes("${") ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((each) => textsIn(each, isExpression));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => textsIn(each, isExpression || key === "depends_on"));
}
