/** Guide, "4. Performance Tuning": lines 1108–1122, with the errata to lines 1114, 1119 and 1132. */
import { productionLayer, type Synthesized } from "../support/synth";

let data: Synthesized;

beforeAll(() => {
  data = productionLayer("data");
});

test("the parameter group mcp-postgres15 of the family postgres15 is the database's", () => {
  expect(data.at("aws_db_parameter_group.mcp_postgres")).toMatchObject({
    name: "mcp-postgres15",
    family: "postgres15",
  });
  expect(data.at("aws_db_instance.mcp_postgres").parameter_group_name).toBe(
    "${aws_db_parameter_group.mcp_postgres.name}",
  );
});

test.each([
  ["shared_buffers", "8 GiB in blocks of 8 KiB", "1048576", "pending-reboot"],
  ["effective_cache_size", "24 GiB in blocks of 8 KiB", "3145728", "immediate"],
  ["work_mem", "64 MiB in KiB", "65536", "immediate"],
  ["shared_preload_libraries", "errata to line 1132", "pg_stat_statements", "pending-reboot"],
  ["rds.force_ssl", "TLS only", "1", "pending-reboot"],
])("%s: %s = %s, %s", (name, _meaning, value, apply_method) => {
  expect(data.at("aws_db_parameter_group.mcp_postgres").parameter).toContainEqual({
    name,
    value,
    apply_method,
  });
});

test.each([
  ["maxmemory-policy", "allkeys-lru"],
  ["timeout", "300"],
  ["tcp-keepalive", "60"],
])("CONFIG SET %s %s, as a parameter group of the family redis7", (name, value) => {
  const group = data.at("aws_elasticache_parameter_group.redis");
  expect(group).toMatchObject({ family: "redis7" });
  expect(group.parameter).toContainEqual({ name, value });
});
