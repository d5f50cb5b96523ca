import type { EnvironmentSettings } from "./schema/environment";

/** The guide's values, in the guide's order. Numbers in brackets are its lines. */
export default {
  name: "production",
  project: "devops-mcp",
  namePrefix: "mcp",
  region: "us-east-1",

  // VPC and Networking [132–173]
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

  // S3 Buckets [263–311]
  data: {
    contexts: {
      bucket: "mcp-production-contexts",
      standardIaAfterDays: 30,
      glacierAfterDays: 90,
    },
  },
} satisfies EnvironmentSettings;
