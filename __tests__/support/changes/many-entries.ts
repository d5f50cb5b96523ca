import { environmentSchema } from "../../../environments/schema/environment";
import { filled } from "../../../environments/schema/filled";
import { ownData, ownServices } from "../../../examples/own-services/settings";
import { servicesWith, settings } from "../synth";

const { configuration, data, network, platform } = settings();

/** The guide's environment with several entries in its lists and records, so that one can be taken from the middle. */
export const manyEntries: unknown = filled(
  environmentSchema,
  settings({
    tags: { CostCenter: "platform", Team: "mcp", Stage: "live" },
    network: {
      cidr: network.cidr,
      zones: ["us-east-1a", "us-east-1b", "us-east-1c"],
      gatewayEndpoints: ["s3", "dynamodb"],
      interfaceEndpoints: ["ecr.api", "ecr.dkr", "secretsmanager"],
    },
    data: {
      ...data,
      ...ownData,
      queues: { ...ownData.queues, reports: {}, invoices: {} },
      buckets: { ...ownData.buckets, invoices: {}, uploads: {} },
      postgres: { ...data.postgres, cloudwatchLogsExports: ["postgresql", "upgrade"] },
    },
    services: servicesWith({
      ...ownServices,
      worker: {
        capacityProviders: [
          { provider: "FARGATE", base: 1, weight: 1 },
          { provider: "FARGATE_SPOT", weight: 3 },
        ],
        autoscaling: {
          backlog: { queue: "tasks", perTask: 100 },
          schedules: ["morning", "noon", "evening"].map((name, index) => ({
            name,
            schedule: `cron(0 ${7 + 5 * index} ? * MON-FRI *)`,
            minimum: 2 + index,
            maximum: 10 + index,
          })),
        },
      },
    }),
    configuration,
    platform: {
      ...platform,
      certificateNames: ["*.mcp.yourdomain.com", "a.yourdomain.com", "b.yourdomain.com"],
    },
    monitoring: {
      alerts: { emails: ["a@yourdomain.com", "b@yourdomain.com", "c@yourdomain.com"] },
      pages: { urls: ["https://a.yourdomain.com", "https://b.yourdomain.com", "https://c.yourdomain.com"] },
    },
  }),
);
