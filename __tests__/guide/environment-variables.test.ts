/** Guide, "1. Environment Variables": lines 479–510, with the values of the resources that are made. */
import { productionInOne } from "../support/synth";

const stack = productionInOne();

describe.each(["mcp_server", "rest_api", "worker"])("%s", (id) => {
  const variables = stack.container(`aws_ecs_task_definition.${id}`).environment;

  test.each([
    ["ENV", "production"],
    ["LOG_LEVEL", "info"],
    ["LOG_FORMAT", "json"],
    ["MCP_SERVER_URL", "wss://mcp.yourdomain.com/ws"],
    ["REST_API_URL", "https://api.yourdomain.com"],
    ["AWS_REGION", "us-east-1"],
    ["S3_BUCKET", "${aws_s3_bucket.contexts.bucket}"],
    ["SQS_QUEUE_URL", "${aws_sqs_queue.task_queue.url}"],
    ["BEDROCK_ENABLED", "true"],
    ["BEDROCK_SESSION_LIMIT", "1.00"],
    ["GLOBAL_COST_LIMIT", "100.0"],
    ["MAX_CONNECTIONS", "1000"],
    ["CONNECTION_TIMEOUT", "30s"],
    ["REQUEST_TIMEOUT", "300s"],
    ["WORKER_CONCURRENCY", "10"],
    ["JWT_SECRET_NAME", "mcp/production/jwt-secret"],
    ["API_KEY_SECRET_NAME", "mcp/production/api-keys"],
  ])("%s=%s", (name, value) => {
    expect(variables).toContainEqual({ name, value });
  });
});
