import { DataAwsVpc } from "@cdktf/provider-aws/lib/data-aws-vpc";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Aspects } from "cdktf";
import { LayerTag } from "../../stacks/layer-tag";
import { synthIn } from "../support/synth";

test("a resource gets the tag beside its own; a data source does not, since its tags are what it looks for", () => {
  const synth = synthIn((stack) => {
    new Vpc(stack, "made", { tags: { Name: "made" } });
    new DataAwsVpc(stack, "found", { tags: { Name: "found" } });
    new DataAwsVpc(stack, "default", { default: true });
    Aspects.of(stack).add(new LayerTag("network"));
  });
  expect(synth.at("aws_vpc.made").tags).toEqual({ Name: "made", Layer: "network" });
  expect(synth.at("data.aws_vpc.found").tags).toEqual({ Name: "found" });
  expect(synth.at("data.aws_vpc.default")).not.toHaveProperty("tags");
});
