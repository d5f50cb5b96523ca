import { type App, Fn, TerraformLocal, Token } from "cdktf";
import { BaseStack } from "../../stacks/base-stack";
import { resolveTokens } from "../../stacks/resolve-tokens";
import { environment, synthApp } from "../support/synth";

const stack = (app: App, id: string) => new BaseStack(app, id, { environment: environment(), stateName: id });

test("a reference to another stack is found wherever a token can be", () => {
  const { upper, lower } = synthApp((app) => {
    const from = stack(app, "lower");
    const local = (id: string) => new TerraformLocal(from, id, "value");
    const text = local("text").asString;
    new TerraformLocal(stack(app, "upper"), "all", {
      text: `a ${text} b`,
      number: local("number").asNumber,
      numberInText: `${local("number_in_text").asNumber} tasks`,
      list: local("list").asList,
      map: local("map").asStringMap,
      inList: [{ block: [`${local("in_list").asString}`] }],
      object: Token.asAny(local("object").asAnyMap),
      key: { [local("key").asString]: "value" },
      call: Fn.join(",", [local("call").asString]),
    });
  });
  const found = Object.keys(lower?.outputs ?? {}).map((name) => name.replace("local_", ""));
  expect(found.sort()).toEqual(
    ["call", "in_list", "key", "list", "map", "number", "number_in_text", "object", "text"].sort(),
  );
  expect(upper?.text).not.toContain("TfToken");
});

test("a construct in a value is not searched: it leads to everything", () => {
  synthApp((app) => {
    const one = stack(app, "one");
    expect(() => resolveTokens(one, { scope: one })).not.toThrow();
  });
});
