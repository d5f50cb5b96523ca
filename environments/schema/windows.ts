import { z } from "zod";

const MINUTES_PER_HOUR = 60;
const MINUTES_PER_DAY = 24 * MINUTES_PER_HOUR;
const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const MINUTES_PER_WEEK = WEEKDAYS.length * MINUTES_PER_DAY;

const MOMENT = new RegExp(`^(?:(${WEEKDAYS.join("|")}):)?([01]\\d|2[0-3]):([0-5]\\d)$`);

/** A stretch of time that comes back every day or every week, in UTC. */
export interface TimeWindow {
  /** Minutes from midnight to its beginning, or from Monday's midnight if it comes back every week. */
  readonly start: number;
  /** How long it is. It may go on past midnight, or past the end of the week. */
  readonly minutes: number;
  /** Minutes after which it comes back. */
  readonly period: number;
}

/** Reads `03:00-05:00` or `sun:04:00-sun:05:00`; `undefined` if the text is neither. */
export function parseWindow(text: string): TimeWindow | undefined {
  const [start, end, ...more] = text.split("-").map(parseMoment);
  if (!start || !end || more.length > 0 || start.period !== end.period) return undefined;
  return { start: start.at, minutes: modulo(end.at - start.at, start.period), period: start.period };
}

/** The window as AWS writes it. */
export function formatWindow({ start, minutes, period }: TimeWindow): string {
  return `${formatMoment(start, period)}-${formatMoment((start + minutes) % period, period)}`;
}

/** Whether two windows, daily or weekly, ever share a minute. Those that touch do not. False if one is no window. */
export function windowsOverlap(one: string, other: string): boolean {
  const [a, b] = [parseWindow(one), parseWindow(other)];
  if (!a || !b) return false;
  // Once round the shorter period is enough: a week is so many days.
  const period = Math.min(a.period, b.period);
  return modulo(b.start - a.start, period) < a.minutes || modulo(a.start - b.start, period) < b.minutes;
}

/** A weekly window moved behind a daily one, and shortened if it must be; `undefined` if too little of the day is left. */
export function weeklyWindowBeside(daily: string, weekly: string, minMinutes: number): string | undefined {
  const [taken, wanted] = [parseWindow(daily), parseWindow(weekly)];
  if (!taken || !wanted) return undefined;
  const free = MINUTES_PER_DAY - taken.minutes;
  if (free < minMinutes) return undefined;
  const wait = modulo(taken.start + taken.minutes - wanted.start, MINUTES_PER_DAY);
  const start = (wanted.start + wait) % MINUTES_PER_WEEK;
  return formatWindow({ ...wanted, start, minutes: Math.min(wanted.minutes, free) });
}

/** A setting such as `03:00-05:00`, UTC. */
export const dailyWindow = (minMinutes: number) => windowField(minMinutes, MINUTES_PER_DAY, "03:00-05:00");

/** A setting such as `sun:04:00-sun:05:00`, UTC. */
export const weeklyWindow = (minMinutes: number) =>
  windowField(minMinutes, MINUTES_PER_WEEK, "sun:04:00-sun:05:00");

function windowField(minMinutes: number, period: number, example: string) {
  return z
    .string()
    .superRefine((text, context) => {
      const window = parseWindow(text);
      if (window?.period !== period) {
        context.addIssue({ code: "custom", message: `is not a window such as ${example} (UTC)` });
      } else if (window.minutes < minMinutes) {
        const use = `"${formatWindow({ ...window, minutes: minMinutes })}"`;
        const message = `is ${window.minutes} minutes long, AWS wants ${minMinutes} and more`;
        context.addIssue({ code: "custom", message, params: { use } });
      }
    })
    .meta({ example });
}

function parseMoment(text: string): { at: number; period: number } | undefined {
  const [match, weekday, hours, minutes] = MOMENT.exec(text) ?? [];
  if (match === undefined) return undefined;
  const ofDay = Number(hours) * MINUTES_PER_HOUR + Number(minutes);
  return weekday === undefined
    ? { at: ofDay, period: MINUTES_PER_DAY }
    : { at: WEEKDAYS.indexOf(weekday) * MINUTES_PER_DAY + ofDay, period: MINUTES_PER_WEEK };
}

function formatMoment(at: number, period: number): string {
  const digits = (value: number) => String(value).padStart(2, "0");
  const ofDay = at % MINUTES_PER_DAY;
  const time = `${digits(Math.floor(ofDay / MINUTES_PER_HOUR))}:${digits(ofDay % MINUTES_PER_HOUR)}`;
  return period === MINUTES_PER_DAY ? time : `${WEEKDAYS[Math.floor(at / MINUTES_PER_DAY)]}:${time}`;
}

/** The remainder that is never negative. */
function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
