import { DataAwsCloudwatchLogGroups } from "@cdktf/provider-aws/lib/data-aws-cloudwatch-log-groups";
import { Testing } from "cdktf";
import { postgres } from "../../support/postgres";
import { productionLayer, settings, synthIn } from "../../support/synth";

const REPLICA = { id: "mcp_postgres_read_1", name: "test-read-1", zone: "us-east-1b" };

test("each log group that is there already is imported, and none that is not", () => {
  const synth = synthIn((stack) => postgres(stack, { replicas: [REPLICA] }));
  expect(synth.imports).toEqual([
    {
      for_each:
        '${setintersection(tolist(data.aws_cloudwatch_log_groups.mcp_postgres_postgresql.log_group_names), ["/aws/rds/instance/test-db/postgresql"])}',
      to: "aws_cloudwatch_log_group.mcp_postgres_postgresql",
      id: "${each.value}",
    },
    {
      for_each:
        '${setintersection(tolist(data.aws_cloudwatch_log_groups.mcp_postgres_read_1_postgresql.log_group_names), ["/aws/rds/instance/test-read-1/postgresql"])}',
      to: "aws_cloudwatch_log_group.mcp_postgres_read_1_postgresql",
      id: "${each.value}",
    },
  ]);
  expect(Testing.synthScope((stack) => postgres(stack))).toHaveDataSourceWithProperties(
    DataAwsCloudwatchLogGroups,
    { log_group_name_prefix: "/aws/rds/instance/test-db/postgresql" },
  );
});

test("Terraform that may be too old for such an import gets none", () => {
  const state = { ...settings().state, lock: "dynamodb" as const };
  expect(productionLayer("data", { state }).imports).toEqual([]);
  expect(productionLayer("data").imports).not.toEqual([]);
});
