import fc from "fast-check";
import * as guide from "../../environments/presets/guide-services";
import { type EnvironmentSettings, validateSettings } from "../../environments/schema/environment";
import { validateEnvironments } from "../../environments/schema/load";
import { SettingsError, show } from "../../environments/schema/problem";
import { formatCidr } from "../../modules/network/cidr";
import { settings, synthEnvironments } from "../support/synth";
import { replaced } from "../support/wrong-settings";

const service = fc
  .record({
    size: fc.constantFrom<number[]>([256, 512], [1024, 2048], [4096, 30_720], [16_384, 122_880]),
    image: fc.constantFrom(undefined, "ghcr.io/acme/image"),
    command: fc.constantFrom(undefined, ["/app/service", "-v"]),
    counts: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.nat(3), fc.nat(3)),
    healthCheck: fc.constantFrom(undefined, { command: ["CMD", "/app/service", "-health"] }),
    environment: fc.constantFrom(
      {},
      { LOG_LEVEL: "debug", PEER: { internalUrlOf: "rest-api" }, QUEUE: { queueUrl: "emails" } },
    ),
    secrets: fc.constantFrom(
      {},
      { KEY: "encryption-key", TOKEN: "redis-auth-token" },
      { USER: { secret: "db-password", key: "username" }, JWT: "jwt-secret", OWN: { own: "stripe-key" } },
    ),
    permissions: fc.subarray(["models", "secrets", "allSecrets", "metrics"]),
    sendTo: fc.subarray(["tasks", "emails"]),
    receiveFrom: fc.subarray(["tasks", "emails"]),
    buckets: fc.constantFrom({}, { contexts: "read" }, { contexts: "readWrite", reports: "readWrite" }),
    capacityProviders: fc.constantFrom(
      undefined,
      [{ provider: "FARGATE_SPOT", weight: 1 }],
      [{ provider: "EC2_SPOT", weight: 1, base: 2 }],
    ),
    schedules: fc.constantFrom<object[]>(
      [],
      [{ name: "a-b", schedule: "cron(0 7 ? * MON-FRI *)", minimum: 0, maximum: 5 }],
    ),
  })
  .map(({ size: [cpu = 256, memory = 512], counts: [fewest, more, most], schedules, ...rest }) => ({
    ...rest,
    cpu,
    memory,
    readonlyRootFilesystem: false,
    desiredCount: fewest + more,
    autoscaling: { minimum: fewest, maximum: fewest + more + most + 1, schedules },
  }));

