import { inspect } from "node:util";

/** One thing that is wrong with the settings, and what would be right. */
export interface Problem {
  /** Where: the path inside the settings, such as `network.privateSubnets[1]`. */
  readonly path: string;
  /** What stands there now; `undefined` where nothing does. */
  readonly value: unknown;
  /** Why it cannot stay. */
  readonly reason: string;
  /** A value that works. */
  readonly use: string;
}

/** Every problem of one settings file. */
export interface ProblemReport {
  /** The file, relative to the project: `environments/production.ts`. */
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

/** A value as it would be typed in the settings, cut where it is long. Any value at all: settings are code. */
export function show(value: unknown): string {
  if (value === undefined) return "(not set)";
  const text =
    asJson(value) ?? inspect(value, { breakLength: Number.POSITIVE_INFINITY, customInspect: false });
  return text.length > 100 ? `${text.slice(0, 97)}...` : text;
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
  const count = reports.reduce((sum, report) => sum + report.problems.length, 0);
  const head = `${count} ${count === 1 ? "setting is" : "settings are"} wrong. Nothing was written.`;
  return [head, ...reports.map(formatReport)].join("\n\n");
}

function formatReport({ file, problems }: ProblemReport): string {
  const blocks = problems.map(({ path, value, reason, use }) =>
    [`  ${path}`, `    value   ${show(value)}`, `    reason  ${reason}`, `    use     ${use}`].join("\n"),
  );
  return [file, ...blocks].join("\n");
}
