import type { Environment } from "../environments/schema/environment";
import { BYTES_IN_GIB } from "../modules/bytes-in-gib";
import { nodeMetric } from "../modules/cache/node-metric";
import { instanceMetric } from "../modules/database/instance-metric";
import { serviceTasks, serviceUtilization } from "../modules/ecs/service-metrics";
import { percentOf, requestMetric } from "../modules/load-balancer/request-metrics";
import type { Metric } from "../modules/monitoring/alarm-definition";
import type { DashboardRow, Line } from "../modules/monitoring/dashboard";
import { natMetric } from "../modules/network/nat-metric";
import { queueMetric } from "../modules/queue/queue-metric";
import { webAclMetric } from "../modules/waf/web-acl-metric";
import type { DataLayer } from "./data-layer";
import type { NetworkLayer } from "./network-layer";
import type { PlatformLayer } from "./platform-layer";

interface LayersBelow {
  readonly network: NetworkLayer;
  readonly data: DataLayer;
  readonly platform: PlatformLayer;
}

type Dimensions = Readonly<Record<string, string>>;

/** The pages of an environment, by their names: each answers one question. */
export function dashboards(environment: Environment, below: LayersBelow): Record<string, DashboardRow[]> {
  return {
    main: main(environment, below),
    users: users(environment, below),
    services: services(environment),
    stores: stores(environment, below),
    cost: cost(environment, below),
  };
}

/** The guide's two widgets, with the errata to lines 768 and 774. */
function main({ names, services: { mcpServer } }: Environment, { platform }: LayersBelow): DashboardRow[] {
  const service = { serviceName: mcpServer.name, clusterName: names.cluster };
  const requests = { LoadBalancer: platform.loadBalancer.loadBalancer.arnSuffix };
  const load = (metricName: string, stat: string) => requestMetric(metricName, requests, stat);
  return [
    {
      widgets: [
        {
          title: "ECS Service Metrics",
          lines: [
            serviceUtilization(service, "CPUUtilization"),
            serviceUtilization(service, "MemoryUtilization"),
          ],
        },
        {
          title: "ALB Metrics",
          lines: [
            load("TargetResponseTime", "Average"),
            load("TargetResponseTime", "p95"),
            load("TargetResponseTime", "p99"),
            load("RequestCount", "Sum"),
            load("HTTPCode_Target_4XX_Count", "Sum"),
            load("HTTPCode_Target_5XX_Count", "Sum"),
          ],
        },
      ],
    },
  ];
}

function users(environment: Environment, { platform }: LayersBelow): DashboardRow[] {
  const { monitoring, names, services: each } = environment;
  const loadBalancer = platform.loadBalancer.loadBalancer.arnSuffix;
  const targets = [
    { name: each.mcpServer.name, group: platform.mcpServer.target.group },
    { name: each.restApi.name, group: platform.restApi.target.group },
  ].map(({ name, group }) => ({ name, of: { LoadBalancer: loadBalancer, TargetGroup: group.arnSuffix } }));
  const own = (metricName: string, stat: string, dimensions: Dimensions): Metric => ({
    namespace: names.metricsNamespace,
    metricName,
    stat,
    dimensions,
  });
  const inEnvironment = { Environment: environment.name };
  return [
    {
      text: "## Are users well?\nRequests that are answered, how many in error, and how fast.",
      widgets: [
        {
          title: "Requests",
          unit: "a minute",
          periodSeconds: 60,
          lines: targets.map(({ name, of }) => ({
            ...requestMetric("RequestCount", of, "Sum"),
            label: name,
          })),
        },
        {
          title: "Errors of the server",
          unit: "percent",
          threshold: monitoring.requests.errorPercent,
          lines: targets.flatMap(({ name, of }, index) =>
            share(`${index}`, name, "HTTPCode_Target_5XX_Count", of),
          ),
        },
        {
          title: "Errors of the client",
          unit: "percent",
          threshold: monitoring.requests.clientErrorPercent,
          lines: targets.flatMap(({ name, of }, index) =>
            share(`${index}`, name, "HTTPCode_Target_4XX_Count", of),
          ),
        },
      ],
    },
    {
      widgets: targets.map(({ name, of }) => ({
        title: `Time to answer: ${name}`,
        unit: "seconds",
        threshold: monitoring.requests.latencyP99Seconds,
        lines: ["p50", "p95", "p99"].map((stat) => ({
          ...requestMetric("TargetResponseTime", of, stat),
          label: stat,
        })),
      })),
    },
    {
      widgets: [
        {
          title: "Agents",
          unit: "connected",
          lines: [
            { ...own("ActiveAgents", "Average", {}), label: "active agents" },
            {
              ...own("WebSocketConnections", "Sum", { ...inEnvironment, Service: each.mcpServer.name }),
              label: "WebSocket connections",
            },
          ],
        },
        {
          title: "Tasks",
          unit: "in five minutes",
          lines: [{ ...own("TasksProcessed", "Sum", inEnvironment), label: "processed" }],
        },
      ],
    },
  ];
}

