import { EncryptionKey } from "../../../modules/encryption/encryption-key";
import { logEncryption } from "../../../modules/encryption/log-encryption";
import { synthIn } from "../../support/synth";

test("CloudWatch Logs may use the key, for this account's log groups in this region", () => {
  const synth = synthIn((stack) => {
    new EncryptionKey(stack, "logs", {
      alias: "alias/logs",
      description: "test",
      serviceStatements: logEncryption(stack, "eu-west-1"),
    });
  });
  expect(synth.at("data.aws_iam_policy_document.logs_key").statement).toContainEqual({
    sid: "AllowLogs",
    principals: [{ type: "Service", identifiers: ["logs.eu-west-1.amazonaws.com"] }],
    actions: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"],
    resources: ["*"],
    condition: [
      {
        test: "ArnLike",
        variable: "kms:EncryptionContext:aws:logs:arn",
        values: [
          "arn:${data.aws_partition.current.partition}:logs:eu-west-1:${data.aws_caller_identity.current.account_id}:log-group:*",
        ],
      },
    ],
  });
});
