import { mcpServer, restApi, worker } from "../../environments/presets/guide-services";
import type { EnvironmentSettings } from "../../environments/schema/environment";

/**
 * The guide's settings, in the guide's order: what every test starts from, so that none depends on what a team makes of
 * `environments/`. They change only with the guide, or when a setting is called otherwise.
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
      engineVersion: "15", // the guide's 15.4 is retired
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
      readReplicas: { "read-1": { zone: "us-east-1b" } },
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

  services: {
    imageTag: "1.0.0",
    repositoryPrefix: "mcp",
    namePrefix: "",
    all: {
      "mcp-server": {
        ...mcpServer,
        hosts: { mcp: "mcp.yourdomain.com" },
        cpu: 2048,
        memory: 4096,
        port: 8080,
        desiredCount: 3,
        healthCheck: {
          command: ["CMD-SHELL", "curl -f http://localhost:8080/health || exit 1"],
          intervalSeconds: 30,
          timeoutSeconds: 5,
          retries: 3,
          startPeriodSeconds: 60,
        },
        secrets: { DATABASE_URL: "db-url", REDIS_URL: "redis-url" },
        maximumPercent: 200,
        minimumHealthyPercent: 100,
        autoscaling: {
          minimum: 2,
          maximum: 10,
          cpuPercent: 70,
          scaleInCooldownSeconds: 300,
          scaleOutCooldownSeconds: 60,
          memoryPercent: 80,
          connectionsPerTask: 100,
        },
      },
      "rest-api": {
        ...restApi,
        hosts: { api: "api.yourdomain.com" },
        port: 8081,
        healthCheck: { command: ["CMD-SHELL", "curl -f http://localhost:8081/health || exit 1"] },
      },
      worker: {
        ...worker,
        autoscaling: { backlog: { queue: "tasks", perTask: 100 } },
        capacityProviders: [
          { provider: "FARGATE", base: 1, weight: 1 },
          { provider: "FARGATE_SPOT", weight: 3 },
        ],
      },
    },
  },

  configuration: {
    logLevel: "info",
    logFormat: "json",
    metricsEnabled: true,
    bedrock: {
      enabled: true,
      models: ["amazon.titan-embed-text-v1", "cohere.embed-english-v3"],
      sessionLimitUsd: 1,
    },
    globalCostLimitUsd: 100,
    maxConnections: 1000,
    connectionTimeoutSeconds: 30,
    requestTimeoutSeconds: 300,
    workerConcurrency: 10,
  },

  platform: {
    domain: "yourdomain.com",
    certificateNames: ["*.mcp.yourdomain.com"],
    loadBalancer: { name: "mcp-alb", sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06" },
    waf: {
      rateLimit: 2000,
      managedRuleGroups: [
        {
          name: "AWSManagedRulesCommonRuleSet",
          count: [
            "NoUserAgent_HEADER",
            "SizeRestrictions_BODY",
            "EC2MetaDataSSRF_BODY",
            "GenericLFI_BODY",
            "GenericRFI_BODY",
            "CrossSiteScripting_BODY",
          ],
        },
        {
          name: "AWSManagedRulesKnownBadInputsRuleSet",
          count: ["JavaDeserializationRCE_BODY", "Log4JRCE_BODY", "ReactJSRCE_BODY"],
        },
        { name: "AWSManagedRulesAnonymousIpList", count: ["AnonymousIPList", "HostingProviderIPList"] },
      ],
    },
  },
} satisfies EnvironmentSettings;
