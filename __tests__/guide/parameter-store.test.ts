/** Guide, "3. Parameter Store": lines 534–547, with the errata to line 546. */
import { productionInOne } from "../support/synth";

const stack = productionInOne();

test("max-connections", () => {
  expect(stack.at("aws_ssm_parameter.max_connections")).toMatchObject({
    name: "/mcp/production/config/max-connections",
    type: "String",
    value: "1000",
  });
});

test("bedrock-models is a real StringList", () => {
  expect(stack.at("aws_ssm_parameter.bedrock_models")).toMatchObject({
    name: "/mcp/production/config/bedrock-models",
    type: "StringList",
    value: "amazon.titan-embed-text-v1,cohere.embed-english-v3",
  });
});
