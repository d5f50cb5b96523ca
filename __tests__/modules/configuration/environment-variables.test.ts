import {
  type EnvironmentVariablesProps,
  environmentVariables,
} from "../../../modules/configuration/environment-variables";

const PROPS: EnvironmentVariablesProps = {
  environment: "production",
  region: "us-east-1",
  urls: { MCP_SERVER_URL: "wss://mcp.example.com/ws", REST_API_URL: "https://api.example.com" },
  contextsBucket: "contexts",
  taskQueueUrl: "https://sqs.example.com/tasks",
  jwtSecretName: "mcp/production/jwt-secret",
  apiKeysSecretName: "mcp/production/api-keys",
  logLevel: "info",
  logFormat: "json",
  metricsEnabled: true,
  bedrockEnabled: false,
  sessionLimitUsd: 1,
  globalCostLimitUsd: 100,
  maxConnections: 1000,
  connectionTimeoutSeconds: 30,
  requestTimeoutSeconds: 300,
  workerConcurrency: 10,
};

test("the services find what they read, under the guide's names and in its forms", () => {
  expect(environmentVariables(PROPS)).toEqual({
    ENV: "production",
    LOG_LEVEL: "info",
    LOG_FORMAT: "json",
    METRICS_ENABLED: "true",
    MCP_SERVER_URL: "wss://mcp.example.com/ws",
    REST_API_URL: "https://api.example.com",
    AWS_REGION: "us-east-1",
    S3_BUCKET: "contexts",
    SQS_QUEUE_URL: "https://sqs.example.com/tasks",
    BEDROCK_ENABLED: "false",
    BEDROCK_SESSION_LIMIT: "1.00",
    GLOBAL_COST_LIMIT: "100.0",
    MAX_CONNECTIONS: "1000",
    CONNECTION_TIMEOUT: "30s",
    REQUEST_TIMEOUT: "300s",
    WORKER_CONCURRENCY: "10",
    JWT_SECRET_NAME: "mcp/production/jwt-secret",
    API_KEY_SECRET_NAME: "mcp/production/api-keys",
  });
});

test.each([
  [0, "0.00", "0.0"],
  [0.1, "0.10", "0.1"],
  [2.5, "2.50", "2.5"],
  [1.125, "1.125", "1.125"],
])("%d USD are a decimal that loses nothing", (usd, sessionLimit, globalLimit) => {
  expect(environmentVariables({ ...PROPS, sessionLimitUsd: usd, globalCostLimitUsd: usd })).toMatchObject({
    BEDROCK_SESSION_LIMIT: sessionLimit,
    GLOBAL_COST_LIMIT: globalLimit,
  });
});
