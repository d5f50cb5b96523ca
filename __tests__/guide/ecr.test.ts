/** Guide, "1. Container Registry Setup": lines 351–365, with the errata to line 381. */
import { productionInOne, type Synthesized } from "../support/synth";

let stack: Synthesized;

beforeAll(() => {
  stack = productionInOne();
});

test.each([
  ["mcp_server", "mcp/server"],
  ["rest_api", "mcp/api"],
  ["worker", "mcp/worker"],
])("%s: the repository %s, whose tags do not move", (id, name) => {
  expect(stack.at(`aws_ecr_repository.${id}`)).toMatchObject({ name, image_tag_mutability: "IMMUTABLE" });
});

test("there are these three, in us-east-1", () => {
  expect(Object.keys(stack.resources("aws_ecr_repository"))).toHaveLength(3);
  expect(stack.provider.region).toBe("us-east-1");
});

test("the lines to log in, build and push are outputs", () => {
  const registry = '${element(split("/", aws_ecr_repository.mcp_server.repository_url), 0)}';
  expect(stack.outputs.ecr_registry?.value).toBe(registry);
  expect(stack.outputs.ecr_login?.value).toBe(
    `aws ecr get-login-password --region us-east-1 | docker login --username AWS --password-stdin ${registry}`,
  );
  expect(stack.outputs.ecr_push?.value).toBe(
    `make docker-build-all && make docker-push-all ECR_REGISTRY=${registry}`,
  );
});
