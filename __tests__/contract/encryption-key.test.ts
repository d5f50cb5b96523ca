/** What Terraform makes of the expression of the encryption key, with a password in the place of the one that it refers to. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeWith } from "../support/layer-of-proof";
import { needsTerraform } from "../support/requirements";
import { productionLayer, servicesWith } from "../support/synth";
import { terraformIn } from "../support/terraform";

/** Bytes that AES-256 takes as its key. */
const KEY_BYTES = 32;

describeWith(needsTerraform(), "the encryption key", () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "encryption-key-"));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test("is standard base64 of exactly 32 bytes", async () => {
    const services = servicesWith({ worker: { secrets: { KEY: "encryption-key" } } });
    const data = productionLayer("data", { services });
    const expression = String(data.at("aws_secretsmanager_secret_version.encryption_key").secret_string);
    const { length } = data.at("random_password.encryption_key");
    const password = "x".repeat(Number(length));
    const value = expression.replace("random_password.encryption_key.result", JSON.stringify(password));
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ output: { key: { value } } }));
    const root = terraformIn(folder, { CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1" });
    await root.succeed("init");
    await root.succeed("apply", "-auto-approve");
    const { outputs } = JSON.parse(readFileSync(join(folder, "terraform.tfstate"), "utf8"));
    const key: string = outputs.key.value;
    const bytes = Buffer.from(key, "base64");
    expect(bytes).toHaveLength(KEY_BYTES);
    expect(bytes.toString("base64")).toBe(key);
  }, 60_000);
});
