/** Production as it is synthesized, in an empty account: made, found unchanged, changed in place, removed. */
import { type Account, openAccount } from "../support/account";
import { type Checkout, readSecret } from "../support/checkout";
import { describeWith } from "../support/layer-of-proof";
import { plannedActions } from "../support/plan";
import { changesIn, startProtocol } from "../support/protocol";
import { needsProviders, needsPython, needsTerraform } from "../support/requirements";
import { resourceCount } from "../support/synth-files";

/** In the order in which they are deployed. */
const LAYERS = ["network", "data", "platform", "services", "edge", "monitoring"] as const;
const DEPLOY = ["--auto-approve"] as const;

const protocol = startProtocol("cloud, layered");

describeWith(needsTerraform() ?? needsProviders() ?? needsPython(), "layered", () => {
  let account: Account;
  let checkout: Checkout;

  beforeAll(async () => {
    account = await openAccount();
    checkout = account.checkout;
    // The database's protection is enough to keep every layer.
    checkout.edit(
      "environments/production.ts",
      'name: "mcp-alb"',
      'name: "mcp-alb", deletionProtection: false',
    );
    await protocol.step("bootstrap", () =>
      checkout.succeed("npm", "run", "bootstrap", "--", "production", "--auto-approve"),
    );
  }, 600_000);

  afterAll(() => account?.close());

  const layer = (name: string) => account.terraformIn("cdktf.out/stacks", `mcp-production-${name}`);

  const expectNoChanges = () =>
    Promise.all(
      LAYERS.map((name) =>
        protocol.step(`second plan of ${name}`, () => layer(name).succeed("plan", "-detailed-exitcode")),
      ),
    );

  test("deploy makes every resource, the layers in their order", async () => {
    const output = await protocol.step("deploy", () => checkout.succeed("cdktf", "deploy", "*", ...DEPLOY));
    // The CLI says whose output it shows only once for many lines: a layer is known by the number of its resources.
    const completed = [...output.matchAll(/Apply complete! .*?(\d+) added/g)].map(([, count]) =>
      Number(count),
    );
    expect([...completed].sort()).toEqual(LAYERS.map((name) => declaredIn(checkout, name)).sort());
  }, 900_000);

  test("a second plan of each layer is empty", expectNoChanges, 300_000);

  test("states are in the bucket, where two runs keep out of each other's way", async () => {
    const lock = {
      ID: "11111111-2222-3333-4444-555555555555",
      Operation: "OperationTypeApply",
      Who: "someone@elsewhere",
    };
    const key = "mcp-production-terraform-state/production/network.tfstate.tflock";
    await account.emulator.s3("PUT", key, JSON.stringify(lock));
    const { code, output } = await layer("network").run("plan");
    expect(code).toBe(1);
    expect(output).toContain("Error acquiring the state lock");
    expect(output).toContain(lock.Who);
    await layer("network").succeed("force-unlock", "-force", lock.ID);
    await layer("network").succeed("plan");
  }, 300_000);

  test("changed settings change their resources in place; the extensions' step runs again", async () => {
    const edit = (from: string, to: string) => checkout.edit("environments/production.ts", from, to);
    edit('natGateways: "perZone",', 'natGateways: "perZone", flowLogs: { retentionDays: 30 },');
    edit(
      'engineVersion: "15"',
      'engineVersion: "15.17", applyImmediately: true, extensions: ["vector", "pgcrypto"]',
    );
    edit('instanceClass: "db.r6g.xlarge"', 'instanceClass: "db.r6g.2xlarge"');
    edit("backupRetentionDays: 30", "backupRetentionDays: 14");
    edit('nodeType: "cache.r7g.large"', 'nodeType: "cache.r7g.xlarge"');
    edit("numCacheClusters: 2", "numCacheClusters: 3");
    edit("glacierAfterDays: 90", "glacierAfterDays: 120");
    const diff = await protocol.step("diff", () =>
      checkout.succeed("cdktf", "diff", "mcp-production-network"),
    );
    // The log group, and the policy that names it: Terraform reads a document again whose resource changes. It comes out the same.
    expect(diff).toContain("0 to add, 2 to change, 0 to destroy");
    expect(await plannedActions(layer("data"))).toEqual({
      "aws_db_instance.mcp_postgres": "update",
      "aws_db_instance.mcp_postgres_read_1": "update",
      "aws_ecs_task_definition.enable_pgvector": "delete,create",
      "aws_elasticache_replication_group.mcp_redis": "update",
      "aws_s3_bucket_lifecycle_configuration.contexts": "update",
      "null_resource.enable_pgvector": "delete,create",
      "null_resource.upgrade_replicas": "create",
    });
    const output = await protocol.step("change", () => checkout.succeed("cdktf", "deploy", "*", ...DEPLOY));
    // The third node of the cache is in five alarms and on a dashboard, too.
    expect(changesIn(output)).toEqual({ added: 3, changed: 11, destroyed: 2 });
    await expectNoChanges();
  }, 900_000);

  test("a new tag of the images changes the task definitions and the services, after a migration; nothing else", async () => {
    const tag = "-var=image_tag=1.1.0";
    const services = ["mcp_server", "rest_api", "worker"];
    const replaced = [
      ...[...services, "migrate"].map((id) => `aws_ecs_task_definition.${id}`),
      ...services.map((id) => `null_resource.${id}_deployed`),
      "null_resource.migrate",
    ];
    const planned = await plannedActions(layer("services"), tag);
    expect(planned).toEqual({
      ...Object.fromEntries(replaced.map((address) => [address, "delete,create"])),
      ...Object.fromEntries(services.map((id) => [`aws_ecs_service.${id}`, "update"])),
    });
    const output = await protocol.step("new version", () =>
      checkout.succeed(
        "cdktf",
        "deploy",
        "mcp-production-services",
        "--ignore-missing-stack-dependencies",
        "--var",
        "image_tag=1.1.0",
        ...DEPLOY,
      ),
    );
    expect(changesIn(output)).toEqual({ added: 8, changed: 3, destroyed: 8 });
    // The variable holds for one run: what stays is in the settings.
    checkout.edit("environments/production.ts", 'imageTag: "1.0.0"', 'imageTag: "1.1.0"');
    await checkout.succeed("npm", "run", "synth");
    await layer("services").succeed("plan", "-detailed-exitcode");
  }, 600_000);

  test("a number of tasks that autoscaling has chosen stays", async () => {
    const scale = ["--service", "mcp-server", "--desired-count", "7"];
    await checkout.succeed("aws", "ecs", "update-service", "--cluster", "mcp-production", ...scale);
    const plan = await layer("services").succeed("plan");
    expect(plan).toContain("No changes.");
  }, 300_000);

  test("a tag that is none never reaches AWS", async () => {
    const { code, output } = await layer("services").run("plan", "-var=image_tag=latest");
    expect(code).toBe(1);
    expect(output).toMatch(/not latest, which says\s+nothing of a version/);
  }, 300_000);

  test("another version of a password changes it in its store and in every secret", async () => {
    const before = await secrets();
    const edit = (from: string, to: string) => checkout.edit("environments/production.ts", from, to);
    edit('username: "mcp_admin"', 'username: "mcp_admin", passwordVersion: 2');
    edit('description: "MCP', 'authTokenVersion: 2, description: "MCP');
    await checkout.succeed("npm", "run", "synth");
    expect(await plannedActions(layer("data"))).toMatchObject({
      "aws_db_instance.mcp_postgres": "update",
      "aws_elasticache_replication_group.mcp_redis": "update",
    });
    await protocol.step("new passwords", () => layer("data").succeed("apply", "-auto-approve"));
    const after = await secrets();
    expect(after.password).not.toBe(before.password);
    expect(after.redisUrl).not.toBe(before.redisUrl);
    expect(after.databaseUrl).toContain(`://mcp_admin:${encodeURIComponent(after.password)}@`);
    expect(after.databaseUrl).toMatch(/:5432\/mcp\?sslmode=require$/);
    await expectNoChanges();
  }, 900_000);

  test.each([
    ["network", "aws_subnet.private_us_east_1a", ['"10.0.10.0/24"', '"10.0.11.0/24"']],
    ["data", "aws_db_instance.mcp_postgres", ['databaseName: "mcp"', 'databaseName: "mcp2"']],
    ["data", "aws_s3_bucket.contexts", ['"mcp-production-contexts"', '"mcp-production-contexts-2"']],
    ["platform", "aws_lb.main", ['name: "mcp-alb"', 'name: "mcp-alb-2"']],
    ["platform", "aws_ecr_repository.", ['repositoryPrefix: "mcp"', 'repositoryPrefix: "acme"']],
  ] as const)(
    "what would replace part of %s is refused by its plan: %s",
    async (name, address, [from, to]) => {
      checkout.edit("environments/production.ts", from, to);
      await checkout.succeed("npm", "run", "synth");
      const { code, output } = await layer(name).run("plan");
      checkout.edit("environments/production.ts", to, from);
      expect(code).toBe(1);
      expect(output).toMatch(/Instance cannot be destroyed/);
      expect(output).toContain(`Resource ${address}`);
    },
    300_000,
  );

  test("a service has another port and another capacity in place: nothing of the load balancer's changes", async () => {
    const edit = (from: string, to: string) => checkout.edit("environments/production.ts", from, to);
    edit("port: 8081", "port: 9090");
    edit(
      "maximumPercent: 200",
      'maximumPercent: 200, capacityProviders: [{ provider: "FARGATE_SPOT", weight: 1 }]',
    );
    await checkout.succeed("npm", "run", "synth");
    expect(await plannedActions(layer("platform"))).toEqual({});
    const planned = await plannedActions(layer("services"));
    expect(planned).toMatchObject({
      "aws_ecs_service.mcp_server": "update",
      "aws_ecs_service.rest_api": "update",
      "aws_vpc_security_group_ingress_rule.app_from_alb_9090": "create",
    });
    const replaced = Object.keys(planned).filter((address) => planned[address]?.includes("delete"));
    expect(replaced.filter((address) => !/^(aws_ecs_task_definition|null_resource)\./.test(address))).toEqual(
      [],
    );
    await protocol.step("port and capacity", () => layer("services").succeed("apply", "-auto-approve"));
    await expectNoChanges();
  }, 900_000);

  test("destroy is refused as long as the database is protected, before anything is gone", async () => {
    const before = { resources: await resources(), secrets: await secrets() };
    const { code, output } = await checkout.run("cdktf", "destroy", "*", ...DEPLOY);
    expect(code).toBe(1);
    expect(output).toContain("Instance cannot be destroyed");
    expect({ resources: await resources(), secrets: await secrets() }).toEqual(before);
    await expectNoChanges();
    checkout.edit("environments/production.ts", "deletionProtection: true", "deletionProtection: false");
    await protocol.step("protection off", () => checkout.succeed("cdktf", "deploy", "*", ...DEPLOY));
  }, 900_000);

  test("destroy removes everything but the state's own storage", async () => {
    const count = declared(checkout);
    const output = await protocol.step("destroy", () => checkout.succeed("cdktf", "destroy", "*", ...DEPLOY));
    expect(changesIn(output).destroyed).toBe(count);
    expect((await resources()).join("")).toBe("");
    await protocol.step("bootstrap after destroy", async () => {
      const again = await checkout.succeed("npm", "run", "bootstrap", "--", "production", "--auto-approve");
      expect(again).toContain("No changes.");
      return again;
    });
  }, 900_000);

  /** What the state of each layer has. */
  const resources = () => Promise.all(LAYERS.map((name) => layer(name).succeed("state", "list")));

  /** What clients read. */
  async function secrets() {
    const [databaseUrl = "", password = "{}", redisUrl = ""] = await Promise.all(
      ["db-url", "db-password", "redis-url"].map((name) => readSecret(checkout, `mcp/production/${name}`)),
    );
    return { databaseUrl, redisUrl, password: JSON.parse(password).password as string };
  }
});

function declared(checkout: Checkout): number {
  return LAYERS.reduce((sum, name) => sum + declaredIn(checkout, name), 0);
}

function declaredIn(checkout: Checkout, name: string): number {
  return resourceCount(checkout.path("cdktf.out/stacks", `mcp-production-${name}`));
}
