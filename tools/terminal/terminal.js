/**
 * Takes the place of @cdktf/node-pty-prebuilt-multiarch (package.json, `overrides`) in CDKTF's CLI. The CLI ends at once when it is
 * interrupted, and with it the terminal that it runs Terraform in; Terraform dies of that before it has written its state.
 * Here Terraform outlives the terminal (keep.js), and the CLI's process ends when Terraform has.
 */
const { existsSync } = require("node:fs");
const { join } = require("node:path");
const pty = require("@lydell/node-pty");

const KEEP = join(__dirname, "keep.js");
const LOOK_EVERY_MS = 200;
const LOOK_FOR_NPX_EVERY_MS = 1000;
/** The shell's own code for it: otherwise the CLI says that all is well. */
const INTERRUPTED = 130;

exports.spawn = (command, args, options) => {
  // Windows has no such signals.
  if (process.platform === "win32") return pty.spawn(command, args, options);
  const terminal = pty.spawn(process.execPath, [KEEP, command, ...args], options);
  let isRunning = true;
  terminal.onExit(() => {
    isRunning = false;
  });
  process.once("exit", () => {
    if (isRunning) waitFor(terminal, options.cwd);
  });
  return terminal;
};

endWithNpx();

/** npx ends at SIGTERM without telling us. */
function endWithNpx() {
  const isStartedByNpm = process.env.npm_command !== undefined;
  const starter = process.ppid;
  if (!isStartedByNpm) return;
  setInterval(() => {
    if (process.ppid !== starter) process.exit(INTERRUPTED);
  }, LOOK_FOR_NPX_EVERY_MS).unref();
}

function waitFor(terminal, directory) {
  process.exitCode = INTERRUPTED;
  // Nobody reads what Terraform says any more: it would wait for that in the end. To keep.js it is an interrupt.
  terminal.destroy();
  if (!isAlive(terminal.pid)) return;
  console.error(
    "\nTerraform ends what it has begun, writes its state and releases its lock. Leave it the time.",
  );
  const nothing = new Int32Array(new SharedArrayBuffer(4));
  while (isAlive(terminal.pid)) Atomics.wait(nothing, 0, 0, LOOK_EVERY_MS);
  console.error(
    existsSync(join(directory, "errored.tfstate"))
      ? `Terraform could not write its state: it is in ${directory}/errored.tfstate (docs/operations.md, "An interrupted run").`
      : "Terraform has ended. Deploy again, to go on.",
  );
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
