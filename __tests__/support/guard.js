// Runs a command so that nothing it started keeps running after the process that started this has ended: `node guard.js <command> [arguments...]`.
//
// The starter holds the other end of standard input. When that closes (the starter has ended, however it did), on a signal,
// and when the command ends, every process of the command's is killed: those of its process group, and those that carry its
// mark in their environment. cdktf starts Terraform in a session of its own, and a provider outlives a killed Terraform;
// both keep the mark.
const { spawn } = require("node:child_process");
const { randomUUID } = require("node:crypto");
const { readdirSync, readFileSync } = require("node:fs");

const MARK = `PROCESS_GUARD=${randomUUID()}`;
const [name, value] = MARK.split("=");
const [command, ...args] = process.argv.slice(2);

const child = spawn(command, args, {
  detached: true,
  env: { ...process.env, [name]: value },
  stdio: ["ignore", "inherit", "inherit"],
});

let ended = false;

function end(code) {
  if (ended) return;
  ended = true;
  kill(-child.pid);
  for (const pid of markedProcesses()) kill(pid);
  process.exit(code);
}

function kill(pid) {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

/** Linux only: elsewhere the process group has to do. */
function markedProcesses() {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .filter((pid) => environmentOf(pid).includes(MARK))
    .map(Number);
}

function environmentOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
  } catch {
    return [];
  }
}

child.once("error", (error) => {
  console.error(`cannot run ${command}: ${error.message}`);
  process.exit(127);
});
child.once("exit", (code) => end(code ?? 1));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => end(1));
process.stdin
  .once("end", () => end(1))
  .once("error", () => end(1))
  .resume();