/** Settings that are right, of every kind the schema allows. */
const right: fc.Arbitrary<EnvironmentSettings> = fc.record({
  name: fc.stringMatching(/^[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,4})?$/),
  project: fc.constantFrom("devops-mcp", "Ünïcode + spaces"),
  region: fc.constant("us-east-1"),
  account: fc.option(fc.stringMatching(/^\d{12}$/), { nil: undefined }),
  layout: fc.constantFrom("layered", "single"),
  tags: fc.dictionary(fc.stringMatching(/^[A-Z][a-z]{4,9}x$/), fc.stringMatching(/^[\w .:/=+@-]{0,20}$/), {
    maxKeys: 3,
  }),
  state: fc.record({ create: fc.boolean(), lock: fc.constantFrom("s3", "dynamodb") }),
  network: fc
    .record({
      block: fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 16, max: 24 })),
      zones: fc.subarray(["us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d"], { minLength: 2 }),
      natGateways: fc.constantFrom("perZone", "single"),
      gatewayEndpoints: fc.subarray(["s3", "dynamodb"]),
      interfaceEndpoints: fc.subarray(["ecr.api", "ecr.dkr", "secretsmanager"]),
      flowLogs: fc.option(fc.record({ retentionDays: fc.constantFrom(1, 30, 3653) }), { nil: undefined }),
    })
    .map(({ block: [second, prefix], ...network }) => ({
      ...network,
      cidr: formatCidr({ start: 10 * 2 ** 24 + second * 2 ** 16, prefix }),
    })),
  secretsInState: fc.boolean(),
  data: fc.record({
    postgres: fc.record({
      engineVersion: fc.constantFrom("14", "15.17", "18.3"),
      instanceClass: fc.constantFrom("db.t4g.micro", "db.r6g.xlarge"),
      allocatedStorage: fc.integer({ min: 20, max: 65_536 }),
      multiAz: fc.boolean(),
      skipFinalSnapshot: fc.boolean(),
      performanceInsights: fc.boolean(),
      monitoringIntervalSeconds: fc.constantFrom(undefined, 1, 60),
      cloudwatchLogsExports: fc.subarray(["postgresql", "upgrade"]),
      extensionsFrom: fc.constantFrom("operator", "task"),
      restore: fc.constantFrom(
        undefined,
        "latest",
        { snapshot: "some-snapshot" },
        { time: "2026-01-02T03:04:05Z" },
      ),
    }),
    redis: fc.record({
      nodeType: fc.constantFrom("cache.t4g.micro", "cache.r7g.large"),
      numCacheClusters: fc.integer({ min: 2, max: 6 }),
      finalSnapshot: fc.boolean(),
    }),
    contexts: fc
      .record({ warm: fc.integer({ min: 30, max: 400 }), cold: fc.integer({ min: 30, max: 400 }) })
      .map(({ warm, cold }) => ({ standardIaAfterDays: warm, glacierAfterDays: warm + cold })),
    queues: fc.constant({ emails: { customerKey: true } }),
    buckets: fc.constant({ reports: { expireDays: 30 } }),
    secrets: fc.record({ kept: fc.subarray(["stripe-key", "redis-auth-token"]) }),
    taskQueue: fc.record({ customerKey: fc.boolean(), maxReceiveCount: fc.integer({ min: 1, max: 1000 }) }),
  }),
  services: fc.record({
    imageTag: fc.constantFrom("1.0.0", "v2_x"),
    cpuArchitecture: fc.constant("ARM64"),
    executeCommand: fc.boolean(),
    migration: fc.constantFrom(undefined, false, { timeoutSeconds: 60 }),
    all: fc
      .record({
        server: service,
        api: service,
        worker: service,
        isRetired: fc.boolean(),
        hosts: fc.constantFrom(
          { mcp: "acme.com", api: "api.acme.com" },
          { mcp: "a.b.acme.com", api: "c.acme.com" },
        ),
      })
      .map(({ server, api, worker, isRetired: retired, hosts: { mcp, api: rest } }) => ({
        "mcp-server": { ...guide.mcpServer, hosts: { mcp }, ...server },
        "rest-api": { ...guide.restApi, hosts: { api: rest }, ...api },
        worker: { ...guide.worker, ...worker },
        scheduler: { ...worker, retired },
      })),
  }),
  configuration: fc.record({
    metricsEnabled: fc.boolean(),
    bedrock: fc.record({
      enabled: fc.boolean(),
      models: fc.subarray(["amazon.titan-embed-text-v1", "cohere.embed-english-v3"], { minLength: 1 }),
      regions: fc.constantFrom(undefined, ["us-east-1", "us-west-2"]),
    }),
  }),
  platform: fc.record({
    domain: fc.constant("acme.com"),
    certificateNames: fc.subarray(["*.acme.com", "x.acme.com"]),
    loadBalancer: fc.record({
      name: fc.constantFrom(undefined, "Acme-ALB"),
      deletionProtection: fc.boolean(),
    }),
    waf: fc.record({
      managedRuleGroups: fc.constantFrom(undefined, [], [{ name: "AWSManagedRulesLinuxRuleSet" }]),
    }),
    containerInsights: fc.constantFrom("enhanced", "enabled", "disabled"),
    spotInstances: fc.constant({ instanceTypes: ["r6g.8xlarge", "x2gd.4xlarge"], maximum: 3 }),
  }),
}) as fc.Arbitrary<unknown> as fc.Arbitrary<EnvironmentSettings>;

/** Settings with something put in place of something, anywhere. */
const broken = fc
  .tuple(
    fc.constantFrom(...paths(settings())),
    fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constant(undefined)),
  )
  .map(([path, value]) => replaced(settings(), path, value));

const wrongCidr = fc.constantFrom(
  ...["x", "", "10.0.0.0", "10.0.10.7/24", "10.0.10.7/8", "10.0.20.0/29", "10.0.0.0/30", "10.0.10.0/24"],
  ...["10.0.10.128/25", "10.1.0.0/17", "10.1.20.0/24", "300.0.0.0/16", "127.0.0.0/16", "10.0.1.16/28"],
);
/** None that a subnet could fill: the message could only ask for a larger one. */
const wrongVpc = fc.constantFrom(
  ...["x", "", "10.0.0.0", "10.0.10.7/8", "10.0.0.0/8", "10.0.0.0/30"],
  ...["300.0.0.0/16", "127.0.0.0/16", "172.16.0.0/16"],
);
const wrongZone = fc.constantFrom(
  ...["", "foo", "us-east-1", "us-east-1a", "us-east-1b", "us-east-1c", "us-east-1e", "us-east-1f"],
  ...["eu-west-1a", "eu-west-1b"],
);
const three = (wrong: fc.Arbitrary<string>, right: string[]) =>
  fc.tuple(
    ...right.map((text) =>
      fc.oneof({ weight: 2, arbitrary: fc.constant(text) }, { weight: 1, arbitrary: wrong }),
    ),
  );

