/** Guide, "2. Database Scaling", the read replica: lines 946–953, with the errata to line 953. */
import { type Block, productionLayer, type Synthesized } from "../support/synth";

let data: Synthesized;
let replica: Block;

beforeAll(() => {
  data = productionLayer("data");
  replica = data.at("aws_db_instance.mcp_postgres_read_1");
});

test("--db-instance-identifier mcp-production-read-1", () => {
  expect(replica.identifier).toBe("mcp-production-read-1");
});

test("--source-db-instance-identifier mcp-production-db", () => {
  expect(replica.replicate_source_db).toBe("${aws_db_instance.mcp_postgres.identifier}");
  expect(data.at("aws_db_instance.mcp_postgres").identifier).toBe("mcp-production-db");
});

test("--availability-zone us-east-1b", () => {
  expect(replica.availability_zone).toBe("us-east-1b");
});

test("errata: its address is an output", () => {
  expect(data.outputs.database_replica_addresses?.value).toEqual([
    "${aws_db_instance.mcp_postgres_read_1.address}",
  ]);
});
