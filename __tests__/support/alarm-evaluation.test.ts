import type { AlarmRule } from "../../modules/monitoring/alarm-definition";
import { evaluate } from "./alarm-evaluation";
import { calculate, type Series } from "./metric-math";

const _ = undefined;
const METRIC = { namespace: "AWS/Test", metricName: "Test", dimensions: {}, stat: "Sum" };

/** An alarm beyond 5, 3 out of 3. */
function alarm(changes: Partial<AlarmRule> = {}): AlarmRule {
  return {
    id: "test",
    runbook: "test",
    description: "test",
    measured: METRIC,
    comparison: "GreaterThanThreshold",
    threshold: 5,
    periodSeconds: 60,
    evaluationPeriods: 3,
    missingData: "missing",
    ...changes,
  };
}

describe("data points", () => {
  /** As in AWS's tables: 0 is well, X is beyond the threshold, - is missing. */
  const points = (text: string): Series => [...text].map((point) => ({ "0": 1, X: 9 })[point]);
  const state = (text: string, missingData: AlarmRule["missingData"], datapointsToAlarm?: number) =>
    evaluate(alarm({ missingData, datapointsToAlarm }), points(text));

  // "Configuring how CloudWatch alarms treat missing data", first table. A new alarm retains INSUFFICIENT_DATA.
  test.each([
    ["0-X-X", "OK", "OK", "OK", "OK"],
    ["0----", "OK", "OK", "OK", "OK"],
    ["-----", "INSUFFICIENT_DATA", "INSUFFICIENT_DATA", "ALARM", "OK"],
    ["0XX-X", "ALARM", "ALARM", "ALARM", "ALARM"],
    ["--X--", "ALARM", "INSUFFICIENT_DATA", "ALARM", "OK"],
    // "Avoiding premature transitions to alarm state"
    ["----X", "INSUFFICIENT_DATA", "INSUFFICIENT_DATA", "ALARM", "OK"],
    ["---X-", "INSUFFICIENT_DATA", "INSUFFICIENT_DATA", "ALARM", "OK"],
  ])("%s, 3 out of 3", (text, missing, ignore, breaching, notBreaching) => {
    expect(state(text, "missing")).toBe(missing);
    expect(state(text, "ignore")).toBe(ignore);
    expect(state(text, "breaching")).toBe(breaching);
    expect(state(text, "notBreaching")).toBe(notBreaching);
  });

  // The second table.
  test.each([
    ["0-X-X", "ALARM", "ALARM", "ALARM", "ALARM"],
    ["00X0X", "ALARM", "ALARM", "ALARM", "ALARM"],
    ["0-X--", "OK", "OK", "ALARM", "OK"],
    ["----0", "OK", "OK", "ALARM", "OK"],
    ["---X-", "ALARM", "INSUFFICIENT_DATA", "ALARM", "OK"],
  ])("%s, 2 out of 3", (text, missing, ignore, breaching, notBreaching) => {
    expect(state(text, "missing", 2)).toBe(missing);
    expect(state(text, "ignore", 2)).toBe(ignore);
    expect(state(text, "breaching", 2)).toBe(breaching);
    expect(state(text, "notBreaching", 2)).toBe(notBreaching);
  });

  test("ignore retains the state there was", () => {
    expect(state("XXX-----", "ignore")).toBe("ALARM");
    expect(state("000-----", "ignore")).toBe("OK");
    expect(state("XXX-----", "missing")).toBe("INSUFFICIENT_DATA");
  });

  test("only the last ones count", () => {
    expect(state("XXX000", "missing")).toBe("OK");
    expect(state("000XXX", "missing")).toBe("ALARM");
    expect(state("000XX", "missing")).toBe("OK");
  });

  test.each([
    ["GreaterThanThreshold", ["OK", "OK", "ALARM"]],
    ["GreaterThanOrEqualToThreshold", ["OK", "ALARM", "ALARM"]],
    ["LessThanThreshold", ["ALARM", "OK", "OK"]],
    ["LessThanOrEqualToThreshold", ["ALARM", "ALARM", "OK"]],
  ] as const)("%s, below, at and above it", (comparison, states) => {
    const definition = alarm({ comparison, evaluationPeriods: 1 });
    expect([4, 5, 6].map((value) => evaluate(definition, [value]))).toEqual(states);
  });
});

describe("calculations", () => {
  const calculated = (expression: string, ids: string[]) =>
    alarm({
      evaluationPeriods: 1,
      missingData: "notBreaching",
      measured: {
        id: "result",
        label: "test",
        expression,
        metrics: Object.fromEntries(ids.map((id) => [id, METRIC])),
      },
    });

  test("an error rate is one of much traffic only", () => {
    const rate = calculated("IF(m2 >= 20, FILL(m1, 0) / m2 * 100, 0)", ["m1", "m2"]);
    expect(evaluate(rate, { m1: [2], m2: [30] })).toBe("ALARM");
    expect(evaluate(rate, { m1: [2], m2: [3] })).toBe("OK");
    expect(evaluate(rate, { m1: [_], m2: [30] })).toBe("OK");
    expect(evaluate(rate, { m1: [_], m2: [_] })).toBe("OK");
  });

  test("a missing operand's meaning is chosen", () => {
    const missingTasks = calculated("m1 - m2", ["m1", "m2"]);
    expect(evaluate(missingTasks, { m1: [9], m2: [_] })).toBe("ALARM");
    expect(evaluate(missingTasks, { m1: [9], m2: [_] }, "noData")).toBe("OK");
  });

  test("what is given has to fit", () => {
    const sum = calculated("m1 + m2", ["m1", "m2"]);
    expect(() => evaluate(sum, [1])).toThrow("test calculates: give an array for each of m1, m2.");
    expect(() => evaluate(sum, { m1: [1] })).toThrow("test calculates: give an array for each of m1, m2.");
    expect(() => evaluate(sum, { m1: [1], m2: [1, 2] })).toThrow("as many periods");
    expect(() => evaluate(alarm(), { m1: [1] })).toThrow("test measures one metric: give one array.");
  });
});

