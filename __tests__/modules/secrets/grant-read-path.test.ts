import { EncryptionKey } from "../../../modules/encryption/encryption-key";
import { ServiceRole } from "../../../modules/iam/service-role";
import { grantReadPath } from "../../../modules/secrets/grant-read-path";
import { synthIn } from "../../support/synth";

const partition = "${data.aws_partition.current.partition}";
const account = "${data.aws_caller_identity.current.account_id}";

test("secrets below the path may be read, and none whose name only begins like it", () => {
  const synth = synthIn((stack) => {
    const key = new EncryptionKey(stack, "secrets", { alias: "alias/test", description: "test" });
    const role = new ServiceRole(stack, "task", { name: "task", service: "ecs-tasks.amazonaws.com" });
    grantReadPath(stack, role, { path: "mcp/test", region: "us-east-1", key });
  });
  expect(synth.at("data.aws_iam_policy_document.task").statement).toEqual([
    {
      actions: ["secretsmanager:GetSecretValue"],
      resources: [`arn:${partition}:secretsmanager:us-east-1:${account}:secret:mcp/test/*`],
    },
    { actions: ["kms:Decrypt"], resources: ["${aws_kms_key.secrets.arn}"] },
  ]);
});
