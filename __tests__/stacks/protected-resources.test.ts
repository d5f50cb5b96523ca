import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import type { Environment } from "../../environments/schema/environment";
import { createApp } from "../../stacks/create-app";
import { placeEnvironment, placeState } from "../../stacks/place-environment";
import { PROTECTED_TYPES } from "../../stacks/protected-resources";
import { synthesize } from "../../stacks/synthesize";
import { environment, protection, Synthesized, synthApp, synthEnvironments } from "../support/synth";
import { withAllOptions } from "../support/variants";

const stacksOf = (valid: Environment) => Object.entries(synthEnvironments(valid));

function protectedIn(stack: Synthesized): string[] {
  return stack.everything().flatMap(([address, { lifecycle }]) => {
    const { prevent_destroy } = (lifecycle ?? {}) as { prevent_destroy?: boolean };
    return prevent_destroy === true ? [address] : [];
  });
}

const protectedOf = (valid: Environment) => stacksOf(valid).flatMap(([, stack]) => protectedIn(stack));

describe("an environment whose database or load balancer AWS protects", () => {
  const all = protectedOf(environment());

  test("has something in every layer that Terraform refuses to destroy, before anything else is gone", () => {
    const layers = Object.fromEntries(
      stacksOf(environment()).map(([id, stack]) => [id, protectedIn(stack).length > 0]),
    );
    expect(layers).toEqual({
      "mcp-production-data": true,
      "mcp-production-edge": true,
      "mcp-production-monitoring": true,
      "mcp-production-network": true,
      "mcp-production-platform": true,
      "mcp-production-services": true,
    });
  });

  test.each([
    ["the database", "aws_db_instance.mcp_postgres"],
    ["the cache", "aws_elasticache_replication_group.mcp_redis"],
    ["buckets", "aws_s3_bucket.contexts"],
    ["queues", "aws_sqs_queue.task_queue"],
    ["dead letters", "aws_sqs_queue.dlq"],
    ["keys", "aws_kms_key.secrets"],
    ["secrets", "aws_secretsmanager_secret.api_keys"],
    ["what users' tokens are signed with", "random_password.jwt_secret"],
    ["what users' credentials are encrypted with", "random_password.encryption_key"],
    ["the load balancer", "aws_lb.main"],
    ["target groups", "aws_lb_target_group.rest_api"],
    ["services", "aws_ecs_service.worker"],
    ["roles", "aws_iam_role.ecs_task_role"],
    ["images", "aws_ecr_repository.worker"],
    ["logs", "aws_cloudwatch_log_group.rest_api"],
    ["subnets", "aws_subnet.private_us_east_1a"],
    ["where services find one another", "aws_service_discovery_private_dns_namespace.services"],
    ["host names", "aws_route53_record.api"],
    ["topics, whose subscriptions somebody has confirmed", "aws_sns_topic.pages"],
  ])("keeps %s", (_what, address) => {
    expect(all).toContain(address);
  });

  test("lets go what is replaced on purpose, or can be made again", () => {
    for (const address of [
      "aws_db_instance.mcp_postgres_read_1",
      "random_password.db_password",
      "random_password.redis_auth_token",
      "aws_ssm_parameter.max_connections",
      "aws_route53_record.validate_api_yourdomain_com",
      "aws_ecs_task_definition.rest_api",
      "aws_acm_certificate.main",
    ])
      expect(all).not.toContain(address);
  });

  test("lets go of a restored copy, whose backup is still there", () => {
    const [, full] = withAllOptions;
    const addresses = protectedOf(full);
    expect(addresses).toContain("aws_db_instance.mcp_postgres");
    expect(addresses).not.toContain("aws_db_instance.mcp_postgres_restored");
  });

  test("keeps a capacity provider, whose name a cluster and services have", () => {
    expect(protectedOf(withAllOptions[1])).toContain("aws_ecs_capacity_provider.spot");
  });

  test("keeps passwords outside of the state where they are", () => {
    const addresses = protectedOf(environment({ secretsInState: false }));
    expect(addresses).toContain("aws_ssm_parameter.encryption_key");
    expect(addresses).not.toContain("aws_ssm_parameter.max_connections");
  });

  test("keeps what else a lifecycle says", () => {
    const stacks = Object.fromEntries(stacksOf(environment()));
    expect(stacks["mcp-production-services"]?.at("aws_ecs_service.rest_api").lifecycle).toMatchObject({
      ignore_changes: ["desired_count"],
      prevent_destroy: true,
    });
    expect(stacks["mcp-production-platform"]?.at("aws_lb_target_group.rest_api").lifecycle).toEqual({
      create_before_destroy: true,
      ignore_changes: ["port"],
      prevent_destroy: true,
    });
  });

  test("is kept in both layouts", () => {
    expect(protectedOf(environment({ layout: "single" })).sort()).toEqual([...all].sort());
  });

  test("protects a layer of one's own as well", () => {
    const stacks = synthApp((app) => {
      const { place } = placeEnvironment(app, environment());
      place("own", (scope) => new S3Bucket(scope, "own", {}));
    });
    expect(protectedIn(stacks["mcp-production-own"] as Synthesized)).toEqual(["aws_s3_bucket.own"]);
  });
});

