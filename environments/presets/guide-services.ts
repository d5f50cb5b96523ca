import type { ServiceInput } from "../schema/service";

/**
 * The guide's services: what is theirs in every environment. An environment's file takes them as entries and adds its own.
 *
 * ```ts
 * services: { all: { "mcp-server": { ...mcpServer, hosts: { mcp: "mcp.yourdomain.com" }, cpu: 2048 } } },
 * ```
 */
export const mcpServer = {
  port: 8080,
  routes: { websocket: { paths: ["/ws", "/ws/*"], priority: 20 }, mcp: { host: "mcp", priority: 30 } },
  // A client comes back to the task that knows its session, for a day.
  target: { stickinessSeconds: 86_400 },
  publicUrl: { variable: "MCP_SERVER_URL", scheme: "wss", host: "mcp", path: "/ws" },
  webSockets: true,
  onMainDashboard: true,
  after: ["rest-api"],
  // The guide has one role for all services, which may all of this: lines 602–666.
  sendTo: ["tasks"],
  receiveFrom: ["tasks"],
  buckets: { contexts: "readWrite" },
  permissions: ["models", "allSecrets", "metrics"],
  names: {
    repository: "server",
    targetGroup: "server",
    taskRole: "ecs-task-role",
    taskPolicy: "ecs-task-policy",
  },
  addresses: {
    taskRole: "ecs_task_role",
    taskPolicy: "ecs_task_policy",
    scaling: "",
    highCpu: "high_cpu",
  },
} satisfies ServiceInput;

export const restApi = {
  port: 8081,
  routes: { api: { host: "api", priority: 40 } },
  publicUrl: { variable: "REST_API_URL", host: "api" },
  sendTo: ["tasks"],
  buckets: { contexts: "readWrite" },
  permissions: ["models", "secrets", "metrics"],
  names: { repository: "api", targetGroup: "api" },
} satisfies ServiceInput;

export const worker = {
  // As long as Fargate waits: a task that is not done by then is lost, and comes again from the queue.
  stopTimeoutSeconds: 120,
  after: ["mcp-server"],
  receiveFrom: ["tasks"],
  buckets: { contexts: "readWrite" },
  permissions: ["models", "metrics"],
} satisfies ServiceInput;
