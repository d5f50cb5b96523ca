import { basename } from "node:path";
import { type Ended, run } from "./process";
import { terraformCliConfig } from "./providers";

/** Terraform in one directory, as somebody runs it by hand. */
export interface Terraform {
  /** Runs a command to its end, whatever that is. */
  run(...args: string[]): Promise<Ended>;
  /** Runs a command that has to succeed: its output. Otherwise the test fails with what Terraform said. */
  succeed(...args: string[]): Promise<string>;
}

/**
 * What Terraform, and CDKTF over it, need in their environment in every test: where the providers are, no question asked,
 * no look-up of newer versions.
 */
export async function terraformEnvironment(): Promise<Record<string, string>> {
  return {
    TF_CLI_CONFIG_FILE: await terraformCliConfig(),
    TF_IN_AUTOMATION: "1",
    TF_INPUT: "0",
    TF_CLI_ARGS: "-no-color",
    CHECKPOINT_DISABLE: "1",
    DISABLE_VERSION_CHECK: "1",
    // Each command loads the provider's schema anew, and is gone in seconds: Go collecting less takes a fifth less CPU.
    GOGC: "400",
  };
}

/**
 * @param directory the root module
 * @param environment what is added to our own environment, `terraformEnvironment` in it
 */
export function terraformIn(directory: string, environment: Readonly<Record<string, string>>): Terraform {
  const runIt = (...args: string[]) => run("terraform", args, { cwd: directory, env: environment });
  return {
    run: runIt,
    succeed: async (...args) => {
      const { code, output } = await runIt(...args);
      expectDone(`terraform ${args[0]} in ${basename(directory)}`, code, output);
      return output;
    },
  };
}

/** Fails with a command's own words, where `expect(code).toBe(0)` would say nothing but the number. */
export function expectDone(command: string, code: number, output: string): void {
  expect(`${command}: ${code === 0 ? "done" : `exit code ${code}\n${output}`}`).toBe(`${command}: done`);
}
