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

test.each<[where: string, made: object | undefined]>([
  ["in the state", synthPassword(true).at("random_password.test")],
  ["outside the state", synthPassword(false).ephemeral("random_password.test")],
])("%s, a password has letters and digits alone unless it may have others", (_where, made) => {
  expect(made).toMatchObject({ length: 64, special: false });
  expect(made).not.toHaveProperty("min_special");
  expect(made).not.toHaveProperty("override_special");
});
