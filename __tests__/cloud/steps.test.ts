/** What docs/operations.md does in several steps, in an environment of one service: each as that page says it. */
import type { EnvironmentSettings } from "../../environments/schema/environment";
import { type Account, openAccount } from "../support/account";
import type { Checkout } from "../support/checkout";
import { describeWith } from "../support/layer-of-proof";
import { documentedCommands } from "../support/operations";
import { plannedActions } from "../support/plan";
import { changesIn, startProtocol } from "../support/protocol";
import { needsProviders, needsPython, needsTerraform } from "../support/requirements";
import { settings } from "../support/synth";

/** In the order in which they are deployed. */
const LAYERS = ["network", "data", "platform", "services", "edge", "monitoring"] as const;
type Layer = (typeof LAYERS)[number];

const ZONES = ["us-east-1a", "us-east-1b", "us-east-1c"];

const protocol = startProtocol("cloud, steps");

/** The guide's environment, smaller: three zones, one service, one node of Redis. It is protected, as the guide's is. */
function small(changes: Partial<EnvironmentSettings> = {}): EnvironmentSettings {
  const { data, services, ...others } = settings();
  return {
    ...others,
    state: { bucket: "acme-states", create: false },
    network: inZones(ZONES),
    data: {
      ...data,
      postgres: { ...data.postgres, multiAz: false },
      redis: { ...data.redis, numCacheClusters: 1, automaticFailoverEnabled: false, multiAzEnabled: false },
    },
    services: {
      ...services,
      migration: false,
      all: { "rest-api": services.all["rest-api"] ?? {} },
    },
    ...changes,
  };
}

function inZones(
  zones: readonly string[],
  retiredZones: readonly string[] = [],
): EnvironmentSettings["network"] {
  return {
    cidr: "10.0.0.0/16",
    zones: [...zones],
    retiredZones: [...retiredZones],
    gatewayEndpoints: ["s3"],
    interfaceEndpoints: ["ecr.api"],
  };
}

/** The same, after the zone is gone. */
const taken = (changes: Partial<EnvironmentSettings>) =>
  small({ network: inZones(ZONES.slice(0, 2)), ...changes });

/** The stores, with another major version of PostgreSQL. */
function dataInVersion16(
  changes: Partial<EnvironmentSettings["data"]["postgres"]>,
): EnvironmentSettings["data"] {
  const { data } = small();
  const parameterGroup = { ...data.postgres.parameterGroup, name: "mcp-postgres16" };
  return { ...data, postgres: { ...data.postgres, parameterGroup, ...changes } };
}

const MANIFEST = {
  schemaVersion: 2,
  mediaType: "application/vnd.docker.distribution.manifest.v2+json",
  config: {
    mediaType: "application/vnd.docker.container.image.v1+json",
    size: 2,
    digest: `sha256:${"a".repeat(64)}`,
  },
  layers: [],
};