function services({ monitoring, names, services: each }: Environment): DashboardRow[] {
  const all = [each.mcpServer, each.restApi, each.worker];
  const of = (name: string) => ({ serviceName: name, clusterName: names.cluster });
  return [
    {
      text: "## Are the services well?\nTasks as wanted, with room to spare, and few errors in their logs.",
      widgets: [
        {
          title: "CPU",
          unit: "percent",
          threshold: monitoring.services.cpuPercent,
          lines: all.map(({ name }) => ({ ...serviceUtilization(of(name), "CPUUtilization"), label: name })),
        },
        {
          title: "Memory",
          unit: "percent",
          threshold: monitoring.services.memoryPercent,
          lines: all.map(({ name }) => ({
            ...serviceUtilization(of(name), "MemoryUtilization"),
            label: name,
          })),
        },
        {
          title: "Errors in the logs",
          unit: "lines in five minutes",
          lines: all.map(({ name }) => ({
            namespace: names.metricsNamespace,
            metricName: `${name}-errors`,
            stat: "Sum",
            dimensions: {},
            label: name,
          })),
        },
      ],
    },
    {
      widgets: all.map(({ name }) => ({
        title: `Tasks: ${name}`,
        unit: "tasks",
        periodSeconds: 60,
        lines: [
          { ...serviceTasks(of(name), "DesiredTaskCount"), label: "wanted" },
          { ...serviceTasks(of(name), "RunningTaskCount"), label: "running" },
        ],
      })),
    },
  ];
}

