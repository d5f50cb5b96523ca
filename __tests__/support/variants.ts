import { join } from "node:path";
import { withPublishedImages as fitted } from "../../environments/presets/published-images";
import type { Environment } from "../../environments/schema/environment";
import { loadEnvironments } from "../../environments/schema/load";
import { production, productionSettings } from "./synth";

/** An environment, and what it is called in a test's title. */
export type Variant = readonly [title: string, environment: Environment];

/** Those of `environments/`, or those that ENVIRONMENTS names. */
export const environments: readonly Environment[] = loadEnvironments(join(__dirname, "../../environments"));

export const inLayers: readonly Variant[] = environments.map((environment) => [
  `${environment.name}, layered`,
  { ...environment, layout: "layered" },
]);

export const inOne: readonly Variant[] = environments.map((environment) => [
  `${environment.name}, single`,
  { ...environment, layout: "single" },
]);

/** With everything on that a setting can turn on. */
export const withAllOptions: readonly Variant[] = environments.map((environment) => [
  `${environment.name}, with all options`,
  {
    ...environment,
    account: "123456789012",
    state: { ...environment.state, lock: "dynamodb" },
    data: {
      ...environment.data,
      postgres: {
        ...environment.data.postgres,
        allocatedStorage: 400,
        maxAllocatedStorage: 1000,
        iops: 12_000,
        storageThroughput: 500,
        iamAuthentication: true,
        performanceInsights: true,
        monitoringIntervalSeconds: 60,
        cloudwatchLogsExports: ["postgresql", "upgrade"],
        extensionsFrom: "operator",
        restore: "latest",
      },
      redis: { ...environment.data.redis, maintenanceWindow: "sun:06:00-sun:07:00" },
      taskQueue: { ...environment.data.taskQueue, kmsMasterKeyId: undefined, customerKey: true },
    },
    network: {
      ...environment.network,
      gatewayEndpoints: ["s3", "dynamodb"],
      interfaceEndpoints: ["ecr.api", "secretsmanager"],
      flowLogs: { trafficType: "ALL", retentionDays: 30 },
    },
    monitoring: {
      ...environment.monitoring,
      alerts: { emails: ["team@yourdomain.com"], urls: [] },
      pages: { emails: [], urls: ["https://events.example.com/hook"] },
      budget: { monthlyUsd: 2000, actualPercent: 80, forecastPercent: 100 },
      anomaliesFromUsd: 100,
      costAllocationTags: true,
      slack: { workspaceId: "T0123ABCD", channelId: "C0123ABCD" },
    },
    platform: {
      ...environment.platform,
      spotInstances: {
        name: environment.names.spotCapacity,
        instanceTypes: ["m7g.large", "m6g.large"],
        maximum: 4,
      },
    },
    services: {
      ...environment.services,
      executeCommand: true,
      cpuArchitecture: "ARM64",
      mcpServer: { ...environment.services.mcpServer, readonlyRootFilesystem: false },
      restApi: {
        ...environment.services.restApi,
        autoscaling: {
          ...environment.services.restApi.autoscaling,
          requestsPerTarget: 1000,
          schedules: [
            {
              name: "morning",
              schedule: "cron(0 7 ? * MON-FRI *)",
              timezone: "UTC",
              minimum: 4,
              maximum: 20,
            },
          ],
        },
      },
      worker: {
        ...environment.services.worker,
        capacityProviders: [{ provider: "EC2_SPOT", weight: 1, base: 0 }],
      },
    },
  },
]);

export const withoutSecretsInState: readonly Variant[] = environments.map((environment) => [
  `${environment.name}, without secrets in its state`,
  {
    ...environment,
    secretsInState: false,
    data: {
      ...environment.data,
      postgres: { ...environment.data.postgres, restore: { snapshot: "mcp-production-snapshot-20241225" } },
    },
  },
]);

const { data, services } = productionSettings;

/** As it has to be for the images that the platform publishes. */
export const withPublishedImages: readonly Variant[] = [
  [
    "production, with the published images",
    production({
      data: { ...data, redis: { ...data.redis, transitEncryptionMode: "preferred" } },
      services: fitted(services),
    }),
  ],
];
