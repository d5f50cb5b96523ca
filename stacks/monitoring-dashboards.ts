import type { Environment } from "../environments/schema/environment";
import { serviceWidgets, tasksWidget, utilizationWidget } from "../modules/ecs/service-widgets";
import {
  capacityWidget,
  latencyWidget,
  loadBalancerWidget,
  requestWidgets,
} from "../modules/load-balancer/request-widgets";
import type { DashboardRow } from "../modules/monitoring/dashboard";
import { messagesSentWidget } from "../modules/queue/task-queue-widgets";
import { webAclWidgets } from "../modules/waf/web-acl-widgets";
import type { LayersBelow, MonitoredQueue, MonitoredService } from "./monitored";
import { activeAgents, errorLines, tasksProcessed, webSocketConnections } from "./own-metrics";

/** What the pages show. */
interface Shown extends LayersBelow {
  readonly environment: Environment;
  readonly services: readonly MonitoredService[];
  readonly queues: readonly MonitoredQueue[];
}

/** The pages of an environment, by their names: each answers one question. Modules say what is shown; here it is arranged. */
export function dashboards(shown: Shown): Record<string, DashboardRow[]> {
  return {
    main: main(shown),
    users: users(shown),
    services: services(shown),
    stores: stores(shown),
    cost: cost(shown),
  };
}

/** The guide's two widgets, with the errata to lines 755, 768 and 774. */
function main({ environment: { names }, services: all, platform }: Shown): DashboardRow[] {
  const chosen = all.filter(({ settings }) => settings.onMainDashboard);
  return [
    {
      widgets: [
        utilizationWidget(measured(chosen, names.cluster)),
        loadBalancerWidget(platform.loadBalancer),
      ],
    },
  ];
}

function users({ environment, services: all, platform }: Shown): DashboardRow[] {
  const { monitoring, names, name } = environment;
  const targets = all.flatMap(({ settings, platform: { target } }) => {
    if (!target) return [];
    const { loadBalancer } = platform.loadBalancer;
    return [{ serviceName: settings.name, loadBalancer, arnSuffix: target.group.arnSuffix }];
  });
  const connected = all.filter(({ settings }) => settings.webSockets).map(({ settings }) => settings.name);
  return [
    {
      text: "## Are users well?\nRequests that are answered, how many in error, and how fast.",
      widgets: requestWidgets(targets, monitoring.requests),
    },
    { widgets: targets.map((target) => latencyWidget(target, monitoring.requests)) },
    {
      widgets: [
        {
          title: "Agents",
          unit: "connected",
          lines: [
            { ...activeAgents(names.metricsNamespace), label: "active agents" },
            ...connected.map((service) => ({
              ...webSocketConnections(names.metricsNamespace, name, service),
              label: connected.length === 1 ? "WebSocket connections" : `WebSocket connections: ${service}`,
            })),
          ],
        },
        {
          title: "Tasks",
          unit: "in five minutes",
          lines: [{ ...tasksProcessed(names.metricsNamespace, name), label: "processed" }],
        },
      ],
    },
  ];
}

function services({ environment: { monitoring, names }, services: all }: Shown): DashboardRow[] {
  const each = measured(all, names.cluster);
  return [
    {
      text: "## Are the services well?\nTasks as wanted, with room to spare, and few errors in their logs.",
      widgets: [
        ...serviceWidgets(each, monitoring.services),
        {
          title: "Errors in the logs",
          unit: "lines in five minutes",
          lines: each.map(({ serviceName }) => ({
            ...errorLines(names.metricsNamespace, serviceName),
            label: serviceName,
          })),
        },
      ],
    },
    { widgets: each.map(tasksWidget) },
  ];
}

function stores({ environment: { names, monitoring }, data, queues }: Shown): DashboardRow[] {
  const { database, redis } = data;
  return [
    {
      text: `## Are the stores well?\nPostgreSQL (${names.database}), Redis (${names.redis}) and the task queue (${names.taskQueue}).`,
      widgets: database.widgets(monitoring.database),
    },
    { widgets: redis.widgets(monitoring.redis) },
    ...queues.map(({ name, queue }) => ({
      text: queues.length > 1 ? `### The queue ${name}` : undefined,
      widgets: queue.widgets(monitoring.taskQueue),
    })),
  ];
}

/** What grows with traffic; the rest of the bill is what the settings say. */
function cost({ environment: { names, region }, network, queues, platform }: Shown): DashboardRow[] {
  return [
    {
      text: "## What does it cost?\nWhat grows with traffic. The bill itself is in Cost Explorer, by the tags Environment and Layer.",
      widgets: [
        ...network.network.widgets(),
        capacityWidget(platform.loadBalancer),
        ...webAclWidgets({ name: names.webAcl, region }),
        messagesSentWidget(queues.map(({ queue }) => queue.queue.name)),
      ],
    },
  ];
}

function measured(services: readonly MonitoredService[], clusterName: string) {
  return services.map(({ settings }) => ({ serviceName: settings.name, clusterName }));
}
