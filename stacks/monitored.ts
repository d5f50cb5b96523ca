import type { Environment } from "../environments/schema/environment";
import type { TaskQueue } from "../modules/queue/task-queue";
import type { DataLayer } from "./data-layer";
import type { NetworkLayer } from "./network-layer";
import type { PlatformLayer, ServicePlatform } from "./platform-layer";
import { runningServices, type ServiceSettings } from "./service-settings";

/** What monitoring looks at. */
export interface LayersBelow {
  readonly network: NetworkLayer;
  readonly data: DataLayer;
  readonly platform: PlatformLayer;
}

/** A service, and what it runs on. */
export interface MonitoredService {
  readonly settings: ServiceSettings;
  readonly platform: ServicePlatform;
}

/** A queue, and how settings and Terraform know it. */
export interface MonitoredQueue {
  /** The name by which services receive from it: `tasks`. */
  readonly name: string;
  /** What the ids of its alarms begin with: nothing for the guide's. */
  readonly idPrefix: string;
  readonly queue: TaskQueue;
}

/** All services that are not retired, in the order of the settings. */
export function monitoredServices(environment: Environment, platform: PlatformLayer): MonitoredService[] {
  return runningServices(environment).map((settings) => ({
    settings,
    platform: platform.service(settings.name),
  }));
}

/** All queues, in the order of the settings. */
export function monitoredQueues({ data: { queues } }: Environment, data: DataLayer): MonitoredQueue[] {
  return queues.map(({ key, idPrefix }) => ({ name: key, idPrefix, queue: data.queue(key) }));
}
