import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { spawn } from "@lydell/node-pty";

/** A command that somebody runs in a terminal of their own. */
export interface TerminalSession {
  /** What it has said so far. */
  output(): string;
  /** Waits until it has said something so many times, or has ended. */
  untilSaid(text: RegExp, times: number): Promise<void>;
  isRunning(): boolean;
  /** Ctrl-C: an interrupt for all that runs in the foreground. */
  interrupt(): void;
  /** SIGTERM for the command alone, as a CI system sends it. */
  terminate(): void;
  /** SIGKILL for the command alone. */
  kill(): void;
  /** Resolves with its exit code. */
  readonly ended: Promise<number>;
  /** Waits until none of its processes is left: throws after a minute, with their command lines. Linux only. */
  untilGone(): Promise<void>;
}

const LOOK_EVERY_MS = 100;
const GONE_AFTER_MS = 60_000;

/** Starts one. Its processes are known by a mark in their environment, which guard.js knows, too. */
export function openTerminal(
  command: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): TerminalSession {
  const mark = randomUUID();
  const terminal = spawn(command, [...args], {
    cwd,
    cols: 200,
    env: { ...process.env, ...env, TERMINAL_SESSION: mark },
  });
  let said = "";
  let isRunning = true;
  terminal.onData((data) => {
    said += data;
  });
  const ended = new Promise<number>((resolve) =>
    terminal.onExit(({ exitCode }) => {
      isRunning = false;
      resolve(exitCode);
    }),
  );
  return {
    output: () => said,
    untilSaid: async (text, times) => {
      const all = new RegExp(text, "g");
      while (isRunning && (said.match(all)?.length ?? 0) < times)
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    },
    isRunning: () => isRunning,
    interrupt: () => terminal.write("\x03"),
    terminate: () => terminal.kill("SIGTERM"),
    kill: () => terminal.kill("SIGKILL"),
    ended,
    untilGone: async () => {
      const deadline = Date.now() + GONE_AFTER_MS;
      for (;;) {
        const left = commandsMarked(`TERMINAL_SESSION=${mark}`);
        if (left.length === 0) return;
        if (Date.now() > deadline) throw new Error(`still running: ${left.join(", ")}`);
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      }
    },
  };
}

function commandsMarked(mark: string): string[] {
  return readdirSync("/proc").flatMap((entry) => {
    try {
      const isMarked =
        /^\d+$/.test(entry) && readFileSync(`/proc/${entry}/environ`, "latin1").split("\0").includes(mark);
      return isMarked ? [readFileSync(`/proc/${entry}/cmdline`, "latin1").replaceAll("\0", " ")] : [];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
}
