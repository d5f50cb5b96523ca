import { validateSettings } from "../../environments/schema/environment";
import { settings } from "../support/synth";

const found = (changes: object) =>
  validateSettings({ ...settings(), configuration: { ...settings().configuration, ...changes } }).problems ??
  [];

/** What is set, where the problem is seen, why, and what the message offers instead. */
const wrong: [string, object, string, string, string][] = [
  ...["WARN", "warning", "Warn"].map((logLevel): (typeof wrong)[number] => [
    `the level ${logLevel}`,
    { logLevel },
    "configuration.logLevel",
    "must be one of",
    '"warn"',
  ]),
  ["a level unlike any", { logLevel: 3 }, "configuration.logLevel", "must be one of", '"info"'],
  [
    "a model that is none",
    { bedrock: { models: ["titan-embed-text-v1"] } },
    "configuration.bedrock.models[0]",
    "is not the id of a Bedrock model",
    "amazon.titan-embed-text-v1",
  ],
  [
    "no model",
    { bedrock: { enabled: false, models: [] } },
    "configuration.bedrock.models",
    "also where enabled is false",
    "amazon",
  ],
  [
    "a session that costs more than all",
    { bedrock: { sessionLimitUsd: 101 } },
    "configuration.bedrock.sessionLimitUsd",
    "one session could cost more",
    "100",
  ],
  [
    "a part of a cent too small",
    { globalCostLimitUsd: 1e-7 },
    "configuration.globalCostLimitUsd",
    "four digits",
    "100",
  ],
  [
    "a request without end",
    { requestTimeoutSeconds: 3601 },
    "configuration.requestTimeoutSeconds",
    "must be 1 to 3600",
    "300",
  ],
  ["no worker", { workerConcurrency: 0 }, "configuration.workerConcurrency", "must be 1 to 1000", "10"],
];

test.each(wrong)("%s", (_what, changes, path, reason, use) => {
  const problem = found(changes).find((each) => each.path === path);
  expect(problem?.reason).toContain(reason);
  expect(problem?.use).toContain(use);
  const offered = parsed(problem?.use ?? "");
  if (offered === undefined) return;
  const mended = replaced(
    changes,
    path
      .split(/[.[\]]+/)
      .filter(Boolean)
      .slice(1),
    offered,
  );
  expect(found(mended as object).map((each) => each.path)).not.toContain(path);
});

/** Words are for people. */
function parsed(use: string): unknown {
  try {
    return JSON.parse(use);
  } catch {
    return undefined;
  }
}

function replaced(value: unknown, [key, ...rest]: string[], replacement: unknown): unknown {
  if (key === undefined) return replacement;
  if (Array.isArray(value)) {
    return value.map((entry, index) => (index === Number(key) ? replaced(entry, rest, replacement) : entry));
  }
  const record = (value ?? {}) as Record<string, unknown>;
  return { ...record, [key]: replaced(record[key], rest, replacement) };
}
