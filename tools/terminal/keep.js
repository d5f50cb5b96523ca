/**
 * Runs Terraform in a session of its own: node keep.js <command> [<argument> ...]. What ends in this terminal, and the terminal
 * itself, does not end Terraform: it is interrupted, once, and then writes its state and releases its lock. A second interrupt
 * would make it drop both.
 */
const { spawn } = require("node:child_process");
const { resume } = require("./resume");

/** Requests to AWS take a second or two. */
const ANSWERED_AFTER_MS = 10_000;

const [command, ...args] = process.argv.slice(2);
if (args[0] === "apply") resume(command);
const kept = spawn(command, args, { stdio: "inherit", detached: true });
let isInterrupted = false;

for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    if (isInterrupted) return;
    isInterrupted = true;
    interrupt();
  });
}

/**
 * An interrupt makes the providers drop the requests that are on their way: AWS makes what nobody then knows of. So Terraform stands
 * still first, and begins nothing, until the providers have their answers.
 */
function interrupt() {
  kept.kill("SIGSTOP");
  setTimeout(() => {
    kept.kill("SIGINT");
    kept.kill("SIGCONT");
  }, ANSWERED_AFTER_MS);
}

kept.on("error", (error) => {
  console.error(error.message);
  process.exit(127);
});
kept.on("exit", (code) => process.exit(code ?? 1));
