import type { EnvironmentSettings } from "../../environments/schema/environment";

/**
 * What a test starts from that is about the code: complete settings, those that production had in the beginning. Whoever
 * changes environments/production.ts changes nothing here.
 */
export default {
  name: "production",
  project: "devops-mcp",
  namePrefix: "mcp",
  region: "us-east-1",

  network: {
    cidr: "10.0.0.0/16",
    zones: ["us-east-1a", "us-east-1b"],
    privateSubnets: ["10.0.10.0/24", "10.0.20.0/24"],
    publicSubnets: ["10.0.1.0/24", "10.0.2.0/24"],
    databaseSubnets: ["10.0.100.0/24", "10.0.200.0/24"],
    natGateways: "perZone",
    enableDnsHostnames: true,
    enableDnsSupport: true,
  },

  data: {
    postgres: {
      engineVersion: "15.4",
      instanceClass: "db.r6g.xlarge",
      allocatedStorage: 100,
      storageType: "gp3",
      databaseName: "mcp",
      username: "mcp_admin",
      backupRetentionDays: 30,
      backupWindow: "03:00-04:00",
      maintenanceWindow: "sun:04:00-sun:05:00",
      multiAz: true,
      deletionProtection: true,
      skipFinalSnapshot: false,
      cloudwatchLogsExports: ["postgresql"],
      readReplicas: [{ zone: "us-east-1b" }],
      parameterGroup: {
        name: "mcp-postgres15",
        sharedBuffersGib: 8,
        effectiveCacheSizeGib: 24,
        workMemMib: 64,
      },
    },

    redis: {
      description: "MCP Production Redis Cluster",
      engineVersion: "7.1",
      nodeType: "cache.r7g.large",
      numCacheClusters: 2,
      automaticFailoverEnabled: true,
      multiAzEnabled: true,
      snapshotRetentionDays: 7,
      snapshotWindow: "03:00-05:00",
    },

    contexts: {
      bucket: "mcp-production-contexts",
      standardIaAfterDays: 30,
      glacierAfterDays: 90,
    },

    taskQueue: {
      delaySeconds: 0,
      maxMessageSizeBytes: 262144,
      messageRetentionSeconds: 1209600,
      receiveWaitTimeSeconds: 20,
      maxReceiveCount: 3,
      kmsMasterKeyId: "alias/aws/sqs",
    },
  },
} satisfies EnvironmentSettings;
