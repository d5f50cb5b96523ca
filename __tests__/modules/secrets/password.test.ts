import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { Password as RandomPassword } from "@cdktf/provider-random/lib/password";
import { Testing } from "cdktf";
import { EncryptionKey } from "../../../modules/encryption/encryption-key";
import { part } from "../../../modules/part";
import { Password } from "../../../modules/secrets/password";
import { type Synthesized, synthIn } from "../../support/synth";

/** A password of letters and digits alone. */
function synthPassword(isInState: boolean): Synthesized {
  return synthIn((stack) => {
    const key = new EncryptionKey(stack, "secrets", { alias: "alias/test", description: "test" });
    new Password(part(stack, "passwords"), "test", {
      length: 64,
      version: 1,
      outsideState: isInState ? undefined : { parameterName: "/test/password", key },
    });
  });
}

test("a password of Terraform's, or a parameter that keeps one outside of the state", () => {
  const synth = Testing.synthScope((stack) => {
    new Password(stack, "inside", { length: 32, specialCharacters: "-_", version: 3 });
    const key = { arn: "arn:aws:kms:us-east-1:123456789012:key/k" };
    const outsideState = { parameterName: "/test/password", key };
    new Password(stack, "outside", { length: 32, version: 3, outsideState });
  });
  expect(synth).toHaveResourceWithProperties(RandomPassword, {
    length: 32,
    override_special: "-_",
    min_special: 1,
    keepers: { version: "3" },
  });
  expect(synth).toHaveResourceWithProperties(SsmParameter, {
    name: "/test/password",
    type: "SecureString",
    key_id: "arn:aws:kms:us-east-1:123456789012:key/k",
    value_wo_version: 3,
  });
});

test("any argument can be set, and its version still makes another one", () => {
  const synth = synthIn((stack) => {
    const overrides = { password: { keepers: { mine: "1" }, minNumeric: 2 } };
    new Password(stack, "test", { length: 32, version: 3, overrides });
  });
  expect(synth.at("random_password.test")).toMatchObject({
    length: 32,
    min_numeric: 2,
    keepers: { version: "3", mine: "1" },
  });
});

test.each<[where: string, made: object | undefined]>([
  ["in the state", synthPassword(true).at("random_password.test")],
  ["outside the state", synthPassword(false).ephemeral("random_password.test")],
])("%s, a password has letters and digits alone unless it may have others", (_where, made) => {
  expect(made).toMatchObject({ length: 64, special: false });
  expect(made).not.toHaveProperty("min_special");
  expect(made).not.toHaveProperty("override_special");
});