describeWith(needsTerraform() ?? needsProviders() ?? needsPython(), "in several steps", () => {
  let account: Account;
  let checkout: Checkout;

  beforeAll(async () => {
    account = await openAccount();
    checkout = account.checkout;
    await account.emulator.s3("PUT", "acme-states");
    checkout.useEnvironments(small());
    await checkout.succeed("npm", "run", "addresses");
    await checkout.succeed("npm", "run", "synth");
    for (const name of LAYERS) await layer(name).succeed("init");
    await protocol.step("network", () => deploy("network"));
  }, 900_000);

  afterAll(() => account?.close());

  describe("making a database again", () => {
    const group = "/aws/rds/instance/mcp-production-db/postgresql";
    const stream = ["--log-group-name", group, "--log-stream-name", "mcp-production-db"];

    test("a log group that RDS has made anew is taken over, and keeps its lines", async () => {
      // As a database of the same name left it.
      await aws("logs", "create-log-group", "--log-group-name", group);
      await aws("logs", "create-log-stream", ...stream);
      const line = `timestamp=${Date.now()},message=received-immediate-shutdown-request`;
      await aws("logs", "put-log-events", ...stream, "--log-events", line);

      const output = await protocol.step("the database again", () => deploy("data"));
      expect(output).toContain("1 imported");
      const [taken] = (await aws(
        ...["logs", "describe-log-groups", "--log-group-name-prefix", group, "--query", "logGroups"],
      )) as Record<string, unknown>[];
      expect(taken).toMatchObject({ retentionInDays: 365, kmsKeyId: expect.stringContaining(":key/") });
      const lines = ["--query", "events[].message"];
      expect(await aws("logs", "get-log-events", ...stream, ...lines)).toEqual([
        "received-immediate-shutdown-request",
      ]);
      await expectNoChanges("data");
    }, 900_000);
  });

  test("all layers are deployed", async () => {
    await protocol.step("deploy", () => deploy(...LAYERS));
  }, 900_000);

  describe("taking a zone away", () => {
    let before: Record<string, string>;

    test("at once is refused, before anything is written", async () => {
      before = await subnets();
      checkout.useEnvironments(small({ network: inZones(ZONES.slice(0, 2)) }));
      const { code, output } = await checkout.run("npm", "run", "synth");
      expect(code).toBe(1);
      expect(output).toContain("aws_subnet.private_us_east_1c");
      expect(output).toContain("put it back and retire it");
    }, 300_000);

    test("retired first, in all layers, then from the network: nothing of it is left, and all else is as it was", async () => {
      checkout.useEnvironments(small({ network: inZones(ZONES, ZONES.slice(2)) }));
      await protocol.step("retire", () => deploy(...LAYERS));
      expect(await subnets()).toEqual(before);
      expect(await checkout.succeed("npm", "run", "addresses")).toContain("aws_subnet.private_us_east_1c");

      checkout.useEnvironments(small({ network: inZones(ZONES.slice(0, 2)) }));
      const lists = await checkout.succeed("npm", "run", "addresses");
      const gone = [...lists.matchAll(/^\s*-\s*(\w+\.\w+)/gm)].map(([, address]) => address);
      expect(gone.length).toBeGreaterThan(0);
      expect(gone.filter((address) => !address?.endsWith("us_east_1c"))).toEqual([]);
      const output = await protocol.step("remove", () => deploy("network"));
      expect(changesIn(output)).toEqual({ added: 0, changed: 0, destroyed: gone.length });

      const kept = Object.entries(before).filter(([, zone]) => zone !== ZONES[2]);
      expect(await subnets()).toEqual(Object.fromEntries(kept));
      await expectNoChanges(...LAYERS);
    }, 900_000);
  });

  describe("another major version of PostgreSQL", () => {
    const inVersion = (changes: Partial<EnvironmentSettings["data"]["postgres"]>) =>
      checkout.useEnvironments(taken({ data: dataInVersion16(changes) }));

    test("is one apply, which takes the replica along and leaves the old parameter group", async () => {
      inVersion({ engineVersion: "16.13", allowMajorVersionUpgrade: true, applyImmediately: true });
      const output = await protocol.step("upgrade", () => deploy("data"));
      expect(output).toContain(
        "mcp-production-read-1 has PostgreSQL 15: RDS upgrades it together with its source",
      );
      expect(output).not.toMatch(/aws_db_instance\.\w+: (Destroying|Creating)/);
      const query =
        "DBInstances[].[DBInstanceIdentifier,EngineVersion,DBParameterGroups[0].DBParameterGroupName]";
      expect(await aws("rds", "describe-db-instances", "--query", query)).toEqual([
        ["mcp-production-db", "16.13", "mcp-postgres16"],
        ["mcp-production-read-1", "16.13", "mcp-postgres16"],
      ]);
      const groups = "DBParameterGroups[].DBParameterGroupName";
      expect(await aws("rds", "describe-db-parameter-groups", "--query", groups)).not.toContain(
        "mcp-postgres15",
      );
      await expectNoChanges("data");
    }, 900_000);

    test("afterwards, the major version alone is a change in place", async () => {
      expect(await checkout.succeed("npm", "run", "addresses")).toContain(
        "data.postgres.engineVersion = 16.13",
      );
      inVersion({ engineVersion: "16" });
      await checkout.succeed("npm", "run", "synth");
      expect(await plannedActions(layer("data"))).toMatchObject({
        "aws_db_instance.mcp_postgres": "update",
        "aws_db_instance.mcp_postgres_read_1": "update",
      });
    }, 300_000);
  });

  describe("leaving something to itself", () => {
    const tag = "imageTag=1.0.0";

    test("another prefix makes new repositories; the old one stays, with its images", async () => {
      await putImage("mcp/api", JSON.stringify(MANIFEST));
      const { services } = small();
      const data = dataInVersion16({ engineVersion: "16" });
      checkout.useEnvironments(taken({ data, services: { ...services, repositoryPrefix: "acme" } }));
      await checkout.succeed("npm", "run", "synth");
      const [leave = ""] = documentedCommands("Leaving something to itself");
      const inPlatform = (command: string) =>
        checkout.succeed("sh", "-c", `cd cdktf.out/stacks/mcp-production-platform && ${command}`);
      const [list = "", ...forget] = leave.trim().split("\n");
      const listed = (await inPlatform(list)).trim().split("\n");
      expect(forget).toEqual([`terraform state rm ${listed.reverse().join(" ")}`]);
      await inPlatform(forget.join("\n"));
      const output = await protocol.step("new repositories", () => deploy("platform"));
      expect(output).not.toMatch(/aws_ecr_\w+\.\w+: Destroying/);

      const repositories = ["--query", "sort(repositories[].repositoryName)"];
      expect(await aws("ecr", "describe-repositories", ...repositories)).toEqual(["acme/api", "mcp/api"]);
      const manifest = ["--image-ids", tag, "--query", "images[0].imageManifest"];
      const image = await aws("ecr", "batch-get-image", "--repository-name", "mcp/api", ...manifest);
      await putImage("acme/api", image as string);
      await protocol.step("services", () => deploy("services"));
      const family = [
        "--task-definition",
        "rest-api",
        "--query",
        "taskDefinition.containerDefinitions[0].image",
      ];
      expect(await aws("ecs", "describe-task-definition", ...family)).toMatch(/\/acme\/api:1\.0\.0$/);
      await expectNoChanges("platform", "services");
    }, 900_000);

    async function putImage(repository: string, manifest: string): Promise<void> {
      const image = ["--image-tag", "1.0.0", "--image-manifest", manifest];
      await aws("ecr", "put-image", "--repository-name", repository, ...image);
    }
  });

  const layer = (name: Layer) => account.terraformIn("cdktf.out/stacks", `mcp-production-${name}`);

  /** Applies layers as the settings are now, one after the other. */
  async function deploy(...names: readonly Layer[]): Promise<string> {
    await checkout.succeed("npm", "run", "synth");
    let output = "";
    for (const name of names) output += await layer(name).succeed("apply", "-auto-approve");
    return output;
  }

  async function expectNoChanges(...names: readonly Layer[]): Promise<void> {
    for (const name of names) await layer(name).succeed("plan", "-detailed-exitcode");
  }

  /** The zone of each subnet of the environment's, by its id. */
  async function subnets(): Promise<Record<string, string>> {
    const filter = ["--filters", "Name=tag:Environment,Values=production"];
    const query = ["--query", "Subnets[].[SubnetId,AvailabilityZone]"];
    return Object.fromEntries(
      (await aws("ec2", "describe-subnets", ...filter, ...query)) as [string, string][],
    );
  }

  /** What AWS answers, if it answers anything. */
  async function aws(...args: string[]): Promise<unknown> {
    const output = await checkout.succeed("aws", ...args, "--output", "json");
    return output.trim() === "" ? undefined : JSON.parse(output);
  }
});
