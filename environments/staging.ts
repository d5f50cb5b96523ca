import { mcpServer, restApi, worker } from "./presets/guide-services";
import type { EnvironmentSettings } from "./schema/environment";

/**
 * As production, smaller and cheaper: one NAT gateway, planned subnets, no standby, no replica, contexts archived sooner, few
 * and small tasks.
 */
export default {
  name: "staging",
  project: "devops-mcp",
  region: "us-east-1",

  network: {
    cidr: "10.1.0.0/16",
    zones: ["us-east-1a", "us-east-1b"],
    natGateways: "single",
    gatewayEndpoints: ["s3"],
    flowLogs: { trafficType: "ALL" },
  },

  data: {
    postgres: {
      engineVersion: "15",
      instanceClass: "db.t4g.medium",
      allocatedStorage: 20,
      multiAz: false,
      deletionProtection: false,
    },
    redis: {
      nodeType: "cache.t4g.small",
      numCacheClusters: 1,
      automaticFailoverEnabled: false,
      multiAzEnabled: false,
    },
    contexts: {
      standardIaAfterDays: 30,
      glacierAfterDays: 60,
      oldVersionsExpireDays: 7,
    },
    secrets: { recoveryWindowDays: 7 },
  },

  services: {
    imageTag: "1.0.0",
    all: {
      "mcp-server": {
        ...mcpServer,
        hosts: { mcp: "mcp.staging.yourdomain.com" },
        desiredCount: 1,
        autoscaling: { minimum: 1, maximum: 3 },
      },
      "rest-api": {
        ...restApi,
        hosts: { api: "api.staging.yourdomain.com" },
        desiredCount: 1,
        autoscaling: { minimum: 1, maximum: 3 },
      },
      worker: {
        ...worker,
        desiredCount: 1,
        autoscaling: { minimum: 1, maximum: 3 },
        capacityProviders: [{ provider: "FARGATE_SPOT", weight: 1 }],
      },
    },
  },

  platform: {
    domain: "yourdomain.com",
    loadBalancer: { deletionProtection: false },
  },

  monitoring: { database: { freeMemoryGib: 0.25, freeStorageGib: 4 } },
} satisfies EnvironmentSettings;
