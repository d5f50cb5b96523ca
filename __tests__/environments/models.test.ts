import { isModel, likelyModel, MODEL_IDS } from "../../environments/schema/models";

const ARN = "arn:aws:bedrock:us-east-1::foundation-model/acme.new-v9:0";

test.each([...MODEL_IDS, ARN, "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.acme.new-v1:0"])(
  "%s is a model",
  (model) => expect(isModel(model)).toBe(true),
);

test.each([
  ["titan-embed-text-v1", "amazon.titan-embed-text-v1"],
  ["Amazon.Titan-Embed-Text-V1", "amazon.titan-embed-text-v1"],
  ["claude-3-haiku", "anthropic.claude-3-haiku-20240307-v1:0"],
  ["us.anthropic.claude-3-haiku-20240307-v1:0", "anthropic.claude-3-haiku-20240307-v1:0"],
  ["cohere.embed-english-v4", "cohere.embed-english-v3"],
  ["", "amazon.titan-embed-text-v1"],
  ["arn:aws:bedrock:us-east-1::foundation-model/*", undefined],
  ["arn:aws:bedrock:us-east-1::foundation-model/a,b", undefined],
])("%s is none; the nearest is offered", (model, nearest) => {
  expect(isModel(model)).toBe(false);
  expect(isModel(likelyModel(model))).toBe(true);
  if (nearest) expect(likelyModel(model)).toBe(nearest);
});
