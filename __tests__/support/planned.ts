import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Environment } from "../../environments/schema/environment";
import { createApp } from "../../stacks/create-app";
import { placeEnvironment, placeState } from "../../stacks/place-environment";
import { synthesize } from "../../stacks/synthesize";
import { standInLock } from "./providers";
import { STUB_ACCOUNT, startStubAws } from "./stub-aws";
import { type Terraform, terraformEnvironment, terraformIn } from "./terraform";

/** An account in which nothing is yet, and which only answers what a plan asks. */
export interface EmptyAccount {
  /** Writes all stacks of an environment, its state included: their directories. */
  write(environment: Environment): string[];
  /** Plans a stack that was written, as if those below it had been applied: what Terraform said. */
  plan(directory: string, ...options: string[]): Promise<string>;
  /** The same as Terraform's JSON: https://developer.hashicorp.com/terraform/internals/json-format */
  planAsJson(directory: string): Promise<string>;
  /** Terraform in a stack's directory. */
  terraformIn(directory: string): Terraform;
  close(): Promise<void>;
}

export async function openEmptyAccount(): Promise<EmptyAccount> {
  const work = mkdtempSync(join(tmpdir(), "planned-"));
  /** What the stacks have written, as if they had been applied, by its key in the bucket. */
  const states = new Map<string, string>();
  const domains = new Set<string>();
  const aws = await startStubAws({ states, domains });
  const environment = { ...(await terraformEnvironment()), ...aws.environment };
  const lockStandIns = await standInLock();
  const terraform = (directory: string) => terraformIn(directory, environment);
  const plan = async (directory: string, ...options: string[]) => {
    useLocalState(directory);
    await terraform(directory).succeed("init", "-reconfigure");
    return terraform(directory).succeed("plan", ...options);
  };
  return {
    write: (written) => {
      const directories = write(mkdtempSync(join(work, "out-")), written);
      directories.forEach(lockStandIns);
      domains.add(written.platform.domain);
      for (const directory of directories) states.set(...stateOf(directory));
      return directories;
    },
    plan,
    planAsJson: async (directory) => {
      await plan(directory, "-out=planned.tfplan");
      return terraform(directory).succeed("show", "-json", "planned.tfplan");
    },
    terraformIn: terraform,
    close: async () => {
      await aws.stop();
      rmSync(work, { recursive: true });
    },
  };
}

function write(outdir: string, written: Environment): string[] {
  // Terraform refuses to work in another account than the settings name.
  const environment = { ...written, account: written.account && STUB_ACCOUNT };
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

/** The state of a stack of which nothing is known but that its outputs are texts or ARNs, and its key in the bucket. */
function stateOf(directory: string): [key: string, state: string] {
  const { output = {}, terraform } = JSON.parse(readFileSync(join(directory, "cdk.tf.json"), "utf8"));
  const outputs = Object.fromEntries(
    Object.keys(output).map((name) => [name, { value: outputValue(name), type: "string", sensitive: true }]),
  );
  const state = {
    version: 4,
    terraform_version: "1.10.0",
    serial: 1,
    lineage: "planned",
    outputs,
    resources: [],
  };
  return [terraform.backend.s3.key, JSON.stringify(state)];
}

/** The provider refuses as an ARN what has not the form of one. */
function outputValue(output: string): string {
  return output.endsWith("_arn") ? `arn:aws:planned:us-east-1:123456789012:${output}` : output;
}
