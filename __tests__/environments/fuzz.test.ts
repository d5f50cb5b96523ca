/** Settings by the thousand, each with one to five places that code or a slip could make so: refused in a message that helps. */
import fc from "fast-check";
import type { Problem } from "../../environments/schema/problem";
import {
  hundreds,
  type OddSettings,
  oddSettings,
  UNREADABLE,
  type Verdict,
  verdictOn,
} from "../support/odd-settings";

/** As many problems as a message shows, of four lines each, with what stands above and below them. */
const MOST_LINES = 20 * 4 + 5;
const MOST_LETTERS = 300;

const UNPRINTABLE = /[^\P{C}\n]|[\u2028\u2029]/u;

interface Timed extends Verdict {
  readonly milliseconds: number;
}

/** By the processor's time, not the clock's: other tests run beside this one. */
function timed(odd: OddSettings): Timed {
  const begin = process.cpuUsage();
  const verdict = verdictOn(odd);
  const { user, system } = process.cpuUsage(begin);
  return { ...verdict, milliseconds: (user + system) / 1000 };
}

/** What makes a message no help. */
function faultsOf({ environment, problems, message, milliseconds }: Timed): string[] {
  const lines = message.split("\n");
  const faults: [isFault: boolean, fault: string][] = [
    [!environment && problems.length === 0, "refused without a problem"],
    [milliseconds > 1000, `took ${milliseconds} ms`],
    [lines.length > MOST_LINES, `a message of ${lines.length} lines`],
    [longest(lines) > MOST_LETTERS, `a line of ${longest(lines)} letters`],
    [UNPRINTABLE.test(message), "a message that a terminal cannot show"],
  ];
  return [
    ...faults.filter(([isFault]) => isFault).map(([, fault]) => fault),
    ...problems.flatMap(faultsOfProblem),
  ];
}

function faultsOfProblem({ path, reason, use }: Problem): string[] {
  const faults: [isFault: boolean, fault: string][] = [
    [path.trim() === "", "no path"],
    [reason.trim() === "" || /\bundefined\b|\[object /.test(reason), "no reason"],
    [use.trim() === "" || /one of\s*$|\b(NaN|Infinity|undefined)\b|\[object /.test(use), "no remedy"],
    // Only what was made to throw may do so: anything else is a fault of ours, reported as one of the file.
    [reason.includes("cannot be read") && !UNREADABLE.test(reason), "a crash"],
  ];
  return faults.flatMap(([isFault, fault]) => (isFault ? [`${fault}: ${path} | ${reason} | ${use}`] : []));
}

function longest(lines: readonly string[]): number {
  return Math.max(...lines.map((line) => line.length));
}

test("10,000 settings are accepted, or refused in a message that a screen can show, with a remedy, in no time", () => {
  const sums = { refused: 0, accepted: 0, problems: 0, lines: 0, letters: 0 };
  let slowest = { milliseconds: 0, changes: "" };
  fc.assert(
    fc.property(oddSettings, (odd) => {
      const verdict = timed(odd);
      expect(faultsOf(verdict)).toEqual([]);
      const { problems, message, milliseconds } = verdict;
      const lines = message.split("\n");
      sums[problems.length > 0 ? "refused" : "accepted"]++;
      sums.problems += problems.length;
      sums.lines = Math.max(sums.lines, lines.length);
      sums.letters = Math.max(sums.letters, longest(lines));
      if (milliseconds > slowest.milliseconds) slowest = { milliseconds, changes: odd.changes.join("; ") };
    }),
    { numRuns: 10_000, seed: 15 },
  );
  process.stderr.write(
    `fuzz: ${sums.refused} refused, ${sums.accepted} accepted; ${sums.problems} problems, messages of at most ${sums.lines} lines ` +
      `and ${sums.letters} letters in one; the slowest took ${Math.round(slowest.milliseconds)} ms (${slowest.changes})\n`,
  );
  // Without some of each, the properties would say nothing.
  expect(sums.refused).toBeGreaterThan(8000);
  expect(sums.accepted).toBeGreaterThan(200);
}, 600_000);

test.each(hundreds.map((odd) => [odd.changes.join("; ").slice(0, 100), odd] as const))(
  "%s",
  (_changes, odd) => {
    expect(faultsOf(timed(odd))).toEqual([]);
  },
);
