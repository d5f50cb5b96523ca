import { Parameters } from "../../../modules/configuration/parameters";
import { synthIn } from "../../support/synth";

test("settings that are no secrets lie below their path, a list as a list", () => {
  const synth = synthIn((stack) => {
    new Parameters(stack, "parameters", {
      path: "/mcp/test/config",
      maxConnections: 1000,
      bedrockModels: ["amazon.titan-embed-text-v1", "cohere.embed-english-v3"],
    });
  });
  expect(synth.resources("aws_ssm_parameter")).toEqual({
    max_connections: expect.objectContaining({
      name: "/mcp/test/config/max-connections",
      type: "String",
      value: "1000",
    }),
    bedrock_models: expect.objectContaining({
      name: "/mcp/test/config/bedrock-models",
      type: "StringList",
      value: "amazon.titan-embed-text-v1,cohere.embed-english-v3",
    }),
  });
});