/** Settings of which some zones and CIDRs are wrong, by themselves or beside the others. */
const misplaced = fc
  .record({
    isPlanned: fc.boolean(),
    cidr: fc.oneof(fc.constant("10.0.0.0/16"), wrongVpc),
    zones: three(wrongZone, ["us-east-1a", "us-east-1b", "us-east-1c"]),
    privateSubnets: three(wrongCidr, ["10.0.10.0/24", "10.0.20.0/24", "10.0.30.0/24"]),
    publicSubnets: three(wrongCidr, ["10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"]),
    databaseSubnets: three(wrongCidr, ["10.0.100.0/24", "10.0.200.0/24", "10.0.201.0/24"]),
  })
  .map(({ isPlanned, cidr, zones, ...subnets }) => {
    const { data } = settings();
    const network = isPlanned ? { cidr, zones } : { cidr, zones, ...subnets };
    return { ...settings(), network, data: { ...data, postgres: { ...data.postgres, readReplicas: {} } } };
  });

test("settings that are right make valid JSON in which no value is left unresolved", () => {
  fc.assert(
    fc.property(right, (value) => {
      const { environment, problems } = validateSettings(value);
      expect(problems).toBeUndefined();
      if (!environment) return;
      for (const stack of Object.values(synthEnvironments(environment))) {
        expect(stack.text).not.toMatch(/TfToken|\[object Object\]|undefined|NaN/);
        expect(stack.addresses().length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 8 },
  );
});

test("any settings at all either synthesize or are refused with path, reason and a value that works", () => {
  fc.assert(
    fc.property(broken, (value) => {
      const { environment, problems } = validateSettings(value);
      if (environment) {
        const stacks = synthEnvironments(environment);
        expect(Object.values(stacks).every(({ text }) => JSON.parse(text))).toBe(true);
        return;
      }
      expect(problems?.length).toBeGreaterThan(0);
      for (const { path, reason, use } of problems ?? []) {
        expect([path, reason, use].every((text) => text.length > 0 && !text.includes("undefined"))).toBe(
          true,
        );
      }
    }),
    { numRuns: 40 },
  );
});

test("wrong CIDRs and zones are right within a few rounds of doing as the messages say", () => {
  fc.assert(
    fc.property(misplaced, (value) => {
      const rounds = [1, 2, 3].reduce<unknown>(
        (current) =>
          (validateSettings(current).problems ?? []).reduce<unknown>(
            (changed, { path, use }) =>
              replaced(changed, path.split(/[.[\]]+/).filter(Boolean), JSON.parse(use)),
            current,
          ),
        value,
      );
      expect(validateSettings(rounds).problems).toBeUndefined();
    }),
    { numRuns: 200 },
  );
});

const circle: Record<string, unknown> = {};
circle.inside = circle;
const ring: unknown[] = [];
ring.push(ring);

/** What code can put in settings, and nobody would type. */
const odd: readonly unknown[] = [
  ...[null, 90n, Number.NaN, Number.POSITIVE_INFINITY, -0, 1e308, "NaN", "", "\n\n", Symbol("s"), () => 1],
  ...[circle, ring, new Array(2), [undefined, "x"], [[[[[]]]]], new Map([[1, 2]]), new Date(Number.NaN)],
  ...[Object.create(null), JSON.parse('{"__proto__": 1, "constructor": 2}'), new Proxy({}, {})],
  ...["x".repeat(1_000_000), "9".repeat(400), { ["k".repeat(100_000)]: 1 }, { "two\nlines": "x" }],
  Array.from({ length: 500 }, (_, index) => `10.0.${index % 256}.0/${24 + (index % 5)}`),
  Array.from({ length: 500 }, (_, index) => ({ name: `name-${index}` })),
  Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`key${index}`, index])),
];

test("odd values are refused in a message that a screen can show, and in no time", () => {
  fc.assert(
    fc.property(fc.constantFrom(...paths(settings())), fc.constantFrom(...odd), (path, value) => {
      const begin = performance.now();
      let message = "";
      try {
        validateEnvironments(new Map([["environments/one.ts", replaced(settings(), path, value)]]));
      } catch (error) {
        expect(error).toBeInstanceOf(SettingsError);
        message = (error as SettingsError).message;
      }
      // A tenth of this on an idle machine.
      expect(performance.now() - begin).toBeLessThan(5000);
      const lines = message.split("\n");
      expect(lines.length).toBeLessThan(110);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(300);
      expect(message).not.toMatch(/^ {4}use {5}(one of|.*(NaN|Infinity|undefined).*|)$/m);
    }),
    { numRuns: 500, seed: 13 },
  );
});

test("any value at all can be shown", () => {
  fc.assert(
    fc.property(
      fc.anything({
        withBigInt: true,
        withDate: true,
        withMap: true,
        withNullPrototype: true,
        withSparseArray: true,
      }),
      (value) => {
        expect(show(value).length).toBeLessThanOrEqual(100);
        expect(show([value]).length).toBeGreaterThan(0);
      },
    ),
  );
});

test("validation never throws, whatever it is given", () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      expect(validateSettings(value).problems?.length).toBeGreaterThan(0);
    }),
  );
});

function paths(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, entry]) => paths(entry, [...path, key]));
  return [path, ...inner];
}