test.each([
  ["the database's", true, false],
  ["the load balancer's", false, true],
])("%s protection alone is enough", (_whose, database, loadBalancer) => {
  const valid = environment(protection(database, loadBalancer));
  expect(protectedOf(valid)).toEqual(protectedOf(environment()));
});

test("without either, everything can be destroyed but the state", () => {
  const valid = environment(protection(false, false));
  expect(protectedOf(valid)).toEqual([]);
  const state = synthApp((app) => placeState(app, valid));
  expect(Object.values(state).flatMap(protectedIn)).toEqual([
    "aws_kms_key.terraform_state",
    "aws_s3_bucket.terraform_state",
  ]);
});

test("overrides have the last word", () => {
  const valid = environment({
    overrides: {
      "aws_lb.main": { lifecycle: { preventDestroy: false } },
      "aws_lb_target_group.rest_api": ({ lifecycle, ...others }) => ({
        ...others,
        lifecycle: { createBeforeDestroy: lifecycle?.createBeforeDestroy },
      }),
    },
  });
  const addresses = protectedOf(valid);
  expect(addresses).not.toContain("aws_lb.main");
  expect(addresses).not.toContain("aws_lb_target_group.rest_api");
  expect(addresses).toContain("aws_lb_target_group.mcp_server");
});

test("docs/operations.md says of each type what to do instead", () => {
  const text = readFileSync(join(__dirname, "../../docs/operations.md"), "utf8");
  const [, section = ""] = text.split("\n## Instance cannot be destroyed\n");
  const [table = ""] = section.split("\n## ");
  expect(PROTECTED_TYPES.filter((type) => !table.includes(`\`${type}\``))).toEqual([]);
});

describe("an environment whose settings no longer ask for protection", () => {
  const lists = mkdtempSync(join(tmpdir(), "lists-"));
  const outdir = mkdtempSync(join(tmpdir(), "out-"));
  const unprotected = environment(protection(false, false));

  afterAll(() => {
    for (const directory of [lists, outdir]) rmSync(directory, { recursive: true });
  });

  /** What Terraform refuses to destroy, if this is accepted. */
  function protectedWith(accepted: string): string[] {
    writeFileSync(join(lists, "production.txt"), accepted);
    const app = createApp(outdir);
    placeEnvironment(app, unprotected);
    return synthesize(app, lists).flatMap((directory) =>
      protectedIn(new Synthesized(readFileSync(join(directory, "cdk.tf.json"), "utf8"))),
    );
  }

  test.each(["data.postgres", "platform.loadBalancer"])(
    "is protected until it is accepted that AWS does not protect %s any more: AWS would refuse halfway",
    (path) => {
      expect(protectedWith(`${path}.deletionProtection = true\n`)).toContain("aws_db_instance.mcp_postgres");
      expect(protectedWith(`${path}.deletionProtection = false\n`)).toEqual([]);
    },
  );
});
