/** What outlives an environment can be read afterwards: docs/operations.md keeps the keys of all that `destroy` leaves behind. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { environment } from "../support/synth";
import { referencedName } from "./rule";
import { stacksOf } from "./stacks";

const OPERATIONS = readFileSync(join(__dirname, "../../docs/operations.md"), "utf8");

/** What stays in the account after `destroy`, and the argument that names its key. */
const LEFT_BEHIND: Readonly<Record<string, (config: Record<string, unknown>) => unknown>> = {
  aws_db_instance: (config) => config.final_snapshot_identifier && config.kms_key_id,
  aws_elasticache_replication_group: (config) => config.final_snapshot_identifier && config.kms_key_id,
  aws_secretsmanager_secret: (config) => config.recovery_window_in_days !== 0 && config.kms_key_id,
  aws_s3_bucket_server_side_encryption_configuration: (config) =>
    Reflect.get(Object(config.rule), "0")?.apply_server_side_encryption_by_default?.kms_master_key_id,
};

test("the keys of snapshots, secrets and objects are named where an environment is removed, and no others", () => {
  const synths = stacksOf(["the guide's", environment()])
    // The state's bucket is no environment's.
    .filter(({ name }) => !name.includes("-state"))
    .map(({ synth }) => synth);
  const keys = Object.entries(LEFT_BEHIND).flatMap(([type, keyOf]) =>
    synths.flatMap((synth) =>
      Object.values(synth.resources(type)).map((config) => referencedName(keyOf(config), "aws_kms_key")),
    ),
  );
  const [, command = ""] = /state rm((?:[^`]|\n)+?)```/.exec(section("Removing an environment")) ?? [];
  const kept = [...command.matchAll(/aws_kms_key\.(\w+)/g)].map(([, name]) => name);
  expect(kept.sort()).toEqual([...new Set(keys.filter((name) => name !== undefined))].sort());
  const aliases = [...command.matchAll(/aws_kms_alias\.(\w+)/g)].map(([, name]) => name);
  expect(aliases.sort()).toEqual(kept);
});

function section(title: string): string {
  const [, text = ""] = OPERATIONS.split(`\n## ${title}\n`);
  return text.split("\n## ")[0] ?? "";
}
