import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathWith, pathWithout } from "./path";
import { type Started, start } from "./process";

/**
 * Shells that Terraform's `sh` may be, with the options that make them so: this machine's, which is dash on Debian, and bash,
 * which others have by that name.
 */
export const SHELLS: readonly string[][] = [["sh"], ["bash", "--posix"]];

/** What the AWS CLI says to one call: an error is one of its own, with its exit code. */
export interface Answer {
  readonly output?: string;
  readonly error?: string;
  /** It stays until a call that begins so was made, and not refused. @default one call */
  readonly until?: string;
}

/** One call of the AWS CLI. */
export interface Call {
  readonly args: readonly string[];
  /** What it read from standard input; absent if it was not told to. */
  readonly input?: string;
  /** Its region, by the variable that each version of it knows. */
  readonly region?: string;
  /** Whether it was answered with an error: then it changed nothing. */
  readonly isRefused: boolean;
}

export interface ScriptRun {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
  readonly calls: readonly Call[];
}

export interface ScriptOptions {
  /** The shell and its options: what comes before `-c` or a file's name. */
  readonly shell: readonly string[];
  /** Its text, or the file that it is run from. */
  readonly script: string | { readonly file: string };
  readonly environment: Readonly<Record<string, string>>;
  /** By service and operation, `ecs run-task`, or followed by the query too; in their order, of which the last one stays. */
  readonly answers: Readonly<Record<string, readonly Answer[]>>;
  /** No AWS CLI on the PATH. */
  readonly withoutAws?: boolean;
  /** The number of the call, counted from 1, that is refused once since there are too many. */
  readonly throttled?: number;
  /** Sends the shell a signal at the call of this number, counted from 1, among those that begin so; before it is answered. */
  readonly signal?: { readonly name: NodeJS.Signals; readonly at: string; readonly call: number };
}

/** Runs a script as Terraform does, with an AWS CLI that answers as it is told. */
export async function runWithFakeAws(options: ScriptOptions): Promise<ScriptRun> {
  const folder = mkdtempSync(join(tmpdir(), "fake-aws-"));
  writeFileSync(join(folder, "answers.json"), JSON.stringify(options.answers));
  writeFileSync(join(folder, "signal.json"), JSON.stringify(options.signal ?? null));
  const running = startIn(folder, options);
  try {
    const { code, output } = await running.ended;
    return { code, output, errors: read(folder, "errors"), calls: callsIn(folder) };
  } finally {
    await running.stop();
    rmSync(folder, { recursive: true });
  }
}

function startIn(
  folder: string,
  { shell, script, environment, withoutAws, throttled }: ScriptOptions,
): Started {
  // The number of the shell that it writes down stays that of the shell that runs the script.
  const launch = 'echo $$ >"$FAKE_AWS/pid"; exec "$@" 2>"$FAKE_AWS/errors"';
  const what = typeof script === "string" ? ["-c", script] : [script.file];
  return start("sh", ["-c", launch, "sh", ...shell, ...what], {
    cwd: folder,
    env: {
      ...environment,
      FAKE_AWS: folder,
      FAKE_AWS_THROTTLED: `${throttled ?? ""}`,
      PATH: withoutAws ? pathWithout("aws", folder) : pathWith(join(__dirname, "fake-aws")),
    },
  });
}

function callsIn(folder: string): Call[] {
  if (!existsSync(join(folder, "calls"))) return [];
  // What follows the last line's end is a line that is being written.
  const lines = read(folder, "calls").split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line));
}

function read(folder: string, name: string): string {
  return readFileSync(join(folder, name), "utf8");
}
