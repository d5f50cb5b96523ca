import { EcrLifecyclePolicy } from "@cdktf/provider-aws/lib/ecr-lifecycle-policy";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { Testing } from "cdktf";
import { EncryptionKey } from "../../../modules/encryption/encryption-key";
import { ServiceRole } from "../../../modules/iam/service-role";
import { ImageRepository, type ImageRepositoryProps } from "../../../modules/registry/image-repository";
import { type Synthesized, synthIn } from "../../support/synth";

/** Two repositories, and a role that pulls from both. */
function synthRepositories(overrides?: ImageRepositoryProps["overrides"]): Synthesized {
  return synthIn((stack) => {
    const key = new EncryptionKey(stack, "images", { alias: "alias/images", description: "test" });
    const role = new ServiceRole(stack, "puller", { name: "puller", service: "ecs-tasks.amazonaws.com" });
    for (const id of ["server", "api"]) {
      new ImageRepository(stack, id, { name: `mcp/${id}`, key, overrides }).grantPull(role);
    }
  });
}

test("a tag is one image for ever, which is scanned and encrypted with the key", () => {
  const key = { arn: "arn:aws:kms:us-east-1:123456789012:key/k" };
  const synth = Testing.synthScope(
    (stack) => new ImageRepository(stack, "server", { name: "mcp/server", key }),
  );
  expect(synth).toHaveResourceWithProperties(EcrRepository, {
    name: "mcp/server",
    image_tag_mutability: "IMMUTABLE",
    image_scanning_configuration: { scan_on_push: true },
    encryption_configuration: [{ encryption_type: "KMS", kms_key: key.arn }],
  });
  expect(synth).toHaveResource(EcrLifecyclePolicy);
});

test("only what has no tag is deleted, after two weeks", () => {
  const { repository: name, policy } = synthRepositories().at("aws_ecr_lifecycle_policy.server");
  expect(name).toBe("${aws_ecr_repository.server.name}");
  expect(JSON.parse(policy as string).rules).toEqual([
    {
      rulePriority: 1,
      description: expect.any(String),
      selection: {
        tagStatus: "untagged",
        countType: "sinceImagePushed",
        countUnit: "days",
        countNumber: 14,
      },
      action: { type: "expire" },
    },
  ]);
});

test("who may pull may pull from those repositories, with a token that is for all, and push nothing", () => {
  const pull = (name: string) => ({
    actions: ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
    resources: [`\${aws_ecr_repository.${name}.arn}`],
  });
  expect(synthRepositories().at("data.aws_iam_policy_document.puller").statement).toEqual([
    { actions: ["ecr:GetAuthorizationToken"], resources: ["*"] },
    pull("server"),
    pull("api"),
  ]);
});

test("any argument can be set", () => {
  const synth = synthRepositories({ repository: { forceDelete: true }, lifecyclePolicy: { policy: "{}" } });
  expect(synth.at("aws_ecr_repository.server")).toMatchObject({ name: "mcp/server", force_delete: true });
  expect(synth.at("aws_ecr_lifecycle_policy.server").policy).toBe("{}");
});
