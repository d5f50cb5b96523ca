/** The script that upgrades read replicas before their source, in the shells that `sh` may be. */
import { type Answer, type Call, runWithFakeAws, type ScriptOptions, SHELLS } from "../../support/fake-aws";
import { scriptOf } from "../../support/script";
import { type Failure, testFailures, testInterruptions } from "../../support/script-tests";

const SCRIPT = scriptOf("modules/database/upgrade-replicas.sh", { retry: true });

const ENVIRONMENT = {
  AWS_REGION: "eu-west-1",
  REPLICAS: "test-read-1 test-read-2",
  ENGINE_VERSION: "15.17",
  POLL_SECONDS: "0",
};

const DESCRIBE = "rds describe-db-instances";
const MODIFY = "rds modify-db-instance";
const WAIT = "rds wait";

const versionOf = (name: string) => `${DESCRIBE} DBInstances[?DBInstanceIdentifier=='${name}'].EngineVersion`;
const versions = (...all: string[]): Answer[] => all.map((output) => ({ output }));

const FIRST = versionOf("test-read-1");
const SECOND = versionOf("test-read-2");

/** What RDS says of replicas that are behind, or of one that it has been told to upgrade. */
function behind(before: readonly Call[] = []): Record<string, Answer[]> {
  const isTold = (name: string) =>
    before.some(({ args }) => args[1] === "modify-db-instance" && args.includes(name));
  return {
    [MODIFY]: [{}],
    [WAIT]: [{}],
    // Once after it was waited for, and once more that AWS calls it available before it has begun.
    [FIRST]: isTold("test-read-1")
      ? versions("15.15", "15.17")
      : versions("15.15", "15.15", "15.15", "15.17"),
    [SECOND]: isTold("test-read-2") ? versions("15.15", "15.17") : versions("15.15", "15.15", "15.17"),
  };
}

describe.each(SHELLS)("in %s", (...shell) => {
  const run = (answers: Record<string, Answer[]>, options: Partial<ScriptOptions> = {}) =>
    runWithFakeAws({
      shell,
      script: SCRIPT,
      environment: ENVIRONMENT,
      answers: { [MODIFY]: [{}], [WAIT]: [{}], ...answers },
      ...options,
    });

  /** What it did, without asking for versions. */
  const done = (calls: Awaited<ReturnType<typeof run>>["calls"]) =>
    calls.map(({ args }) => args.join(" ")).filter((call) => !call.startsWith(DESCRIBE));

  const wait = (name: string) => `rds wait db-instance-available --db-instance-identifier ${name}`;
  const modify = (name: string) =>
    `rds modify-db-instance --db-instance-identifier ${name} --engine-version 15.17 --apply-immediately`;

  test("each replica that is behind is upgraded, and the next waits for it", async () => {
    const { code, output, errors, calls } = await run(behind());
    expect({ code, output, errors }).toEqual({
      code: 0,
      output: "test-read-1 has PostgreSQL 15.17\ntest-read-2 has PostgreSQL 15.17\n",
      errors: "",
    });
    expect(done(calls)).toEqual([
      ...[wait("test-read-1"), wait("test-read-1"), modify("test-read-1")],
      ...[wait("test-read-1"), wait("test-read-1")],
      ...[wait("test-read-2"), wait("test-read-2"), modify("test-read-2"), wait("test-read-2")],
    ]);
    expect(new Set(calls.map(({ region }) => region))).toEqual(new Set(["eu-west-1"]));
  });

  const nothing: [string, string, string][] = [
    ["replicas that have the version", "15.17", "test-read-1 has PostgreSQL 15.17"],
    ["replicas that there are not yet", "", "There is no test-read-1 yet: it gets the version of its source"],
    [
      "another major version, to which AWS upgrades them itself",
      "14.24",
      "test-read-1 has PostgreSQL 14.24: RDS upgrades it together with its source",
    ],
  ];

  test.each(nothing)("nothing is changed for %s", async (_title, version, message) => {
    const { code, output, calls } = await run({ [DESCRIBE]: versions(version) });
    expect({ code, done: done(calls) }).toEqual({ code: 0, done: [] });
    expect(output.split("\n")[0]).toBe(message);
  });

  const error = "An error occurred when calling the operation: no";
  const failures: Failure[] = [
    [
      "a replica that cannot be looked at",
      { [DESCRIBE]: [{ error }] },
      `${error}\nRDS does not say which version test-read-1 has: see above.\n`,
    ],
    [
      "an upgrade that is refused",
      { [DESCRIBE]: versions("15.18"), [MODIFY]: [{ error }] },
      `${error}\nRDS does not upgrade test-read-1 from PostgreSQL 15.18 to 15.17: see above. Its source keeps its version until it does.\n`,
    ],
    [
      "a replica that does not become available",
      { [DESCRIBE]: versions("15.15"), [WAIT]: [{}, {}, { error }] },
      `${error}\ntest-read-1 is not available, and so not upgraded: see above. Look at its events in RDS, and apply again.\n`,
    ],
    [
      "a replica that AWS does not begin to upgrade",
      { [DESCRIBE]: versions("15.15") },
      "test-read-1 still has PostgreSQL 15.15, and RDS does not begin to upgrade it. Look at its events in RDS, and apply again.\n",
    ],
  ];

  testFailures(run, failures, ", which upgrades test-read-1 test-read-2. Install it, and apply again.");
});

describe("interrupted", () => {
  testInterruptions({ script: SCRIPT, environment: ENVIRONMENT, answers: behind });
});
