import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { Fn, Testing } from "cdktf";
import { EncryptionKey } from "../../../modules/encryption/encryption-key";
import { ServiceRole } from "../../../modules/iam/service-role";
import { part } from "../../../modules/part";
import { Password } from "../../../modules/secrets/password";
import { Secret, type SecretProps } from "../../../modules/secrets/secret";
import { type Synthesized, synthIn } from "../../support/synth";

/** A password, a secret with it, and a role that may read the secret. */
function synth(
  isInState: boolean,
  text = (password: string) => `scheme://user:${password}@host`,
): Synthesized {
  return synthIn((stack) => {
    const key = new EncryptionKey(stack, "secrets", { alias: "alias/test", description: "test" });
    const password = new Password(part(stack, "passwords"), "test", {
      length: 32,
      specialCharacters: "-_",
      version: 3,
      outsideState: isInState ? undefined : { parameterName: "/test/password", key },
    });
    const secret = new Secret(part(stack, "secrets"), "test", {
      name: "mcp/test/url",
      description: "a URL",
      key,
      recoveryWindowDays: 30,
    });
    secret.write({ password, inputs: ["host"], text: text(password.value) });
    secret.grantRead(
      new ServiceRole(stack, "reader", { name: "reader", service: "ecs-tasks.amazonaws.com" }),
    );
  });
}

test("a secret that can be had back, and what was written into it", () => {
  const scope = Testing.synthScope((stack) => {
    const key = { arn: "arn:aws:kms:us-east-1:123456789012:key/k" };
    const props = { name: "mcp/test/url", description: "a URL", key, recoveryWindowDays: 30 };
    new Secret(stack, "url", props).write({ inputs: [], text: "scheme://host" });
  });
  expect(scope).toHaveResourceWithProperties(SecretsmanagerSecret, {
    name: "mcp/test/url",
    description: "a URL",
    kms_key_id: "arn:aws:kms:us-east-1:123456789012:key/k",
    recovery_window_in_days: 30,
  });
  expect(scope).toHaveResourceWithProperties(SecretsmanagerSecretVersion, { secret_string: "scheme://host" });
});

describe("in the state", () => {
  const stack = synth(true);

  test("a random password with a special character, made anew with another version", () => {
    expect(stack.at("random_password.test")).toMatchObject({
      length: 32,
      min_special: 1,
      override_special: "-_",
      keepers: { version: "3" },
    });
  });

  test("the secret is encrypted with the key, and holds the text", () => {
    expect(stack.at("aws_secretsmanager_secret.test").kms_key_id).toBe("${aws_kms_key.secrets.arn}");
    expect(stack.at("aws_secretsmanager_secret_version.test")).toMatchObject({
      secret_id: "${aws_secretsmanager_secret.test.id}",
      secret_string: "scheme://user:${random_password.test.result}@host",
    });
  });

  test("nothing needs a newer Terraform", () => {
    expect(stack.text).not.toContain("ephemeral");
    expect(stack.text).not.toContain("_wo");
  });
});

describe("outside the state", () => {
  const stack = synth(false);

  test("no resource holds the password but in write-only arguments", () => {
    expect(stack.addresses()).not.toContain("random_password.test");
    const secrets = JSON.parse(stack.text.replaceAll(/"\w+_wo":\s*"(?:[^"\\]|\\.)*"/g, '"write_only": ""'));
    expect(JSON.stringify(secrets.resource)).not.toContain("ephemeral.");
    expect(JSON.stringify(secrets.output ?? {})).not.toContain("ephemeral.");
  });

  test("everything takes the password from where it is kept, which is written first", () => {
    expect(stack.ephemeral("random_password.test")).toEqual({
      length: 32,
      min_special: 1,
      override_special: "-_",
    });
    expect(stack.at("aws_ssm_parameter.test")).toMatchObject({
      name: "/test/password",
      type: "SecureString",
      key_id: "${aws_kms_key.secrets.arn}",
      value_wo: "${ephemeral.random_password.test.result}",
      value_wo_version: 3,
    });
    expect(stack.ephemeral("aws_ssm_parameter.test")).toEqual({ arn: "${aws_ssm_parameter.test.arn}" });
    expect(stack.at("aws_secretsmanager_secret_version.test").secret_string_wo).toBe(
      "scheme://user:${ephemeral.aws_ssm_parameter.test.value}@host",
    );
  });

  test("the secret is written again when its password's version or anything else in it changes", () => {
    expect(stack.at("aws_secretsmanager_secret_version.test").secret_string_wo_version).toBe(
      '${parseint(substr(sha256(join("|", ["3", "host"])), 0, 12), 16)}',
    );
  });
});

test.each([
  [true, "secret_string", "random_password.test.result"],
  [false, "secret_string_wo", "ephemeral.aws_ssm_parameter.test.value"],
])(
  "in the state or not (%s), a function of Terraform's takes the password for what it is",
  (isInState, argument, password) => {
    const value = synth(isInState, (text) => Fn.jsonencode({ password: text })).at(
      "aws_secretsmanager_secret_version.test",
    );
    expect(value[argument]).toBe(`\${jsonencode({"password" = ${password}})}`);
  },
);

test("who may read the secret may read this one only", () => {
  expect(synth(true).at("data.aws_iam_policy_document.reader").statement).toEqual([
    { actions: ["secretsmanager:GetSecretValue"], resources: ["${aws_secretsmanager_secret.test.arn}"] },
    { actions: ["kms:Decrypt"], resources: ["${aws_kms_key.secrets.arn}"] },
  ]);
});

test("what is to be read has to be written first", () => {
  const read = () =>
    synthIn((stack) => {
      const key = new EncryptionKey(stack, "secrets", { alias: "alias/test", description: "test" });
      const props = { name: "test", description: "test", key, recoveryWindowDays: 7 };
      return new Secret(part(stack, "secrets"), "test", props).written;
    });
  expect(read).toThrow("nothing has been written into the secret");
});

test("any argument can be set, by values or by a function of ours", () => {
  const stack = synthIn((scope) => {
    const key = { arn: "arn:aws:kms:us-east-1:123456789012:key/k" };
    const overrides: SecretProps["overrides"] = {
      secret: { tags: { Team: "mcp" } },
      version: (config) => ({ ...config, versionStages: ["AWSCURRENT", "first"] }),
    };
    const props = { name: "test", description: "test", key, recoveryWindowDays: 7, overrides };
    new Secret(scope, "test", props).write({ inputs: [], text: "a text" });
  });
  expect(stack.at("aws_secretsmanager_secret.test")).toMatchObject({ name: "test", tags: { Team: "mcp" } });
  expect(stack.at("aws_secretsmanager_secret_version.test")).toMatchObject({
    secret_string: "a text",
    version_stages: ["AWSCURRENT", "first"],
  });
});
