require("./tools/node-version");

const layer = (displayName, folders, options = {}) => ({
  displayName,
  testMatch: folders.map((folder) => `<rootDir>/__tests__/${folder}`),
  transform: { "\\.ts$": "<rootDir>/__tests__/support/transform.js" },
  // Loaded by cdktf and zod, for every test file anew, and used by none: what packs archives, and messages in 60 languages.
  moduleNameMapper: {
    "^archiver$": "<rootDir>/__tests__/support/unused-module.js",
    "/locales/index\\.cjs$": "<rootDir>/__tests__/support/unused-module.js",
  },
  setupFiles: ["<rootDir>/__tests__/support/token-traces.ts"],
  setupFilesAfterEnv: ["<rootDir>/__tests__/support/matchers.ts"],
  modulePathIgnorePatterns: ["<rootDir>/.cache", "<rootDir>/cdktf.out"],
  ...options,
});

/** Tests of settings by the hundred, which take too long for the inner loop. */
const SWEEPS = ["every-setting.test.ts", "fuzz.test.ts", "optional-computed.test.ts", "properties.test.ts"];

/** The layers of proof, from the quickest to the slowest. docs/testing.md says what each needs and proves. */
module.exports = {
  projects: [
    layer("unit", ["modules/**/*.test.ts", "stacks/**/*.test.ts", "examples/**/*.test.ts"], {
      testPathIgnorePatterns: ["\\.sh\\.test\\.ts$"],
    }),
    layer("settings", ["environments/**/*.test.ts"], { testPathIgnorePatterns: SWEEPS }),
    layer("guide", ["guide/**/*.test.ts"]),
    layer("policy", ["policy/**/*.test.ts"]),
    layer(
      "sweeps",
      SWEEPS.map((name) => `environments/${name}`),
    ),
    layer("commands", ["*.test.ts", "tools/**/*.test.ts", "support/**/*.test.ts", "modules/**/*.sh.test.ts"]),
    layer("contract", ["contract/**/*.test.ts"]),
    layer("security", ["security/**/*.test.ts"]),
    layer("database", ["database/**/*.test.ts"]),
    layer("cloud", ["cloud/**/*.test.ts"]),
  ],
  // More than there are cores on a small machine: in half of the time of the slowest layer, the provider only waits.
  maxWorkers: 3,
  // Enough also on a machine whose cores are both busy with the slow layers, whose tests say their own limits. It stands
  // here since Jest reads it nowhere else: inside a project it has no effect.
  testTimeout: 30_000,
  testSequencer: "<rootDir>/__tests__/support/longest-first.js",
  reporters: ["default", "<rootDir>/__tests__/support/summary-reporter.js"],
};
