import { inspect } from "node:util";

/** One thing that is wrong with the settings, and what would be right. */
export interface Problem {
  /** Where: the path inside the settings, such as `network.privateSubnets[1]`. */
  readonly path: string;
  /** What stands there now; `undefined` where nothing does. Left out where the path is a line of a file. */
  readonly value?: unknown;
  /** Why it cannot stay. */
  readonly reason: string;
  /** A value that works. */
  readonly use: string;
}

/** Every problem of one settings file. */
export interface ProblemReport {
  /** The file, relative to the project: `environments/production.ts`; or what else the settings are of. */
  readonly file: string;
  readonly problems: readonly Problem[];
}

/** Wrong settings. The message is complete: it is shown to the user as it stands, without a stack trace. */
export class SettingsError extends Error {
  constructor(readonly reports: readonly ProblemReport[]) {
    super(format(reports));
    this.name = "SettingsError";
  }
}

/** What a preset finds in the settings that it is given: whose file they are in, only the loader knows. */
export class PresetError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(({ path, reason, use }) => `${path}: ${reason}; use ${use}`).join("\n"));
    this.name = "PresetError";
  }
}

/** Letters of a value, and of a line of a message: no single problem fills the screen. */
const MAX_VALUE = 100;
const MAX_LINE = 300;
/** The most problems that one message shows; the others come after these are fixed. */
const MAX_PROBLEMS = 20;
/** What ends a line, moves a terminal's cursor or is half a letter. Keys and names can have it, and are shown as they are. */
const UNPRINTABLE = /[\p{C}\u2028\u2029]+/gu;

/** A value as it would be typed in the settings, cut where it is long. Any value at all: settings are code. */
export function show(value: unknown): string {
  if (value === undefined) return "(not set)";
  const text =
    asJson(value) ?? inspect(value, { breakLength: Number.POSITIVE_INFINITY, customInspect: false });
  return cut(text, MAX_VALUE);
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 3)}...` : text;
}

/** `undefined` for what JSON cannot hold: a bigint, an object inside itself; or would hold as something else: NaN. */
function asJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, (_key, inner: unknown) => {
      if (typeof inner === "number" && !Number.isFinite(inner)) throw new RangeError("not in JSON");
      return inner;
    });
  } catch {
    return undefined;
  }
}

function format(reports: readonly ProblemReport[]): string {
  return formatReports(`${settingsIn(reports)} wrong. Nothing was written.`, reports);
}

/** What should be known of settings that are right by themselves, in the form in which wrong ones are reported. */
export function formatWarnings(reports: readonly ProblemReport[]): string {
  return formatReports(`${settingsIn(reports)} worth a look. Everything was written.`, reports);
}

function settingsIn(reports: readonly ProblemReport[]): string {
  const count = reports.reduce((sum, report) => sum + report.problems.length, 0);
  return `${count} ${count === 1 ? "setting is" : "settings are"}`;
}

function formatReports(head: string, reports: readonly ProblemReport[]): string {
  const all = reports.flatMap(({ problems }) => problems);
  const shown = new Set(all.slice(0, MAX_PROBLEMS));
  const blocks = reports.flatMap(({ file, problems }) => {
    const own = problems.filter((problem) => shown.has(problem));
    return own.length > 0 ? [[file, ...own.map(formatProblem)].join("\n")] : [];
  });
  const more = all.length - shown.size;
  return [head, ...blocks, ...(more > 0 ? [`... and ${more} more`] : [])].join("\n\n");
}

function formatProblem(problem: Problem): string {
  const { path, value, reason, use } = problem;
  const shown = "value" in problem ? [`    value   ${show(value)}`] : [];
  const lines = [`  ${path}`, ...shown, `    reason  ${reason}`, `    use     ${use}`];
  return lines.map((line) => cut(line, MAX_LINE).replaceAll(UNPRINTABLE, " ")).join("\n");
}
