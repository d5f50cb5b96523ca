import { nearest } from "./likeness";

/**
 * Models of Amazon Bedrock by their ids, those that InvokeModel takes in a region. A newer one, and one
 * that AWS has by an inference profile only, can be named by its ARN.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-ids.html
 */
export const MODEL_IDS = [
  "ai21.jamba-1-5-large-v1:0",
  "ai21.jamba-1-5-mini-v1:0",
  "amazon.nova-canvas-v1:0",
  "amazon.nova-lite-v1:0",
  "amazon.nova-micro-v1:0",
  "amazon.nova-pro-v1:0",
  "amazon.rerank-v1:0",
  "amazon.titan-embed-image-v1",
  "amazon.titan-embed-text-v1",
  "amazon.titan-embed-text-v2:0",
  "amazon.titan-image-generator-v2:0",
  "amazon.titan-text-express-v1",
  "amazon.titan-text-lite-v1",
  "amazon.titan-text-premier-v1:0",
  "anthropic.claude-3-5-haiku-20241022-v1:0",
  "anthropic.claude-3-5-sonnet-20240620-v1:0",
  "anthropic.claude-3-5-sonnet-20241022-v2:0",
  "anthropic.claude-3-haiku-20240307-v1:0",
  "anthropic.claude-3-opus-20240229-v1:0",
  "anthropic.claude-3-sonnet-20240229-v1:0",
  "cohere.command-r-plus-v1:0",
  "cohere.command-r-v1:0",
  "cohere.embed-english-v3",
  "cohere.embed-multilingual-v3",
  "cohere.rerank-v3-5:0",
  "meta.llama3-1-405b-instruct-v1:0",
  "meta.llama3-1-70b-instruct-v1:0",
  "meta.llama3-1-8b-instruct-v1:0",
  "meta.llama3-70b-instruct-v1:0",
  "meta.llama3-8b-instruct-v1:0",
  "mistral.mistral-7b-instruct-v0:2",
  "mistral.mistral-large-2402-v1:0",
  "mistral.mistral-large-2407-v1:0",
  "mistral.mixtral-8x7b-instruct-v0:1",
] as const;

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html */
const MODEL_ARN =
  /^arn:aws[\w-]*:bedrock:[a-z]{2}(-[a-z]+)+-\d:(\d{12})?:(foundation-model|inference-profile|provisioned-model|custom-model)\/[\w.:/-]+$/;

/** Whether Bedrock has a model of this id, as far as is known here, or whether it is the ARN of one. */
export function isModel(text: string): boolean {
  return MODEL_ARN.test(text) || MODEL_IDS.some((id) => id === text);
}

/** The known id that has the most in common with a text. */
export function likelyModel(text: string): string {
  return nearest(text, MODEL_IDS) ?? "amazon.titan-embed-text-v1";
}
