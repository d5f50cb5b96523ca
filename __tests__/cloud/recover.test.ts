/** Applies that were killed before they wrote their state: `npm run recover` says what to do, and that is done as it is printed. */
import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { EnvironmentSettings } from "../../environments/schema/environment";
import { identityOf } from "../../tools/recover/identities";
import { type Account, openAccount } from "../support/account";
import { describeWith } from "../support/layer-of-proof";
import { documentedCommands } from "../support/operations";
import { run, start } from "../support/process";
import { startProtocol } from "../support/protocol";
import { needsProviders, needsPython, needsTerraform } from "../support/requirements";
import { settings } from "../support/synth";
import { expectDone } from "../support/terraform";

const BUCKET = "acme-states";
/** More are never asked for: locks, states, what is tainted, imports, the end. */
const MOST_ROUNDS = 8;

const protocol = startProtocol("cloud, recover");

type Layer = "network" | "data";

/** The guide's network and stores, smaller. */
function small(): EnvironmentSettings {
  const { data, ...others } = settings();
  return {
    ...others,
    state: { bucket: BUCKET, create: false },
    data: {
      ...data,
      postgres: { ...data.postgres, multiAz: false },
      redis: { ...data.redis, numCacheClusters: 1, automaticFailoverEnabled: false, multiAzEnabled: false },
    },
  };
}

