import { readFileSync } from "node:fs";

/**
 * The arguments that a block can have: of each, what a block of that name can have, or `undefined` if it is no block. It is
 * looked up when it is asked for, since some contain themselves.
 */
export type ArgumentNames = ReadonlyMap<string, (() => ArgumentNames) | undefined>;

/**
 * The arguments of a resource or data source of AWS, as the version of the provider has them that the bindings were made from.
 * Types are gone once a stack is written, so they are read where the bindings write arguments.
 *
 * @param address such as `aws_vpc.vpc` or `data.aws_region.current`
 */
export function argumentNames(address: string): ArgumentNames {
  const [, data = "", type = ""] = /^(data\.)?aws_(\w+)\./.exec(address) ?? [];
  const folder = `${data && "data-aws-"}${type.replaceAll("_", "-")}`;
  const path = require.resolve(`@cdktf/provider-aws/lib/${folder}/index.js`);
  const known = read.get(path) ?? new Bindings(readFileSync(path, "utf8")).resource();
  read.set(path, known);
  return known;
}

const read = new Map<string, ArgumentNames>();

class Bindings {
  constructor(private readonly source: string) {}

  resource(): ArgumentNames {
    return this.members(/synthesizeAttributes\(\) \{\s+return \{\n(.*?)\n {8}\};/s);
  }

  private members(body: RegExp): ArgumentNames {
    const [, text = ""] = body.exec(this.source) ?? [];
    const members = [...text.matchAll(/^\s+(\w+): (.*),$/gm)];
    if (members.length === 0) throw new Error(`the bindings are not written as this expects: no ${body}`);
    return new Map(members.map(([, name = "", value = ""]) => [name, this.block(value)]));
  }

  /** What a block can have that is written by a function of the bindings' own; those of cdktf write single values. */
  private block(value: string): (() => ArgumentNames) | undefined {
    const [, own] = /(?<!\.)\b(\w+ToTerraform)\b/.exec(value) ?? [];
    if (own === undefined) return undefined;
    return () =>
      this.members(new RegExp(`function ${own}\\(struct\\) \\{.*?return \\{\\n(.*?)\\n {4}\\};`, "s"));
  }
}
