/** Every stack of every environment with real Terraform and the real AWS provider: init, validate, plan. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Environment } from "../../environments/schema/environment";
import { loadEnvironments } from "../../environments/schema/load";
import { createApp } from "../../stacks/create-app";
import { placeEnvironment, placeState } from "../../stacks/place-environment";
import { synthesize } from "../../stacks/synthesize";
import { describeWith } from "../support/layer-of-proof";
import { needsProviders, needsTerraform } from "../support/requirements";
import { type StubAws, startStubAws } from "../support/stub-aws";
import { resourceCount } from "../support/synth-files";
import { terraformEnvironment, terraformIn } from "../support/terraform";

const environments = loadEnvironments(join(__dirname, "../../environments"));

/** Each environment in both layouts, and with everything on that a setting can turn on. */
const variants = environments.flatMap((environment): [string, Environment][] => [
  [`${environment.name}, layered`, { ...environment, layout: "layered" }],
  [`${environment.name}, single`, { ...environment, layout: "single" }],
  [
    `${environment.name}, with all options`,
    {
      ...environment,
      account: "123456789012",
      state: { ...environment.state, lock: "dynamodb" },
      data: {
        ...environment.data,
        postgres: {
          ...environment.data.postgres,
          allocatedStorage: 400,
          maxAllocatedStorage: 1000,
          iops: 12_000,
          storageThroughput: 500,
          iamAuthentication: true,
          performanceInsights: true,
          monitoringIntervalSeconds: 60,
          cloudwatchLogsExports: ["postgresql", "upgrade"],
          extensionsFrom: "operator",
          restore: "latest",
        },
        redis: { ...environment.data.redis, maintenanceWindow: "sun:06:00-sun:07:00" },
        taskQueue: { ...environment.data.taskQueue, kmsMasterKeyId: undefined, customerKey: true },
      },
      network: {
        ...environment.network,
        gatewayEndpoints: ["s3", "dynamodb"],
        interfaceEndpoints: ["ecr.api", "secretsmanager"],
        flowLogs: { retentionDays: 30 },
      },
    },
  ],
  [
    `${environment.name}, without secrets in its state`,
    {
      ...environment,
      secretsInState: false,
      data: {
        ...environment.data,
        postgres: { ...environment.data.postgres, restore: { snapshot: "mcp-production-snapshot-20241225" } },
      },
    },
  ],
]);

describeWith(needsTerraform() ?? needsProviders(), "contract", () => {
  let work: string;
  let aws: StubAws;
  /** What the stacks have written, as if they had been applied, by its key in the bucket. */
  const states = new Map<string, string>();
  let environment: Record<string, string>;

  beforeAll(async () => {
    work = mkdtempSync(join(tmpdir(), "contract-"));
    aws = await startStubAws(states);
    environment = { ...(await terraformEnvironment()), ...aws.environment };
  }, 300_000);

  afterAll(async () => {
    await aws.stop();
    rmSync(work, { recursive: true });
  });

  test.each(variants)(
    "%s",
    async (_title, variant) => {
      const directories = write(mkdtempSync(join(work, "out-")), variant);
      for (const directory of directories) states.set(...stateOf(directory));
      await Promise.all(directories.map(expectPlan));
    },
    300_000,
  );

  async function expectPlan(directory: string): Promise<void> {
    const terraform = terraformIn(directory, environment);
    await terraform.succeed("init", "-backend=false");
    await terraform.succeed("validate");
    useLocalState(directory);
    await terraform.succeed("init", "-reconfigure");
    const plan = await terraform.succeed("plan");
    expect(plan).toContain(`Plan: ${resourceCount(directory)} to add, 0 to change, 0 to destroy.`);
  }
});

function write(outdir: string, environment: Environment): string[] {
  const [layers, state] = [createApp(join(outdir, "layers")), createApp(join(outdir, "state"))];
  placeEnvironment(layers, environment);
  placeState(state, environment);
  return [...synthesize(state), ...synthesize(layers)];
}

/** The account is empty, and so is the bucket of the state. */
function useLocalState(directory: string): void {
  const override = { terraform: { backend: { local: {} } } };
  writeFileSync(join(directory, "backend_override.tf.json"), JSON.stringify(override));
}

/** The state of a stack of which nothing is known but that its outputs are texts, and its key in the bucket. */
function stateOf(directory: string): [key: string, state: string] {
  const { output = {}, terraform } = JSON.parse(readFileSync(join(directory, "cdk.tf.json"), "utf8"));
  const outputs = Object.fromEntries(
    Object.keys(output).map((name) => [name, { value: name, type: "string", sensitive: true }]),
  );
  const state = {
    version: 4,
    terraform_version: "1.10.0",
    serial: 1,
    lineage: "contract",
    outputs,
    resources: [],
  };
  return [terraform.backend.s3.key, JSON.stringify(state)];
}
