import { spawnSync } from "node:child_process";
import { UserError } from "./user-error";

/** How AWS's services say that there is no such thing. */
const NOT_THERE = /NotFound|NonExistent|NoSuch|does ?not ?exist|\(404\)/i;

/**
 * Asks AWS by its CLI, without changing anything.
 *
 * @returns its answer; `undefined` where there is no such thing
 * @throws UserError with AWS's own words, if it does not answer
 */
export function aws(region: string, ...args: readonly string[]): unknown {
  const { error, status, stdout, stderr } = spawnSync(
    "aws",
    [...args, "--region", region, "--output", "json"],
    {
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  if (error) throw new UserError(`cannot run aws (${error.message}). Install the AWS CLI.`);
  if (status === 0) return stdout.trim() === "" ? undefined : JSON.parse(stdout);
  if (NOT_THERE.test(stderr)) return undefined;
  throw new UserError(`AWS does not answer "aws ${args.slice(0, 2).join(" ")}":\n${stderr.trim()}`);
}
