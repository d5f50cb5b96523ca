import { expectMessage, type Wrong } from "../support/wrong-settings";

const wrong: Wrong[] = [
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

test.each(wrong)("%s", (...wrongly) => {
  expectMessage("configuration", wrongly);
});
