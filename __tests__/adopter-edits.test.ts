/**
 * What everybody who adopts this edits, in a checkout of its own that begins with the guide's settings. After each step the
 * tests of `npm run test:unit` are green, or say in words what to do. Only those are run that can see environments/ at all:
 * they import its files, or what loads them.
 */
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { type Checkout, createCheckout } from "./support/checkout";
import { anotherEnvironment } from "./support/synth";

const PRODUCTION = "environments/production.ts";
const LOADER = "environments/schema/load.ts";
const PROJECTS_OF_TEST_UNIT = ["unit", "settings", "guide", "policy"];

/** More than a busy machine needs for one run of jest. */
const LIMIT_MS = 120_000;

/** Texts of production's file, each with what it becomes. */
type Replacements = readonly (readonly [from: string, to: string])[];

/** Edits that are made at once, each by what it does. A step takes seconds: one for each edit would take minutes. */
interface Step {
  readonly edits?: Readonly<Record<string, Replacements>>;
  /** What is done to files after that. */
  readonly act?: (checkout: Checkout) => void;
  /** What is said of the list of addresses. @default nothing, since it is as it was */
  readonly told?: readonly string[];
  /** What is accepted by its name only. @default nothing */
  readonly letGo?: readonly string[];
}

const STEPS: Readonly<Record<string, Step>> = {
  "edits that change no address need nothing": {
    edits: {
      "a larger database": [["db.r6g.xlarge", "db.r6g.2xlarge"]],
      "backups for a shorter time": [["backupRetentionDays: 30", "backupRetentionDays: 14"]],
      "a tag": [['namePrefix: "mcp",', 'namePrefix: "mcp", tags: { CostCenter: "4711" },']],
      "more requests before the firewall blocks": [["rateLimit: 2000", "rateLimit: 5000"]],
      "a larger REST API": [["port: 8081,", "port: 8081, cpu: 1024, memory: 2048,"]],
      "another log level": [['logLevel: "info"', 'logLevel: "debug"']],
      "another version of the images": [['imageTag: "1.0.0"', 'imageTag: "2.3.1"']],
    },
  },
  "edits that add and remove resources say which, and how to accept it": {
    edits: {
      "README's first step": [
        ['domain: "yourdomain.com"', 'domain: "acme.example"'],
        ['"mcp.yourdomain.com"', '"mcp.acme.example"'],
        ['"api.yourdomain.com"', '"api.acme.example"'],
        ['"*.mcp.yourdomain.com"', '"*.mcp.acme.example"'],
        ['"mcp-production-contexts"', '"acme-contexts"'],
        ['name: "mcp-alb",', 'name: "acme", logsBucket: "acme-load-balancer-logs",'],
        ['region: "us-east-1",', 'region: "us-east-1", state: { bucket: "acme-state" },'],
        ['name: "production",', 'name: "production", account: "111122223333",'],
      ],
      "one NAT gateway": [['natGateways: "perZone"', 'natGateways: "single"']],
      "a third zone": [
        ['["us-east-1a", "us-east-1b"]', '["us-east-1a", "us-east-1b", "us-east-1c"]'],
        ['"10.0.20.0/24"]', '"10.0.20.0/24", "10.0.30.0/24"]'],
        ['"10.0.2.0/24"]', '"10.0.2.0/24", "10.0.3.0/24"]'],
        ['"10.0.200.0/24"]', '"10.0.200.0/24", "10.0.210.0/24"]'],
      ],
      "an interface endpoint": [["    zones: [", '    interfaceEndpoints: ["ecr.api"],\n    zones: [']],
      "no read replica": [['      readReplicas: { "read-1": { zone: "us-east-1b" } },\n', ""]],
      "somebody who is told of alarms": [
        ["\n} satisfies", '\n  monitoring: { alerts: { emails: ["team@acme.example"] } },\n} satisfies'],
      ],
    },
    told: [
      "- aws_route53_record.validate_mcp_yourdomain_com",
      "- aws_nat_gateway.us_east_1b",
      "+ aws_subnet.private_us_east_1c",
      "+ aws_vpc_endpoint.ecr_api",
      "- aws_db_instance.mcp_postgres_read_1",
      "+ aws_sns_topic_subscription.",
    ],
    letGo: ["state.bucket", "services.all.mcp-server.hosts.mcp", "services.all.rest-api.hosts.api"],
  },
  "an environment that is gone, and one under another name": {
    edits: { "another name": [['name: "production"', 'name: "live"']] },
    act: ({ path }) => {
      renameSync(path(PRODUCTION), path("environments/live.ts"));
      rmSync(path("environments/staging.ts"));
    },
    told: [
      "environments/addresses/live.txt\n  + a new environment",
      "environments/addresses/production.txt\n  - an environment that is gone",
      "environments/addresses/staging.txt\n  - an environment that is gone",
    ],
    letGo: ["production", "staging"],
  },
};

let checkout: Checkout;

beforeAll(async () => {
  checkout = createCheckout({});
  const staging = JSON.stringify(anotherEnvironment("staging"));
  writeFileSync(checkout.path("environments/staging.ts"), `export default ${staging};`);
  await checkout.succeed("npm", "run", "addresses");
});

afterAll(() => checkout.remove());

test.each(Object.entries(STEPS))(
  "%s",
  async (_title, { edits = {}, act, told, letGo = [] }) => {
    for (const [from, to] of Object.values(edits).flat()) checkout.edit(PRODUCTION, from, to);
    act?.(checkout);
    if (told) {
      const failures = await failuresOfTests();
      expect(Object.keys(failures)).toEqual(["every environment has the addresses of its list"]);
      for (const text of [...told, "npm run addresses"]) expect(Object.values(failures)[0]).toContain(text);
      const { output } = await checkout.run("npm", "run", "addresses");
      for (const name of letGo) expect(output).toContain(`npm run addresses -- --let-go ${name}`);
      if (letGo.length > 0) await checkout.succeed("npm", "run", "addresses", "--", "--let-go", ...letGo);
    }
    expect(await failuresOfTests()).toEqual({});
  },
  LIMIT_MS,
);

interface JestResults {
  readonly numTotalTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Runs the tests that can see the environments: what each that fails says, by its title; or by its file if that cannot be run. */
async function failuresOfTests(): Promise<Record<string, string>> {
  const environments = readdirSync(checkout.path("environments")).filter((file) => file.endsWith(".ts"));
  const { output } = await checkout.run(
    "jest",
    "--selectProjects",
    ...PROJECTS_OF_TEST_UNIT,
    ...["--json", "--outputFile=results.json", "--cacheDirectory=.cache/jest", "--findRelatedTests"],
    ...environments.map((file) => `environments/${file}`),
    LOADER,
  );
  const { numTotalTests, testResults } = readResults(output);
  // Otherwise it would be green because it runs nothing.
  expect(numTotalTests).toBeGreaterThan(10);
  return Object.fromEntries(
    testResults
      .filter(({ status }) => status === "failed")
      .flatMap(({ name, message, assertionResults }) => {
        const failed = assertionResults.filter(({ status }) => status === "failed");
        if (failed.length === 0) return [[name, message]];
        return failed.map(({ fullName, failureMessages }) => [fullName, failureMessages.join("\n")]);
      }),
  );
}

function readResults(output: string): JestResults {
  const file = checkout.path("results.json");
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new Error(`jest has written no results:\n${output}`);
  } finally {
    rmSync(file, { force: true });
  }
}
