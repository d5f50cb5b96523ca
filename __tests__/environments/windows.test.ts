import fc from "fast-check";
import { z } from "zod";
import {
  dailyWindow,
  formatWindow,
  parseWindow,
  type TimeWindow,
  weeklyWindow,
  weeklyWindowBeside,
  windowsOverlap,
} from "../../environments/schema/windows";
import { problemsOf } from "../../environments/schema/zod-problems";

const DAY = 24 * 60;
const WEEK = 7 * DAY;

/** Windows of every kind, also past midnight or the end of the week. */
const windowOf = (period: number): fc.Arbitrary<TimeWindow> =>
  fc.record({
    start: fc.integer({ min: 0, max: period - 1 }),
    minutes: fc.integer({ min: 1, max: DAY - 1 }),
    period: fc.constant(period),
  });
const daily = windowOf(DAY);
const weekly = windowOf(WEEK);
const either = fc.oneof(daily, weekly);

/** The minutes of a week that a window covers, counted one by one. */
function covered({ start, minutes, period }: TimeWindow): Set<number> {
  const covers = new Set<number>();
  for (let begin = start; begin < start + WEEK; begin += period) {
    for (let minute = 0; minute < minutes; minute++) covers.add((begin + minute) % WEEK);
  }
  return covers;
}

describe("reading", () => {
  test.each([
    ["03:00-05:00", { start: 180, minutes: 120, period: DAY }],
    ["23:30-00:30", { start: 1410, minutes: 60, period: DAY }],
    ["mon:00:00-mon:01:00", { start: 0, minutes: 60, period: WEEK }],
    ["sun:04:00-sun:05:00", { start: 6 * DAY + 240, minutes: 60, period: WEEK }],
    ["sun:23:30-mon:00:30", { start: 7 * DAY - 30, minutes: 60, period: WEEK }],
    ["fri:22:00-sat:02:00", { start: 4 * DAY + 1320, minutes: 240, period: WEEK }],
  ])("%s", (text, window) => {
    expect(parseWindow(text)).toEqual(window);
  });

  test.each([
    "",
    "03:00",
    "3:00-5:00",
    "24:00-01:00",
    "03:60-05:00",
    "03:00-05:00-07:00",
    "03:00-sun:05:00",
    "sun:03:00-05:00",
    "so:03:00-so:04:00",
    "Sun:03:00-Sun:04:00",
    " 03:00-05:00",
  ])("%j is no window", (text) => {
    expect(parseWindow(text)).toBeUndefined();
  });

  test("what was written is read again", () => {
    fc.assert(fc.property(either, (window) => expect(parseWindow(formatWindow(window))).toEqual(window)));
  });
});

describe("overlapping", () => {
  test.each([
    ["03:00-05:00", "sun:04:00-sun:05:00", true],
    ["03:00-05:00", "sun:05:00-sun:06:00", false],
    ["03:00-04:00", "sun:04:00-sun:05:00", false],
    ["05:00-06:00", "sun:04:00-sun:05:00", false],
    ["23:00-01:00", "sun:00:30-sun:01:30", true],
    ["23:00-01:00", "sun:01:00-sun:02:00", false],
    ["00:00-01:00", "sun:23:30-mon:00:30", true],
    ["12:00-13:00", "sat:23:00-sun:14:00", true],
    ["04:30-04:45", "sun:04:00-sun:05:00", true],
    ["sun:23:30-mon:00:30", "mon:00:00-mon:01:00", true],
    ["sun:23:00-mon:00:00", "mon:00:00-mon:01:00", false],
    ["sat:04:00-sat:05:00", "sun:04:00-sun:05:00", false],
    ["03:00-05:00", "no window", false],
  ])("%s and %s: %p", (one, other, expected) => {
    expect(windowsOverlap(one, other)).toBe(expected);
    expect(windowsOverlap(other, one)).toBe(expected);
  });

  test("is sharing a minute of the week", () => {
    fc.assert(
      fc.property(either, either, (one, other) => {
        const minutes = covered(other);
        const shared = [...covered(one)].some((minute) => minutes.has(minute));
        expect(windowsOverlap(formatWindow(one), formatWindow(other))).toBe(shared);
      }),
      { numRuns: 200 },
    );
  });

  test("is not touching", () => {
    fc.assert(
      fc.property(either, fc.integer({ min: 1, max: DAY - 1 }), (window, minutes) => {
        fc.pre(window.minutes + minutes <= window.period);
        const next = { ...window, start: (window.start + window.minutes) % window.period, minutes };
        expect(windowsOverlap(formatWindow(window), formatWindow(next))).toBe(false);
      }),
    );
  });
});