describe("metric math", () => {
  const m1 = [30, 20, 0, 0];
  const m2 = [20, _, 20, _];
  const series = { m1, m2, none: [_, _, _, _] };

  test.each<[string, Series]>([
    ["m1 + 2 * 3", [36, 26, 6, 6]],
    ["(m1 + 2) * 3", [96, 66, 6, 6]],
    ["m1 - 5 - 5", [20, 10, -10, -10]],
    ["-m1 / 10 + 1.5", [-1.5, -0.5, 1.5, 1.5]],
    ["m1 / m2", [1.5, _, 0, _]],
    ["m1 > 15 && m1 < 25 || m1 == 0", [0, 1, 1, 1]],
    ["ABS(m1 - 20)", [10, 0, 20, 20]],
    ["FILL(m2, 7)", [20, 7, 20, 7]],
    ["FILL(none, -1)", [-1, -1, -1, -1]],
    ["MAX([m1, m2])", [30, 20, 20, 0]],
    ["MIN([m1, m2])", [20, 20, 0, 0]],
    ["SUM([m1, m2])", [50, 20, 20, 0]],
    ["AVG([m1, m2])", [25, 10, 10, 0]],
    ["SUM(METRICS())", [50, 20, 20, 0]],
    ["SUM(FILL(METRICS(), 1) * 2)", [102, 44, 42, 4]],
    ["MAX([none])", [_, _, _, _]],
    ["1 + none", [_, _, _, _]],
    ["none + none", [_, _, _, _]],
  ])("%s", (expression, result) => {
    expect(calculate(expression, series)).toEqual(result);
  });

  // The tables of "Comparison and logical operators".
  test.each<[string, Series]>([
    ["m1 < m2", [0, 0, 1, 0]],
    ["m1 >= 30", [1, 0, 0, 0]],
    ["m1 > 15 AND m2 > 15", [1, 0, 0, 0]],
  ])("AWS's example %s", (expression, result) => {
    expect(calculate(expression, series)).toEqual(result);
  });

  // The tables of "Using IF expressions".
  test.each<[string, Series]>([
    ["IF(m1, m2, m3)", [30, 0, 20, _, _]],
    ["IF(m1, 5, m3)", [5, 5, 20, _, _]],
    ["IF(m1, m2, 5)", [30, 0, 5, 5, _]],
    ["IF(m1, m2)", [30, 0, _, _, _]],
    ["IF(1 > 2, m2, m3)", [0, 0, 20, _, 20]],
  ])("AWS's example %s", (expression, result) => {
    const example = { m1: [1, 1, 0, 0, _], m2: [30, _, 0, 0, 30], m3: [0, 0, 20, _, 20] };
    expect(calculate(expression, example)).toEqual(result);
  });

  test("read as if a missing operand left no data", () => {
    expect(calculate("m1 + m2", series, "noData")).toEqual([50, _, 20, _]);
    expect(calculate("m1 < m2", series, "noData")).toEqual([0, _, 1, _]);
    expect(calculate("IF(m1 > 0, m2, 1)", series, "noData")).toEqual([20, _, 1, 1]);
  });

  test.each([
    ["m1 + m3", "there is no metric m3, at 6:\nm1 + m3\n     ^"],
    ["toString", "there is no metric toString, at 1"],
    ["2 * RATE(m1)", "there is no function RATE here, at 5"],
    ["METRICS(m1)", "METRICS does not take 1 arguments, at 1"],
    ["MAX(m1)", "MAX takes an array of series here, at 1"],
    ["[m1, 5]", "an array takes series, at 1"],
    ["FILL(m1, REPEAT)", "there is no metric REPEAT, at 10"],
    ["FILL(m1, m2)", "FILL fills with a number here, at 1"],
    ["IF(METRICS(), 1, 0)", "IF takes no array, at 1"],
    ["METRICS() * METRICS()", "arrays cannot be combined, at 11"],
    ["m1 / (1 - 1) + 2 / 0", "divides by zero, always, at 18"],
    ["m1 m2", "expected the end, at 4"],
    ["(m1 + m2", "expected ), at 9"],
    ["MAX([m1 m2])", "expected ,, at 9"],
    ["m1 +", "expected a value, at 5"],
    ["m1 ^ 2", "expected the end, at 4"],
    ["5", "an alarm watches a series, and this is a number, at 1"],
    ["METRICS()", "an alarm watches one series, and this is several, at 1"],
  ])("%s is refused", (expression, message) => {
    expect(() => calculate(expression, series)).toThrow(message);
  });
});
