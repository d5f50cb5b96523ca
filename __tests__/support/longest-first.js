const { default: Sequencer } = require("@jest/test-sequencer");

/** What takes minutes, the longest first. */
const LONGEST = [
  "cloud/layered",
  "cloud/single",
  "cloud/layouts",
  "cloud/emulator",
  "contract/changes",
  "contract/plan",
  "cloud/fargate-service",
  "cloud/bootstrap",
  "security/checkov",
  "cloud/task-runner",
  "cloud/cache",
].map((name) => require.resolve(`../${name}.test.ts`));

/**
 * Begins with what takes longest, so that no worker is left with it while the others have nothing more to do. Jest knows how
 * long a file took the last time; in a clean checkout it goes by their sizes, and small files wait for long.
 */
class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((one, other) => rank(one) - rank(other));
  }
}

function rank({ path }) {
  const index = LONGEST.indexOf(path);
  return index < 0 ? LONGEST.length : index;
}

module.exports = LongestFirst;
