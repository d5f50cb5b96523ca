/** How `npm run aws-data` reads cfn-lint's data. What it makes of the real one is looked at in environments/aws-data.test.ts. */
import { type CfnLintFiles, reduce } from "../../tools/aws-data/reduce";

const rule = (
  engine: string,
  property: string,
  list: readonly string[],
  version?: { readonly pattern: string },
) => ({
  if: { properties: { Engine: { const: engine }, ...(version && { EngineVersion: version }) } },
  // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own word
  then: { properties: { [property]: { enum: list } } },
});

const FILES: CfnLintFiles = {
  "aws_rds_dbinstance/engine_version.json": {
    allOf: [
      rule("aurora-postgresql", "EngineVersion", ["16.8"]),
      rule("postgres", "EngineVersion", [
        "12.22",
        "13.23",
        "13.23-rds.20260224",
        "17",
        "17.10",
        "17.9",
        "15.14",
      ]),
    ],
  },
  "aws_rds_dbinstance/engine_version_deprecated.json": {
    allOf: [
      { if: { properties: { Engine: { const: "aurora-postgresql" }, EngineVersion: { enum: ["17.9"] } } } },
      { if: { properties: { Engine: { const: "postgres" }, EngineVersion: { enum: ["17", "13.23"] } } } },
    ],
  },
  "aws_rds_dbinstance/db_instance_class.json": {
    allOf: [
      rule("postgres", "DBInstanceClass", ["db.m4.large"], { pattern: "^(13\\.23\\..+|13\\.23)$" }),
      rule("postgres", "DBInstanceClass", ["db.r6g.large", "db.r7g.large"], {
        pattern: "^(17\\.9\\..+|17\\.9)$",
      }),
      rule("mysql", "DBInstanceClass", ["db.x2g.large"], { pattern: "^(17\\.9\\..+|17\\.9)$" }),
    ],
  },
  "aws_rds_dbinstance/dbinstanceclass_enum.json": {
    description: "from AWS's API",
    "us-east-1": {
      allOf: [rule("postgres", "DBInstanceClass", ["db.m4.large", "db.r6g.large", "db.r7g.large"])],
    },
    "eu-west-1": {
      allOf: [
        rule("mysql", "DBInstanceClass", ["db.r7g.large"]),
        rule("postgres", "DBInstanceClass", ["db.r6g.large"]),
      ],
    },
    "cn-north-1": { allOf: [rule("postgres", "DBInstanceClass", ["db.r7g.large"])] },
  },
  "aws_elasticache_cachecluster/cachenodetype_enum.json": {
    description: "from AWS's API",
    "us-east-1": { enum: ["cache.r6gd.xlarge", "cache.r7g.large"] },
    "eu-west-1": { enum: ["cache.r7g.large"] },
  },
  "aws_elasticache_cachecluster/engine_version.json": {
    allOf: [rule("redis", "EngineVersion", ["7.0", "7.1"]), rule("valkey", "EngineVersion", ["8.0"])],
  },
};

test("PostgreSQL's minor versions of 13 and later, whose numbers are in order, and the classes that they have by region", () => {
  expect(reduce(FILES, { date: "2026-10-20", source: "cfn-lint 1.58.0" })).toEqual({
    date: "2026-10-20",
    source: "cfn-lint 1.58.0",
    postgres: { created: "17.9 17.10", retired: "13.23 15.14" },
    cache: { redis: "7.0 7.1", valkey: "8.0" },
    instanceClasses: [
      { regions: "eu-west-1 us-east-1", types: "db.r6g.large" },
      { regions: "us-east-1", types: "db.r7g.large" },
    ],
    nodeTypes: [{ regions: "eu-west-1 us-east-1", types: "cache.r7g.large" }],
  });
});