describe("a weekly window beside a daily one", () => {
  test.each([
    ["03:00-05:00", "sun:04:00-sun:05:00", "sun:05:00-sun:06:00"],
    ["23:00-01:00", "sun:23:30-mon:00:30", "mon:01:00-mon:02:00"],
    ["00:00-22:30", "sun:04:00-sun:08:00", "sun:22:30-mon:00:00"],
    ["00:00-23:30", "sun:04:00-sun:05:00", undefined],
    ["03:00-05:00", "no window", undefined],
  ])("%s and %s: %s", (taken, wanted, expected) => {
    expect(weeklyWindowBeside(taken, wanted, 60)).toBe(expected);
  });

  test("never overlaps with it and is long enough, wherever there is room", () => {
    fc.assert(
      fc.property(daily, weekly, (taken, wanted) => {
        fc.pre(taken.minutes <= DAY - 60 && wanted.minutes >= 60);
        const free = weeklyWindowBeside(formatWindow(taken), formatWindow(wanted), 60);
        expect(weeklyWindow(60).safeParse(free).success).toBe(true);
        expect(windowsOverlap(formatWindow(taken), free ?? "")).toBe(false);
      }),
    );
  });
});

describe("as a setting", () => {
  const schema = z.object({ daily: dailyWindow(60), weekly: weeklyWindow(60) });
  const right = { daily: "03:00-04:00", weekly: "sun:04:00-sun:05:00" };
  const problems = (value: object) => {
    const { error } = schema.safeParse(value);
    return error ? problemsOf(error, schema, value) : [];
  };

  test("a window that is long enough is right", () => {
    expect(problems(right)).toEqual([]);
  });

  test.each([
    [
      "daily",
      "weekly one",
      "sun:03:00-sun:04:00",
      "is not a window such as 03:00-05:00 (UTC)",
      '"03:00-05:00"',
    ],
    ["daily", "wrong hour", "3:00-4:00", "is not a window such as 03:00-05:00 (UTC)", '"03:00-05:00"'],
    ["daily", "too short", "23:30-00:29", "is 59 minutes long, AWS wants 60 and more", '"23:30-00:30"'],
    ["daily", "empty", "03:00-03:00", "is 0 minutes long, AWS wants 60 and more", '"03:00-04:00"'],
    [
      "weekly",
      "daily one",
      "03:00-04:00",
      "is not a window such as sun:04:00-sun:05:00 (UTC)",
      '"sun:04:00-',
    ],
    [
      "weekly",
      "capitals",
      "Sun:04:00-Sun:05:00",
      "is not a window such as sun:04:00",
      '"sun:04:00-sun:05:00"',
    ],
    ["weekly", "too short", "sun:23:45-sun:23:55", "is 10 minutes long", '"sun:23:45-mon:00:45"'],
  ])("%s, %s: %s", (key, _what, value, reason, use) => {
    const [problem, ...others] = problems({ ...right, [key]: value });
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ path: key, value });
    expect(problem?.reason).toContain(reason);
    expect(problem?.use).toContain(use);
    expect(problems({ ...right, [key]: JSON.parse(problem?.use ?? "") })).toEqual([]);
  });
});
