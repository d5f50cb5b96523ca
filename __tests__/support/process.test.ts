/** What a test starts is gone afterwards, however the test ended. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { run, start } from "./process";

/** A busy machine takes its time to start a process; below jest's own limit. */
const WAIT_LIMIT_MS = 15_000;

/** Seconds to sleep that nobody else on this machine has chosen: processes are found by them. */
const seconds = (test: number) => `${90 + test}.${process.pid}`;

/** A command whose child goes on in a session of its own, as cdktf's Terraform does, and Terraform's providers. */
const leaving = (mark: string, then: string) => [
  "-c",
  '"$1" -e "$2" && echo started; $3',
  "sh",
  process.execPath,
  `require("node:child_process").spawn("sleep", ["${mark}"], { detached: true, stdio: "ignore" }).unref()`,
  then,
];

/** Linux tells of other processes in /proc. */
const describeOnLinux = process.platform === "linux" ? describe : describe.skip;

describeOnLinux("a command that leaves a process behind (skipped: only Linux has /proc)", () => {
  test("is followed by nothing when it ends, and its exit code and output are told", async () => {
    const mark = seconds(1);
    const { code, output } = await run("sh", leaving(mark, "exit 3"), { cwd: "." });
    expect({ code, output }).toEqual({ code: 3, output: "started\n" });
    await expectSleeping(mark, 0);
  });

  test("is followed by nothing when it is stopped", async () => {
    const mark = seconds(2);
    const started = start("sh", leaving(mark, `sleep ${mark}`), { cwd: "." });
    await expectSleeping(mark, 2);
    await started.stop();
    await expectSleeping(mark, 0);
  });

  test.each([
    ["SIGKILL", seconds(3)],
    ["SIGTERM", seconds(4)],
    ["SIGINT", seconds(5)],
  ] as const)("is followed by nothing when we get %s", async (signal, mark) => {
    const starter = startStarter(mark);
    try {
      await expectSleeping(mark, 2);
    } finally {
      starter.kill(signal);
    }
    await once(starter, "exit");
    await expectSleeping(mark, 0);
  });
});

test("a command that does not exist is named", async () => {
  const { code, output } = await run("no-such-command", [], { cwd: "." });
  expect(code).toBe(127);
  expect(output).toContain("cannot run no-such-command");
});

/** A program that starts a command as a test does, and lives as long as that. */
function startStarter(mark: string): ChildProcess {
  const hook = join(__dirname, "../../tools/typescript-hook.js");
  const program = `
    const { start } = require(${JSON.stringify(join(__dirname, "process.ts"))});
    start("sh", ${JSON.stringify(leaving(mark, `sleep ${mark}`))}, { cwd: "." });
  `;
  return spawn(process.execPath, ["-r", hook, "-e", program], { stdio: ["ignore", "ignore", "inherit"] });
}

/** Waits for that many: what has been started, or killed, shows a moment later. */
async function expectSleeping(mark: string, count: number): Promise<void> {
  const deadline = Date.now() + WAIT_LIMIT_MS;
  while (sleeping(mark).length !== count && Date.now() < deadline) await sleep(50);
  expect(sleeping(mark)).toHaveLength(count);
}

function sleeping(mark: string): string[] {
  return readdirSync("/proc").filter((entry) => {
    try {
      return readFileSync(`/proc/${entry}/cmdline`, "utf8") === `sleep\0${mark}\0`;
    } catch {
      return false;
    }
  });
}
