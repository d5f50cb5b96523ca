import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { literal } from "./literal";

/** A shell script's text for an argument of Terraform's, which leaves `${...}` and `%{...}` to the shell. */
export function shellScript(path: string): string {
  return literal(readFileSync(path, "utf8"));
}

/**
 * A provisioner that runs a shell script where Terraform runs. What the script needs is in its environment, secrets too: there
 * they show neither in a process list nor in a plan.
 */
export function runScript(path: string, environment: Record<string, string>) {
  return {
    type: "local-exec" as const,
    // Terraform's error repeats the command: in its place, a script would bury what went wrong.
    interpreter: ["sh", "-c", shellScript(path)],
    command: basename(path, ".sh"),
    environment,
  };
}
