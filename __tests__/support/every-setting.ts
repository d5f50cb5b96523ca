import { environmentSchema } from "../../environments/schema/environment";
import { filled } from "../../environments/schema/filled";
import type { ServiceInput } from "../../environments/schema/service";
import { settings } from "./synth";

const { configuration, data, services } = settings();

/** One service with everything that any can have; the others would be varied the same way. */
const everything: ServiceInput = {
  ...services.all["mcp-server"],
  hosts: { mcp: "mcp.yourdomain.com" },
  after: [],
  addresses: { taskRole: "role", taskPolicy: "policy", scaling: "own_", highCpu: "cpu" },
  autoscaling: { requestsPerTarget: 10, connectionsPerTask: 10, backlog: { queue: "tasks", perTask: 10 } },
};

/** With what other settings need to have an effect, and where it can be, no value that is also the example. */
export const everySetting: unknown = filled(
  environmentSchema,
  settings({
    layout: "layered",
    state: { lock: "dynamodb" },
    data: {
      ...data,
      postgres: { ...data.postgres, allocatedStorage: 400 },
      taskQueue: { kmsMasterKeyId: "arn:aws:kms:us-east-1:123456789012:key/1234abcd" },
    },
    services: {
      ...services,
      migration: { service: "mcp-server" },
      all: { "mcp-server": everything },
    },
    configuration: { ...configuration, bedrock: { models: ["cohere.embed-english-v3"] } },
    monitoring: { anomaliesFromUsd: 100 },
  }),
);
