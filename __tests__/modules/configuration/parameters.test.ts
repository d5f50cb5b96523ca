import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { Testing } from "cdktf";
import type { Construct } from "constructs";
import { Parameters, type ParametersProps } from "../../../modules/configuration/parameters";
import { synthIn } from "../../support/synth";

function addParameters(scope: Construct, id: string, changes: Partial<ParametersProps> = {}): void {
  new Parameters(scope, id, {
    path: "/mcp/test/config",
    maxConnections: 1000,
    bedrockModels: ["amazon.titan-embed-text-v1", "cohere.embed-english-v3"],
    ...changes,
  });
}

const synthParameters = (changes?: Partial<ParametersProps>) =>
  synthIn((stack) => addParameters(stack, "config", changes));

test("settings that are no secrets lie below their path, a list as a list", () => {
  const stack = Testing.synthScope((scope) => addParameters(scope, "config"));
  expect(stack).toHaveResourceWithProperties(SsmParameter, {
    name: "/mcp/test/config/max-connections",
    type: "String",
    value: "1000",
  });
  expect(stack).toHaveResourceWithProperties(SsmParameter, {
    name: "/mcp/test/config/bedrock-models",
    type: "StringList",
    value: "amazon.titan-embed-text-v1,cohere.embed-english-v3",
  });
});

test("without models there is no parameter of them: AWS takes no empty one", () => {
  expect(synthParameters({ bedrockModels: [] }).addresses()).toEqual([
    "aws_ssm_parameter.config_max_connections",
  ]);
});

test("two of them stand in one stack", () => {
  const synth = synthIn((stack) => {
    addParameters(stack, "config");
    addParameters(stack, "other", { path: "/other", idPrefix: "" });
  });
  expect(synth.addresses()).toEqual(
    ["bedrock_models", "config_bedrock_models", "config_max_connections", "max_connections"].map(
      (name) => `aws_ssm_parameter.${name}`,
    ),
  );
});

test("any argument of any resource can be set; what is not named stays", () => {
  const synth = synthParameters({
    overrides: {
      maxConnections: { lifecycle: { ignoreChanges: ["value"] } },
      bedrockModels: { tier: "Advanced" },
    },
  });
  expect(synth.at("aws_ssm_parameter.config_max_connections")).toMatchObject({
    value: "1000",
    lifecycle: { ignore_changes: ["value"] },
  });
  expect(synth.at("aws_ssm_parameter.config_bedrock_models")).toMatchObject({
    type: "StringList",
    tier: "Advanced",
  });
});
