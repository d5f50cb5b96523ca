import type { EnvironmentSettings } from "../../environments/schema/environment";

/** What a team adds: two services, a queue and a bucket. Each is an entry; nothing else is edited. */
export const ownData = {
  queues: { emails: { maxReceiveCount: 5 } },
  buckets: { reports: { expireDays: 365 } },
} satisfies Partial<EnvironmentSettings["data"]>;

export const ownServices = {
  /** No port: nobody calls it. It sends to two queues, at its times. */
  scheduler: {
    cpu: 256,
    memory: 512,
    desiredCount: 1,
    autoscaling: { minimum: 1, maximum: 2 },
    after: ["rest-api"],
    sendTo: ["tasks", "emails"],
    environment: {
      EMAILS_QUEUE_URL: { queueUrl: "emails" },
      REST_API_INTERNAL_URL: { internalUrlOf: "rest-api" },
    },
  },
  /** A port, a host of its own, and only some paths of it. */
  admin: {
    cpu: 256,
    memory: 512,
    port: 9000,
    hosts: { admin: "admin.yourdomain.com" },
    routes: { admin: { host: "admin", paths: ["/", "/admin/*"] } },
    desiredCount: 1,
    autoscaling: { minimum: 1, maximum: 4, requestsPerTarget: 500 },
    after: ["rest-api"],
    receiveFrom: ["emails"],
    buckets: { contexts: "read", reports: "readWrite" },
    permissions: ["metrics"],
    environment: { REPORTS_BUCKET: { bucketName: "reports" } },
    secrets: { DATABASE_URL: "db-url", STRIPE_KEY: { own: "stripe-key" } },
  },
} satisfies EnvironmentSettings["services"]["all"];
