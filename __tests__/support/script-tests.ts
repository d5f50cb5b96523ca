import { type Answer, type Call, runWithFakeAws, type ScriptOptions, type ScriptRun } from "./fake-aws";

/** Runs a script with these answers in place of the good ones. */
type Run = (answers: Record<string, Answer[]>, options?: Partial<ScriptOptions>) => Promise<ScriptRun>;

/** What goes wrong for good: its name, what AWS answers, and what is told. */
export type Failure = readonly [name: string, answers: Record<string, Answer[]>, message: string];

const MISSING_CLI = "There is no AWS CLI (aws) on the PATH";

/** Tests that a script ends with an error that says what was wrong, when AWS refuses for good and where there is no AWS CLI. */
export function testFailures(run: Run, failures: readonly Failure[], withoutCli: string): void {
  test.each(failures)("%s is a failure, and told", async (_name, answers, message) => {
    const { code, output, errors } = await run(answers);
    expect({ code, output, errors: withoutRepeats(errors) }).toEqual({
      code: 1,
      output: "",
      errors: message,
    });
  });

  test("without the AWS CLI, the message says so", async () => {
    const { code, errors, calls } = await run({}, { withoutAws: true });
    expect({ code, errors, calls }).toEqual({ code: 1, errors: `${MISSING_CLI}${withoutCli}\n`, calls: [] });
  });
}

/** What is said, without how often. */
function withoutRepeats(errors: string): string {
  const lines = errors.split("\n").filter((line) => !line.startsWith("Trying again ("));
  return lines.filter((line, index) => line === "" || lines.indexOf(line) === index).join("\n");
}

/** A script whose good run is known. */
export interface Interrupted extends Pick<ScriptOptions, "script" | "environment"> {
  /** What AWS answers after what the calls of an earlier run have changed. */
  readonly answers: (before: readonly Call[]) => Record<string, Answer[]>;
}

/** How many runs are at work at the same time. */
const AT_ONCE = 4;

const READS = /^(describe|list|get|wait)/;

/**
 * Tests at each call that a script makes in its good run: that it ends well if this one is refused once; and if the script is killed
 * there, the call made, and run again: with the same changes, each made once.
 */
export function testInterruptions({ script, environment, answers }: Interrupted): void {
  const run = (before: readonly Call[], options: Partial<ScriptOptions> = {}) =>
    runWithFakeAws({ shell: ["sh"], script, environment, answers: answers(before), ...options });
  let good: ScriptRun;

  beforeAll(async () => {
    good = await run([]);
    expect([good.code, good.errors]).toEqual([0, ""]);
  });

  /** What comes of something done at each call, by the call; what is expected is the same for each. */
  async function atEach<T>(work: (call: number) => Promise<T>, expected: T): Promise<void> {
    const numbers = good.calls.map((_call, index) => index + 1);
    const found: T[] = [];
    const worker = async () => {
      for (let call = numbers.shift(); call !== undefined; call = numbers.shift())
        found[call - 1] = await work(call);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    const named = (results: readonly T[]) =>
      good.calls.map(({ args }, index) => [`${index + 1}: ${args.slice(0, 2).join(" ")}`, results[index]]);
    expect(named(found)).toEqual(named(good.calls.map(() => expected)));
  }

  test("refused once, whichever call it is, the script ends well", async () => {
    await atEach(
      async (throttled) => {
        const { code, calls } = await run([], { throttled });
        return { code, changes: changesIn(calls) };
      },
      { code: 0, changes: changesIn(good.calls) },
    );
  }, 300_000);

  test("killed at whichever call and run again, it ends well, and changes nothing twice", async () => {
    await atEach(
      async (call) => {
        const killed = await run([], { signal: { name: "SIGKILL", at: "", call } });
        const again = await run(killed.calls);
        return {
          codes: [killed.code === 0, again.code],
          output: lastLine(again.output),
          changes: changesIn([...killed.calls, ...again.calls]),
        };
      },
      { codes: [false, 0], output: lastLine(good.output), changes: changesIn(good.calls) },
    );
  }, 300_000);
}

/** The changes that AWS has made, without the tokens by which it knows that one is asked for again. */
function changesIn(calls: readonly Call[]): string[] {
  const made = calls.filter(({ args, isRefused }) => !isRefused && !READS.test(args[1] ?? ""));
  return made.map(({ args }) => args.join(" ").replace(/--client-token \S+ /, ""));
}

function lastLine(output: string): string | undefined {
  return output.trimEnd().split("\n").at(-1);
}
