import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { literal } from "./literal";

/** A shell script's text for an argument of Terraform's, which leaves `${...}` and `%{...}` to the shell. */
export function shellScript(path: string): string {
  return literal(readFileSync(path, "utf8"));
}

/** What goes before a script that tries again where AWS does not answer: `retry` in `runScript`. */
const RETRY = join(__dirname, "retry.sh");

/**
 * A provisioner that runs a shell script where Terraform runs. What the script needs is in its environment, secrets too: there
 * they show neither in a process list nor in a plan.
 *
 * @param retry gives it the function `retry`, which wants POLL_SECONDS in the environment. @default false
 */
export function runScript(path: string, environment: Record<string, string>, { retry = false } = {}) {
  return {
    type: "local-exec" as const,
    // Terraform's error repeats the command: in its place, a script would bury what went wrong.
    interpreter: ["sh", "-c", `${retry ? shellScript(RETRY) : ""}${shellScript(path)}`],
    command: basename(path, ".sh"),
    environment,
  };
}
