/**
 * What CloudWatch makes of an alarm's definition, so that its rule can be tested with numbers:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
import type { AlarmRule } from "../../modules/monitoring/alarm-definition";
import { calculate, type MissingOperand, type Series } from "./metric-math";

export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** CloudWatch looks a few periods further back than it needs, in case some have no data: AWS's examples have 5 for 3. */
const SPARE_PERIODS = 2;

/**
 * The alarm's state after the last period, new at the first. Of a calculation, `series` has every metric by its id. Before
 * the first period there is no data.
 */
export function evaluate(
  definition: AlarmRule,
  series: Series | Readonly<Record<string, Series>>,
  missingOperand?: MissingOperand,
): AlarmState {
  const values = measure(definition, series, missingOperand);
  let state: AlarmState = "INSUFFICIENT_DATA";
  for (const period of values.keys()) state = next(definition, values.slice(0, period + 1), state);
  return state;
}

function measure(
  { id, measured }: AlarmRule,
  series: Series | Readonly<Record<string, Series>>,
  missingOperand?: MissingOperand,
): Series {
  if (!("expression" in measured)) {
    if (!isSeries(series)) throw new Error(`${id} measures one metric: give one array.`);
    return series;
  }
  const ids = Object.keys(measured.metrics);
  if (isSeries(series) || Object.keys(series).sort().join() !== [...ids].sort().join())
    throw new Error(`${id} calculates: give an array for each of ${ids.join(", ")}.`);
  if (new Set(Object.values(series).map(({ length }) => length)).size > 1)
    throw new Error(`${id}: every array has to have as many periods as the others.`);
  return calculate(measured.expression, series, missingOperand);
}

function isSeries(series: Series | Readonly<Record<string, Series>>): series is Series {
  return Array.isArray(series);
}

function next(definition: AlarmRule, values: Series, current: AlarmState): AlarmState {
  const { evaluationPeriods, missingData, datapointsToAlarm = evaluationPeriods } = definition;
  const range = values.slice(-(evaluationPeriods + SPARE_PERIODS));
  const points = range.filter((value) => value !== undefined).slice(-evaluationPeriods);
  const beyond = points.filter((value) => isBeyond(definition, value)).length;
  const absent = evaluationPeriods - points.length;
  const state = (count: number): AlarmState => (count >= datapointsToAlarm ? "ALARM" : "OK");

  // Enough data, though perhaps not of the last periods: how missing data is treated does not matter.
  if (absent === 0) return state(beyond);
  if (missingData === "breaching") return state(beyond + absent);
  // One that is well is enough to be well; so are enough that are not to be in alarm.
  if (missingData === "notBreaching" || beyond < points.length || beyond >= datapointsToAlarm)
    return state(beyond);
  if (missingData === "ignore") return current;
  // All there is is beyond the threshold, but not enough of it. The next one may be well, so that it waits: until the oldest
  // is as old as if there had been enough ("Avoiding premature transitions to alarm state").
  const age = range.length - range.findIndex((value) => value !== undefined);
  return points.length > 0 && age >= datapointsToAlarm ? "ALARM" : "INSUFFICIENT_DATA";
}

function isBeyond({ comparison, threshold }: AlarmRule, value: number): boolean {
  switch (comparison) {
    case "GreaterThanThreshold":
      return value > threshold;
    case "GreaterThanOrEqualToThreshold":
      return value >= threshold;
    case "LessThanThreshold":
      return value < threshold;
    case "LessThanOrEqualToThreshold":
      return value <= threshold;
  }
}
