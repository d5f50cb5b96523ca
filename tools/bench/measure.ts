import { spawnSync } from "node:child_process";
import { join } from "node:path";

const ROOT = join(__dirname, "../..");

/** What a process cost. */
export interface Cost {
  readonly seconds: number;
  readonly megabytes: number;
}

/** Runs Node once; time and memory are those of its own process. */
export function measureNode(args: readonly string[], environment: Record<string, string> = {}): Cost {
  const result = spawnSync(process.execPath, ["-r", join(__dirname, "report.js"), ...args], {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "ignore", "inherit", "pipe"],
    encoding: "utf8",
  });
  if (result.status !== 0) throw new Error(`node ${args.join(" ")} failed`);
  return JSON.parse(String(result.output[3]));
}

/** Runs a command once, with all that it starts. */
export function measureCommand(
  command: string,
  args: readonly string[],
  environment: Record<string, string>,
): number {
  const start = performance.now();
  const env = { ...process.env, ...environment };
  const { status, stderr } = spawnSync(command, args, { cwd: ROOT, env, stdio: "pipe", encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${stderr}`);
  return (performance.now() - start) / 1000;
}

/** Measures two things in turn, so that both meet the same machine, and returns the median of each. */
export function sideBySide<T>(
  runs: number,
  first: () => T,
  second: () => T,
  key: (cost: T) => number,
): [T, T] {
  // The first run of each only warms the caches.
  const costs = Array.from({ length: runs + 1 }, () => [first(), second()] as const).slice(1);
  return [
    median(
      costs.map(([cost]) => cost),
      key,
    ),
    median(
      costs.map(([, cost]) => cost),
      key,
    ),
  ];
}

function median<T>(values: readonly T[], key: (value: T) => number): T {
  const sorted = [...values].sort((a, b) => key(a) - key(b));
  return sorted[Math.floor(sorted.length / 2)] as T;
}
