import { withPublishedImages as fitted } from "../../environments/presets/published-images";
import type { Environment } from "../../environments/schema/environment";
import { environment, imageSettings } from "./synth";

/** An environment, and what it is called in a test's title. */
export type Variant = readonly [title: string, environment: Environment];

const guide = environment();

/** With everything on that a setting can turn on. */
export const withAllOptions: Variant = [
  "the guide's, with all options",
  {
    ...guide,
    account: "123456789012",
    state: { ...guide.state, lock: "dynamodb" },
    data: {
      ...guide.data,
      postgres: {
        ...guide.data.postgres,
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
      redis: { ...guide.data.redis, maintenanceWindow: "sun:06:00-sun:07:00" },
      queues: guide.data.queues.map((queue) => ({ ...queue, kmsMasterKeyId: undefined, customerKey: true })),
    },
    network: {
      ...guide.network,
      gatewayEndpoints: ["s3", "dynamodb"],
      interfaceEndpoints: ["ecr.api", "secretsmanager"],
      flowLogs: { trafficType: "ALL", retentionDays: 30 },
    },
    monitoring: {
      ...guide.monitoring,
      alerts: { emails: ["team@yourdomain.com"], urls: [] },
      pages: { emails: [], urls: ["https://events.example.com/hook"] },
      budget: { monthlyUsd: 2000, actualPercent: 80, forecastPercent: 100 },
      anomaliesFromUsd: 100,
      costAllocationTags: true,
      slack: { workspaceId: "T0123ABCD", channelId: "C0123ABCD" },
    },
    platform: {
      ...guide.platform,
      spotInstances: {
        name: guide.names.spotCapacity,
        instanceTypes: ["m7g.large", "m6g.large"],
        maximum: 4,
        retired: false,
      },
    },
    services: {
      ...guide.services,
      executeCommand: true,
      cpuArchitecture: "ARM64",
      all: guide.services.all.map(withAllOptionsOf),
    },
  },
];

function withAllOptionsOf(service: Environment["services"]["all"][number]): typeof service {
  const schedule = { schedule: "cron(0 7 ? * MON-FRI *)", timezone: "UTC", minimum: 4, maximum: 20 };
  const { autoscaling } = service;
  return {
    ...service,
    readonlyRootFilesystem: false,
    ...(service.name === "worker"
      ? { capacityProviders: [{ provider: "EC2_SPOT", weight: 1, base: 0 }] }
      : {}),
    autoscaling:
      service.name === "rest-api"
        ? { ...autoscaling, requestsPerTarget: 1000, schedules: [{ ...schedule, name: "morning" }] }
        : autoscaling,
  };
}

export const withoutSecretsInState: Variant = [
  "the guide's, without secrets in its state",
  {
    ...guide,
    secretsInState: false,
    data: {
      ...guide.data,
      postgres: { ...guide.data.postgres, restore: { snapshot: "mcp-production-snapshot-20241225" } },
    },
  },
];

/** As it has to be for the images that the platform publishes. */
const withPublishedImages: Variant = [
  "the guide's, with the published images",
  environment(fitted(imageSettings())),
];

/** The guide's environment in every form that the code knows. */
export const guidesVariants: readonly Variant[] = [
  ["the guide's, layered", guide],
  ["the guide's, single", { ...guide, layout: "single" }],
  withAllOptions,
  withoutSecretsInState,
  withPublishedImages,
];
