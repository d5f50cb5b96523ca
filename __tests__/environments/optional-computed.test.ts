/**
 * An argument that the AWS provider has as optional and computed keeps its value when it is left out: nothing changes, and no plan
 * says so. If a setting writes one of those with one value, it has to write it with every other value too.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Edited } from "../support/changes/edits";
import { RENEW, readExtract } from "../support/optional-computed/extract";
import { sweep, typesOf } from "../support/optional-computed/sweep";
import { comeAndGo, type WrittenArguments } from "../support/optional-computed/written-arguments";

/** What may be left out by some value of a setting, each with its reason. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  "data.postgres.allocatedStorage: aws_db_instance.iops":
    "gp3 below 400 GiB has none to set, and storage never shrinks",
  "data.postgres.allocatedStorage: aws_db_instance.storage_throughput":
    "gp3 below 400 GiB has none to set, and storage never shrinks",
  "data.postgres.monitoringIntervalSeconds: aws_db_instance.monitoring_role_arn":
    "The interval of 0 is what turns it off, and AWS takes no role beside it",
  "data.postgres.performanceInsights: aws_db_instance.performance_insights_kms_key_id":
    "AWS keeps the first key for good, and takes no other",
  "data.postgres.restore: aws_db_instance.snapshot_identifier":
    "The instance is replaced, because of what stands in its place",
  "data.redis.engineVersion: aws_elasticache_replication_group.transit_encryption_mode":
    "Redis 6 has no mode to write, and a cache of 6 is upgraded, never the other way",
  "overrides: aws_vpc.enable_network_address_usage_metrics":
    "An override is its user's own: CONTRIBUTING.md says how to take it back",
};

const outdir = mkdtempSync(join(tmpdir(), "optional-computed-"));

afterAll(() => rmSync(outdir, { recursive: true }));

const { types } = readExtract();

function findings({ setting, one, other }: Edited<WrittenArguments>): string[] {
  return [...one].flatMap(([address, before]) => {
    const [type = ""] = address.split(".");
    const paths = comeAndGo(before, other.get(address) ?? before);
    return paths.filter((path) => types[type]?.includes(path)).map((path) => `${setting}: ${type}.${path}`);
  });
}

let edits: Edited<WrittenArguments>[];

beforeAll(() => {
  edits = sweep(outdir);
}, 240_000);

test("the provider's word on every type is known", () => {
  const missing = [...typesOf(edits)].filter((type) => !(type in types));
  expect(missing.length === 0 ? "" : `${RENEW} to have that on ${missing}`).toBe("");
});

test("what is optional and computed is written whatever a setting's value is", () => {
  expect(edits.length).toBeGreaterThan(300);
  expect([...new Set(edits.flatMap(findings))].sort()).toEqual(Object.keys(LEFT_OUT).sort());
});
