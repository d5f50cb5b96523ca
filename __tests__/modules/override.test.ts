import { Lazy } from "cdktf";
import { overridden } from "../../modules/override";

interface Config {
  readonly name: string;
  readonly size?: number;
  readonly subnets?: string[];
  readonly lifecycle?: {
    readonly ignoreChanges?: string[];
    readonly postcondition?: { readonly condition: string }[];
  };
}

const ours: Config = {
  name: "mcp",
  size: 1,
  subnets: ["a", "b"],
  lifecycle: { ignoreChanges: ["desired_count"], postcondition: [{ condition: "true" }] },
};

test("without an override, arguments are the module's", () => {
  expect(overridden(ours)).toBe(ours);
});

test("arguments that are named are replaced, the others stay", () => {
  expect(overridden(ours, { size: 2 })).toEqual({ ...ours, size: 2 });
});

test("a nested block is merged: what it does not name stays in it", () => {
  const { lifecycle } = overridden(ours, { lifecycle: { ignoreChanges: [] } });
  expect(lifecycle).toEqual({ ignoreChanges: [], postcondition: [{ condition: "true" }] });
});

test("a list is one value", () => {
  expect(overridden(ours, { subnets: ["c"] }).subnets).toEqual(["c"]);
});

test("a function gets the module's arguments", () => {
  const more = (config: Config): Config => ({ ...config, subnets: [...(config.subnets ?? []), "c"] });
  expect(overridden(ours, more).subnets).toEqual(["a", "b", "c"]);
});

test("undefined changes nothing, and a token is no block to merge", () => {
  const token = Lazy.anyValue({ produce: () => ({}) });
  const config: { name?: string; block?: object } = { name: "mcp", block: { a: 1 } };
  expect(overridden(config, { name: undefined, block: token })).toEqual({ name: "mcp", block: token });
});
