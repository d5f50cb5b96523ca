import { Resource } from "@cdktf/provider-null/lib/resource";
import { Testing } from "cdktf";
import type { Construct } from "constructs";
import { UpgradeReplicas, type UpgradeReplicasProps } from "../../../modules/database/upgrade-replicas";
import { postgres } from "../../support/postgres";
import { synthIn } from "../../support/synth";

const REPLICAS = ["test-read-1", "test-read-2"];

/** A database that waits for the upgrade of its replicas. */
function database(scope: Construct, overrides?: UpgradeReplicasProps["overrides"]) {
  const { run } = new UpgradeReplicas(scope, "upgrade", {
    region: "eu-west-1",
    engineVersion: "15.17",
    replicas: REPLICAS,
    overrides,
  });
  const replicas = REPLICAS.map((name, index) => ({
    id: `mcp_postgres_read_${index + 1}`,
    name,
    zone: "eu-west-1a",
  }));
  postgres(scope, { replicas, upgradedAfter: [run] });
}

test("a null resource runs it for each version, with the replicas' names", () => {
  const scope = Testing.synthScope((stack) => database(stack));
  expect(scope).toHaveResourceWithProperties(Resource, { triggers: { engine: "15.17" } });
  const { environment } = synthIn((stack) => database(stack)).localExec("null_resource.upgrade");
  expect(environment).toEqual({
    AWS_REGION: "eu-west-1",
    REPLICAS: "test-read-1 test-read-2",
    ENGINE_VERSION: "15.17",
    POLL_SECONDS: "15",
  });
});

test("the database waits for it, the replicas do not, and it waits for nothing: no cycle", () => {
  const synth = synthIn((stack) => database(stack));
  expect(synth.at("aws_db_instance.mcp_postgres").depends_on).toContain("null_resource.upgrade");
  expect(synth.at("aws_db_instance.mcp_postgres_read_1").depends_on).not.toContain("null_resource.upgrade");
  expect(synth.at("null_resource.upgrade")).not.toHaveProperty("depends_on");
  expect(JSON.stringify(synth.at("null_resource.upgrade"))).not.toContain("${aws_");
});

test("any argument can be set, and triggers are merged", () => {
  const synth = synthIn((stack) => database(stack, { run: { triggers: { mine: "1" } } }));
  expect(synth.at("null_resource.upgrade").triggers).toEqual({ engine: "15.17", mine: "1" });
});
