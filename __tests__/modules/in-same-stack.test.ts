import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Construct } from "constructs";
import { inSameStack } from "../../modules/in-same-stack";
import { BaseStack } from "../../stacks/base-stack";
import { environment, synthApp } from "../support/synth";

test("a construct waits for what lies in its stack, however deep, and for nothing else", () => {
  synthApp((app) => {
    const stack = (name: string) => new BaseStack(app, name, { environment: environment(), stateName: name });
    const [above, below] = [stack("above"), stack("below")];
    const here = new Vpc(above, "here", {});
    const deep = new Vpc(new Construct(above, "deep"), "inside", {});
    const there = new Vpc(below, "there", {});
    expect(inSameStack(new Construct(above, "waits"), [there, here, undefined, deep])).toEqual([here, deep]);
  });
});
