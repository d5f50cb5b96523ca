import { grantPullImage } from "../../../modules/registry/grant-pull";
import { synthIn } from "../../support/synth";

/** What somebody may do after they were granted an image. */
function allowed(image: string): unknown[] {
  const statements: unknown[] = [];
  synthIn((stack) => grantPullImage(stack, { allow: (statement) => statements.push(statement) }, image));
  return statements;
}

test.each([
  [
    "123456789012.dkr.ecr.us-east-1.amazonaws.com/tools/psql:17",
    "us-east-1:123456789012:repository/tools/psql",
  ],
  ["210987654321.dkr.ecr.eu-west-1.amazonaws.com/psql@sha256:abc", "eu-west-1:210987654321:repository/psql"],
  ["123456789012.dkr-ecr.us-east-1.on.aws/psql:17", "us-east-1:123456789012:repository/psql"],
])("%s: its repository alone, in whatever account", (image, repository) => {
  expect(allowed(image)).toEqual([
    { actions: ["ecr:GetAuthorizationToken"], resources: ["*"] },
    {
      actions: ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
      resources: [expect.stringMatching(new RegExp(`^arn:.*:ecr:${repository}$`))],
    },
  ]);
});

test.each([
  "public.ecr.aws/docker/library/postgres:17-alpine",
  "ghcr.io/acme/psql:17",
  "evil.example/123456789012.dkr.ecr.us-east-1.amazonaws.com/psql:17",
])("%s: nothing", (image) => {
  expect(allowed(image)).toEqual([]);
});
