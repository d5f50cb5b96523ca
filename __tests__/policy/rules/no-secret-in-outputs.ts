import { type Rule, textsIn } from "../rule";

/** Whatever is a secret in any resource. */
const SECRET_ATTRIBUTE =
  /^(secret_(string|binary)|auth_token|password|master_password|private_key|bcrypt_hash)/;

/** Resources and data sources that are secrets as a whole. */
const SECRET_TYPE =
  /^(random_password|aws_secretsmanager_(secret_version|random_password)|aws_ssm_parameter)$/;

/** Of these, what is none. */
const HARMLESS_ATTRIBUTE = /^(arn|id|name|version|version_id|secret_id|keepers|length)$/;

/** Everything that an expression could refer to: words that are joined by dots. */
const REFERENCE = /[a-z_][\w-]*(\.[\w-]+|\[[^\]]*\])+/gi;

export const noSecretInOutputs: Rule = {
  title: "no secret is in an output",
  violations: (stack) =>
    Object.entries(stack.outputs).flatMap(([name, { value }]) =>
      textsIn(value)
        .flatMap((text) => text.match(REFERENCE) ?? [])
        .filter(isSecret)
        .map((reference) => `output.${name}: shows ${reference}; show the secret's ARN instead`),
    ),
  planted: {
    "a password that was made": output("${random_password.planted.result}"),
    "a password of a database": output("${aws_db_instance.planted.password}"),
    "a token inside a text": output(
      "rediss://:${urlencode(aws_elasticache_replication_group.planted.auth_token)}@",
    ),
    "a secret that was written": output("${aws_secretsmanager_secret_version.planted.secret_string}"),
    "a secret that was read": output("${data.aws_secretsmanager_secret_version.planted.secret_string}"),
    "a parameter": output("${aws_ssm_parameter.planted.value}"),
    "a secret of a stack below": output(
      "${data.terraform_remote_state.data.outputs.random_password_planted_result}",
    ),
    "a setting": output("${var.password}"),
    "one of several": { output: { planted: { value: ["mcp", { password: "${local.password}" }] } } },
  },
};

function isSecret(reference: string): boolean {
  const [first = "", ...rest] = reference
    .split(/[.[\]"]+/)
    .filter((word) => !["data", "ephemeral"].includes(word));
  if (first === "terraform_remote_state") return isSecretOutput(rest.at(-1) ?? "");
  if (first === "var" || first === "local") return SECRET_ATTRIBUTE.test(rest[0] ?? "");
  const [, ...attributes] = rest;
  if (SECRET_TYPE.test(first)) return !HARMLESS_ATTRIBUTE.test(attributes[0] ?? "");
  return attributes.some((attribute) => SECRET_ATTRIBUTE.test(attribute));
}

/** Outputs between stacks are called after what they carry: `random_password_db_password_result`. */
function isSecretOutput(name: string): boolean {
  return name.startsWith("random_password_") || /_(secret_string|auth_token|password)$/.test(name);
}

function output(value: string) {
  return { output: { planted: { value } } };
}
