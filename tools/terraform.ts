import { spawnSync } from "node:child_process";
import { UserError } from "./user-error";

/** What Terraform said and how it ended. */
export interface TerraformResult {
  readonly succeeded: boolean;
  /** Its output and its errors; empty if they were shown as they came. */
  readonly output: string;
}

/**
 * Runs Terraform in a directory and waits for its end. Takes the command that cdktf takes: TERRAFORM_BINARY_NAME, or
 * `terraform`.
 *
 * @param show true to let the user see and answer, false to keep the output
 * @param environment added to our own environment variables
 * @throws UserError if the command cannot be found
 */
export function terraform(
  directory: string,
  args: readonly string[],
  show = false,
  environment: Readonly<Record<string, string>> = {},
): TerraformResult {
  const command = process.env.TERRAFORM_BINARY_NAME ?? "terraform";
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd: directory,
    env: { ...process.env, ...environment },
    encoding: "utf8",
    stdio: show ? "inherit" : ["ignore", "pipe", "pipe"],
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) {
    throw new UserError(
      `cannot run ${command} (${error.message}). Install Terraform 1.10 or later, or set TERRAFORM_BINARY_NAME.`,
    );
  }
  return { succeeded: status === 0, output: `${stdout ?? ""}${stderr ?? ""}` };
}