function stores({ names, monitoring: limits }: Environment, { data }: LayersBelow): DashboardRow[] {
  const { database, redis, taskQueue } = data;
  const instances = [
    { label: "primary", identifier: database.instance.identifier },
    ...database.replicas.map(({ identifier }, index) => ({ label: `replica ${index + 1}`, identifier })),
  ];
  const rds = (metricName: string): Line[] =>
    instances.map(({ label, identifier }) => ({
      ...instanceMetric(metricName, identifier, "Average"),
      label,
    }));
  const cache = (metricName: string): Line[] =>
    redis.nodeIds.map((nodeId, index) => ({
      ...nodeMetric(metricName, nodeId, "Average"),
      label: `node ${index + 1}`,
    }));
  const largest = (metricName: string, queueName: string, label: string): Line => ({
    ...queueMetric(metricName, queueName, "Maximum"),
    label,
  });
  return [
    {
      text: `## Are the stores well?\nPostgreSQL (${names.database}), Redis (${names.redis}) and the task queue (${names.taskQueue}).`,
      widgets: [
        {
          title: "Database: CPU",
          unit: "percent",
          threshold: limits.database.cpuPercent,
          lines: rds("CPUUtilization"),
        },
        {
          title: "Database: connections",
          unit: "connections",
          threshold: limits.database.connections,
          lines: rds("DatabaseConnections"),
        },
        {
          title: "Database: free storage",
          unit: "bytes",
          threshold: limits.database.freeStorageGib * BYTES_IN_GIB,
          lines: rds("FreeStorageSpace"),
        },
        {
          title: "Database: free memory",
          unit: "bytes",
          threshold: limits.database.freeMemoryGib * BYTES_IN_GIB,
          lines: rds("FreeableMemory"),
        },
      ],
    },
    {
      widgets: [
        {
          title: "Redis: CPU of the engine",
          unit: "percent",
          threshold: limits.redis.engineCpuPercent,
          lines: cache("EngineCPUUtilization"),
        },
        {
          title: "Redis: memory",
          unit: "percent",
          threshold: limits.redis.memoryPercent,
          lines: cache("DatabaseMemoryUsagePercentage"),
        },
        { title: "Redis: evictions", unit: "keys", lines: cache("Evictions") },
      ],
    },
    {
      widgets: [
        {
          title: "Task queue: age of the oldest message",
          unit: "seconds",
          threshold: limits.taskQueue.oldestMessageSeconds,
          lines: [largest("ApproximateAgeOfOldestMessage", taskQueue.queue.name, "oldest")],
        },
        {
          title: "Task queue: messages",
          unit: "messages",
          threshold: limits.taskQueue.messages,
          lines: [
            largest("ApproximateNumberOfMessagesVisible", taskQueue.queue.name, "waiting"),
            largest("ApproximateNumberOfMessagesNotVisible", taskQueue.queue.name, "in hand"),
          ],
        },
        {
          title: "Dead letters",
          unit: "messages",
          threshold: limits.taskQueue.deadLetters,
          lines: [
            largest("ApproximateNumberOfMessagesVisible", taskQueue.deadLetterQueue.name, "dead letters"),
          ],
        },
      ],
    },
  ];
}

/** What grows with traffic; the rest of the bill is what the settings say. */
function cost({ names, region }: Environment, { network, data, platform }: LayersBelow): DashboardRow[] {
  const { natGateways } = network.network;
  const loadBalancer = platform.loadBalancer.loadBalancer.arnSuffix;
  return [
    {
      text: "## What does it cost?\nWhat grows with traffic. The bill itself is in Cost Explorer, by the tags Environment and Layer.",
      widgets: [
        {
          title: "NAT gateways: traffic",
          unit: "bytes in five minutes",
          lines: natGateways.map((gateway) => ({
            ...natMetric("BytesOutToDestination", gateway.id, "Sum"),
            label: gateway.node.id,
          })),
        },
        {
          title: "Load balancer: capacity units",
          unit: "LCUs",
          periodSeconds: 3600,
          lines: [requestMetric("ConsumedLCUs", { LoadBalancer: loadBalancer }, "Average")],
        },
        {
          title: "Firewall: requests",
          unit: "in five minutes",
          lines: (["AllowedRequests", "BlockedRequests"] as const).map((metricName) =>
            webAclMetric(metricName, { name: names.webAcl, region }),
          ),
        },
        {
          title: "Task queue: messages sent",
          unit: "in five minutes",
          lines: [queueMetric("NumberOfMessagesSent", data.taskQueue.queue.name, "Sum")],
        },
      ],
    },
  ];
}

/** Percent of requests, and the two metrics that it is made of. */
function share(suffix: string, label: string, metricName: string, dimensions: Dimensions): Line[] {
  const [errors, requests] = [`e${suffix}`, `r${suffix}`];
  return [
    { expression: percentOf(errors, requests), label },
    { ...requestMetric(metricName, dimensions, "Sum"), id: errors, isHidden: true },
    { ...requestMetric("RequestCount", dimensions, "Sum"), id: requests, isHidden: true },
  ];
}
