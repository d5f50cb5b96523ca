export interface EnvironmentVariablesProps {
  /** The environment's name, `production`. */
  readonly environment: string;
  readonly region: string;
  /** The public URLs of services, by the variables that have them. */
  readonly urls: Readonly<Record<string, string>>;
  readonly contextsBucket: string;
  readonly taskQueueUrl: string;
  /** Names, by which the services look these secrets up. */
  readonly jwtSecretName: string;
  readonly apiKeysSecretName: string;
  readonly logLevel: string;
  readonly logFormat: string;
  readonly metricsEnabled: boolean;
  readonly bedrockEnabled: boolean;
  readonly sessionLimitUsd: number;
  readonly globalCostLimitUsd: number;
  readonly maxConnections: number;
  readonly connectionTimeoutSeconds: number;
  readonly requestTimeoutSeconds: number;
  readonly workerConcurrency: number;
}

/** What every service finds in its environment. Guide: lines 389–393 and 479–510, in its order and its forms. */
export function environmentVariables(props: EnvironmentVariablesProps): Record<string, string> {
  return {
    ENV: props.environment,
    LOG_LEVEL: props.logLevel,
    LOG_FORMAT: props.logFormat,
    METRICS_ENABLED: `${props.metricsEnabled}`,
    ...props.urls,
    AWS_REGION: props.region,
    S3_BUCKET: props.contextsBucket,
    SQS_QUEUE_URL: props.taskQueueUrl,
    BEDROCK_ENABLED: `${props.bedrockEnabled}`,
    BEDROCK_SESSION_LIMIT: decimal(props.sessionLimitUsd, 2),
    GLOBAL_COST_LIMIT: decimal(props.globalCostLimitUsd, 1),
    MAX_CONNECTIONS: `${props.maxConnections}`,
    CONNECTION_TIMEOUT: `${props.connectionTimeoutSeconds}s`,
    REQUEST_TIMEOUT: `${props.requestTimeoutSeconds}s`,
    WORKER_CONCURRENCY: `${props.workerConcurrency}`,
    JWT_SECRET_NAME: props.jwtSecretName,
    API_KEY_SECRET_NAME: props.apiKeysSecretName,
  };
}

/** With at least so many digits behind the point: the services read these as decimals. */
function decimal(value: number, digits: number): string {
  const behindPoint = `${value}`.split(".")[1]?.length ?? 0;
  return value.toFixed(Math.max(digits, behindPoint));
}
