import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

const GUARD = join(__dirname, "guard.js");

export interface RunOptions {
  readonly cwd: string;
  /** Added to our own environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** How a command ended, and what it said: output and errors in the order they came. */
export interface Ended {
  readonly code: number;
  readonly output: string;
}

/** A command that goes on. */
export interface Started {
  /** What it has said so far. */
  output(): string;
  /** Resolves when it has ended. */
  readonly ended: Promise<Ended>;
  /** Ends it, with everything it started. */
  stop(): Promise<void>;
}

/** Runs a command to its end. Whatever it started is gone afterwards, also if we are killed meanwhile. */
export function run(command: string, args: readonly string[], options: RunOptions): Promise<Ended> {
  return start(command, args, options).ended;
}

/** Starts a command. It ends when `stop` is called, or when we end. */
export function start(command: string, args: readonly string[], { cwd, env }: RunOptions): Started {
  const guard = spawn(process.execPath, [GUARD, command, ...args], { cwd, env: { ...process.env, ...env } });
  let output = "";
  for (const stream of [guard.stdout, guard.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    guard.once("error", reject).once("close", (code) => resolve({ code: code ?? 1, output }));
  });
  return { output: () => output, ended, stop: () => stop(guard, ended) };
}

async function stop(guard: ChildProcess, ended: Promise<Ended>): Promise<void> {
  guard.stdin?.end();
  await ended;
}