describeWith(needsTerraform() ?? needsProviders() ?? needsPython(), "recover", () => {
  let account: Account;
  let environment: Record<string, string>;
  /** What recover has printed and we have carried out. */
  const carriedOut = new Set<string>();

  beforeAll(async () => {
    account = await openAccount();
    // Of the questions that Terraform asks, the only one that these commands have.
    environment = { ...account.environment, TF_CLI_ARGS_apply: "-auto-approve" };
    await account.emulator.s3("PUT", BUCKET);
    account.checkout.useEnvironments(small());
    await account.checkout.succeed("npm", "run", "addresses");
  }, 600_000);

  afterAll(() => account?.close());

  test("without stacks, recover asks for synth", async () => {
    const { code, output } = await account.checkout.run("npm", "run", "recover", "--", "production");
    expect(code).toBe(1);
    expect(output).toContain("npm run synth first");
  }, 60_000);

  test.each([
    ["network", 14],
    ["data", 20],
  ] as const)(
    "a killed apply of %s is recovered up to an empty plan",
    async (name, made) => {
      await account.checkout.succeed("npm", "run", "synth");
      await layer(name).succeed("init");
      const done = await killAfter(name, made);
      const known = await layer(name).run("state", "list");
      expect(known.output).not.toContain("aws_");
      expect(await account.emulator.s3("GET", `${BUCKET}/production/${name}.tfstate.tflock`)).toContain(
        "OperationTypeApply",
      );

      const said = await protocol.step(`${name}, recovered`, recover);
      const withId = done.filter((address) => isLookedFor(address));
      expect(withId.filter((address) => !said.includes(`#   ${address}  `))).toEqual([]);
      await protocol.step(`${name}, the rest`, () => layer(name).succeed("apply", "-auto-approve"));
      await layer(name).succeed("plan", "-detailed-exitcode");
      expect(await recover()).toContain("production has nothing to recover");
    },
    1_500_000,
  );

  test("nothing was made twice, and nothing is left outside of the states", async () => {
    const tagged = ["--filters", "Name=tag:Environment,Values=production"];
    const keys = ["--resource-type-filters", "kms:key", "--tag-filters", "Key=Environment,Values=production"];
    const there = {
      vpcs: await count("Vpcs", "ec2", "describe-vpcs", ...tagged),
      subnets: await count("Subnets", "ec2", "describe-subnets", ...tagged),
      addresses: await count("Addresses", "ec2", "describe-addresses"),
      gateways: await count("NatGateways", "ec2", "describe-nat-gateways"),
      keys: await count("ResourceTagMappingList", "resourcegroupstaggingapi", "get-resources", ...keys),
      queues: await count("QueueUrls", "sqs", "list-queues"),
      // And the states' own.
      buckets: (await count("Buckets", "s3api", "list-buckets")) - 1,
    };
    expect(there).toEqual({
      vpcs: countOf("aws_vpc"),
      subnets: countOf("aws_subnet"),
      addresses: countOf("aws_eip"),
      gateways: countOf("aws_nat_gateway"),
      keys: countOf("aws_kms_key"),
      queues: countOf("aws_sqs_queue"),
      buckets: countOf("aws_s3_bucket"),
    });
  }, 120_000);

  test("a state that could not be written, with a lock and something tainted, is put in order", async () => {
    const terraform = layer("data");
    const before = await terraform.succeed("state", "pull");
    await terraform.succeed("taint", "aws_sqs_queue.dlq");
    const file = account.checkout.path("cdktf.out/stacks/mcp-production-data/errored.tfstate");
    writeFileSync(file, await terraform.succeed("state", "pull"));
    const key = `${BUCKET}/production/data.tfstate`;
    await account.emulator.s3("PUT", key, before);
    const lock = {
      ID: "0f1e2d3c-0000-0000-0000-000000000000",
      Operation: "OperationTypeApply",
      Who: "ops@laptop",
      Created: "2026-11-25T10:00:00Z",
    };
    await account.emulator.s3(
      "PUT",
      `${key}.tflock`,
      JSON.stringify({ ...lock, Info: "", Version: "1.11.4", Path: key }),
    );
    const said = await protocol.step("errored", recover);
    expect(said).toContain("locked by ops@laptop, OperationTypeApply, 2026-11-25T10:00:00Z");
    await terraform.succeed("plan", "-detailed-exitcode");
  }, 300_000);

  test("docs/operations.md names what was carried out, and nothing else", () => {
    const documented = documentedCommands("An interrupted run").join("").split("\n");
    const printed = [...carriedOut].filter((command) => !command.startsWith("aws ")).map(general);
    const lines = documented
      .map((line) => line.trim())
      .filter((line) => line !== "" && line !== "npm run synth");
    expect([...new Set(lines)].sort()).toEqual([...new Set(printed)].sort());
  });

  const layer = (name: Layer) => account.terraformIn("cdktf.out/stacks", `mcp-production-${name}`);

  /** Applies, and ends it with its providers once so many resources are made. @returns the addresses of those */
  async function killAfter(name: Layer, made: number): Promise<string[]> {
    const cwd = account.checkout.path("cdktf.out/stacks", `mcp-production-${name}`);
    const apply = start("terraform", ["apply", "-auto-approve"], { cwd, env: account.environment });
    const complete = () =>
      [...apply.output().matchAll(/^(\w+\.\w+): Creation complete/gm)].map(([, address]) => `${address}`);
    while (complete().length < made) await sleep(50);
    await apply.stop();
    return complete();
  }

  /** Does what recover says until it says no more. @returns all that it has said */
  async function recover(): Promise<string> {
    let said = "";
    let command = "npm run recover -- production";
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const output = await shell(command);
      said += output;
      const commands = output.split("\n").filter((line) => line !== "" && !/^[#>]/.test(line));
      if (commands.length === 0) return said;
      command = commands.pop() as string;
      if (commands.length > 0) await shell(commands.join("\n"));
      for (const each of [...commands, command]) carriedOut.add(each);
    }
    throw new Error(`recover does not come to an end:\n${said}`);
  }

  async function shell(commands: string): Promise<string> {
    const PATH = `${account.environment.PATH}`;
    const { code, output } = await run("sh", ["-e", "-c", commands], {
      cwd: account.checkout.path(),
      env: { ...environment, PATH },
    });
    expectDone(commands, code, output);
    return output;
  }

  /** How many of a list the account has. */
  async function count(list: string, ...command: readonly string[]): Promise<number> {
    return Number(await account.checkout.succeed("aws", ...command, "--query", `length(${list})`));
  }

  /** How many the settings make, in both layers. */
  function countOf(type: string): number {
    const blocks = (["network", "data"] as const).map((name) => {
      const file = account.checkout.path(`cdktf.out/stacks/mcp-production-${name}/cdk.tf.json`);
      const { resource }: { resource: Record<string, object> } = JSON.parse(readFileSync(file, "utf8"));
      return Object.keys(resource[type] ?? {}).length;
    });
    return blocks.reduce((sum, each) => sum + each, 0);
  }
});

/** Others need no import, or their stack has a block for them. */
function isLookedFor(address: string): boolean {
  const identity = identityOf(address.split(".")[0] ?? "");
  return identity !== undefined && identity !== "none" && !address.endsWith("_postgresql");
}

/** A command as the page has it: with `<stack>`, `<id>` and `<address>` in the place of what is only here. */
function general(command: string): string {
  return command
    .replace(/cdktf\.out\/stacks\/[\w-]+/g, "<stack>")
    .replace(/-force [\w-]+$/, "-force <id>")
    .replace(/untaint .+$/, "untaint <address>");
}
