import type { Metric } from "../modules/monitoring/alarm-definition";

/** Lines of a service's log that are errors, as a filter counts them. */
export function errorLines(namespace: string, serviceName: string): Metric {
  return { namespace, metricName: `${serviceName}-errors`, dimensions: {}, stat: "Sum" };
}

/** Agents that are connected, as the MCP server says. Guide: lines 846–884. */
export function activeAgents(namespace: string): Metric {
  return { namespace, metricName: "ActiveAgents", dimensions: {}, stat: "Average" };
}

/** Tasks that were done, as the worker says. Guide: lines 846–884. */
export function tasksProcessed(namespace: string, environment: string): Metric {
  const dimensions = { Environment: environment };
  return { namespace, metricName: "TasksProcessed", dimensions, stat: "Sum" };
}

/** Connections of one service, by which it can scale: docs/operations.md asks it to publish them. */
export function webSocketConnections(namespace: string, environment: string, serviceName: string): Metric {
  const dimensions = { Environment: environment, Service: serviceName };
  return { namespace, metricName: "WebSocketConnections", dimensions, stat: "Sum" };
}
