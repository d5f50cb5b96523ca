// Preloaded by the benchmark: at the end, tells how long the process took and how much memory it had at most.
const { writeSync } = require("node:fs");
const { performance } = require("node:perf_hooks");

process.once("exit", () => {
  const kilobytes = process.resourceUsage().maxRSS;
  writeSync(3, JSON.stringify({ seconds: performance.now() / 1000, megabytes: kilobytes / 1024 }));
});
