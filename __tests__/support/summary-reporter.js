// Ends a run with the layers that could not run, and why, and with one line of sums over all layers.
class SummaryReporter {
  constructor(globalConfig) {
    this.filtered = Boolean(globalConfig.testNamePattern);
  }

  onRunComplete(_contexts, results) {
    // A file that cannot even be loaded has no test to count: it counts as one that failed.
    const unloaded = results.testResults.filter((file) => file.testExecError).length;
    const left = results.numPendingTests + results.numTodoTests;
    const lines = [
      // With -t, a test is left out because the user said so.
      ...(this.filtered ? [] : skippedLayers(results)),
      `${results.numPassedTests} passed, ${results.numFailedTests + unloaded} failed, ${left} skipped`,
    ];
    // jest's own summary is printed after all reporters: ours is to be the last line.
    process.once("exit", () => console.log(`\n${lines.join("\n")}`));
  }
}

/** One line for each reason that a layer gave in its title: "... (skipped: terraform is not on PATH)". */
function skippedLayers(results) {
  const tests = results.testResults.flatMap((file) =>
    file.testResults.map((test) => ({ ...test, layer: file.displayName?.name ?? "a test" })),
  );
  const counts = new Map();
  for (const { status, ancestorTitles, layer } of tests) {
    const reason = ancestorTitles.map((title) => /\(skipped: (.*)\)$/.exec(title)?.[1]).find(Boolean);
    if (status !== "pending") continue;
    const line = `${layer}: ${reason ?? "a test is skipped without a reason"}`;
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return [...counts].map(([line, count]) => `skipped ${count} of layer ${line}`);
}

module.exports = SummaryReporter;
