import { settings } from "../support/synth";
import { expectMessage, problemsIn, type Wrong } from "../support/wrong-settings";

/** The guide's services with one that has nothing but these settings. */
const withServices = (changes: object) => ({ all: { ...settings().services.all, ...changes } });
const found = (changes: object) => problemsIn("services", withServices(changes));

/** A service behind the load balancer that may take its time to start. */
const slowToStart = {
  port: 8090,
  hosts: { slow: "slow.yourdomain.com" },
  healthCheck: { command: ["CMD-SHELL", "curl localhost"], startPeriodSeconds: 300 },
};

const wrong: Wrong[] = [
  [
    "tasks that are ended while they start",
    { slow: { ...slowToStart, target: { gracePeriodSeconds: 5 } } },
    "services.all.slow.target.gracePeriodSeconds",
    "may start for 300 seconds (healthCheck.startPeriodSeconds)",
    "300",
  ],
  [
    "a start that takes longer than the usual grace period",
    { slow: slowToStart },
    "services.all.slow.target.gracePeriodSeconds",
    "after so long, ECS ends tasks",
    "300",
  ],
  [
    "cpu: must be one of 256",
    { worker: { cpu: 1000 } },
    "services.all.worker.cpu",
    "must be one of 256",
    "1024",
  ],
  [
    "memory: Fargate has 512 to 2048",
    { worker: { cpu: 256, memory: 4096 } },
    "services.all.worker.memory",
    "Fargate has 512 to 2048",
    "2048",
  ],
  [
    "memory: Fargate has 16384 to 61440",
    { worker: { cpu: 8192, memory: 17000 } },
    "services.all.worker.memory",
    "Fargate has 16384 to 61440",
    "20480",
  ],
  [
    "autoscaling.minimum: is more than the maximum, 10",
    { worker: { autoscaling: { minimum: 20 } } },
    "services.all.worker.autoscaling.minimum",
    "is more than the maximum, 10",
    "3",
  ],
  [
    "desiredCount: autoscaling keeps 2 to 10",
    { worker: { desiredCount: 1 } },
    "services.all.worker.desiredCount",
    "autoscaling keeps 2 to 10",
    "2",
  ],
  [
    "desiredCount: autoscaling keeps 2 to 10",
    { worker: { desiredCount: 11 } },
    "services.all.worker.desiredCount",
    "autoscaling keeps 2 to 10",
    "10",
  ],
  [
    "image: without a tag",
    { worker: { image: "ghcr.io/acme/x:1" } },
    "services.all.worker.image",
    "without a tag",
    "ghcr.io",
  ],
  [
    "image: in lower case",
    { worker: { image: "ghcr.io/Acme/x" } },
    "services.all.worker.image",
    "in lower case",
    "ghcr.io",
  ],
  [
    "image: pull from ECR only",
    { worker: { image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/x" } },
    "services.all.worker.image",
    "pull from ECR only",
    "ghcr.io",
  ],
  [
    "healthCheck.timeoutSeconds: has to end before the next",
    { worker: { healthCheck: { command: ["CMD", "x"], intervalSeconds: 5, timeoutSeconds: 6 } } },
    "services.all.worker.healthCheck.timeoutSeconds",
    "has to end before the next",
    "4",
  ],
  [
    "target.timeoutSeconds: as long as the interval",
    { "rest-api": { port: 8081, target: { healthPath: "/", intervalSeconds: 20, timeoutSeconds: 20 } } },
    "services.all.rest-api.target.timeoutSeconds",
    "has to end before the next",
    "19",
  ],
  [
    "healthCheck.command: must begin with CMD",
    { worker: { healthCheck: { command: ["curl", "x"] } } },
    "services.all.worker.healthCheck.command",
    "must begin with CMD",
    "CMD-SHELL",
  ],
  [
    "command: must say what to run",
    { worker: { command: [""] } },
    "services.all.worker.command",
    "must say what to run",
    "/app",
  ],
  [
    "environment.A: among the secrets too",
    { worker: { environment: { A: "x" }, secrets: { A: "db-url" } } },
    "services.all.worker.environment.A",
    "among the secrets too",
    "leave it out",
  ],
  [
    "environment.DATABASE_URL: among the secrets too",
    { worker: { environment: { DATABASE_URL: "x" } } },
    "services.all.worker.environment.DATABASE_URL",
    "among the secrets too",
    "leave it out",
  ],
  [
    "environment.A.from: one of databaseHost",
    { worker: { environment: { A: { from: "moon" } } } },
    "services.all.worker.environment.A.from",
    'must be one of "databaseHost"',
    "databaseHost",
  ],
  [
    "environment: a task definition has 64 KiB",
    { worker: { environment: { A: "x".repeat(60_000) } } },
    "services.all.worker.environment",
    "a task definition has 64 KiB",
    "less here",
  ],
  [
    "secrets.A: must be one of db-url",
    { worker: { secrets: { A: "moon" } } },
    "services.all.worker.secrets.A",
    "must be one of db-url",
    "api-keys",
  ],
  [
    "secrets.A.secret: one that is JSON",
    { worker: { secrets: { A: { secret: "db-url", key: "x" } } } },
    "services.all.worker.secrets.A.secret",
    'must be one of "db-password", "api-keys"',
    "db-password",
  ],
  [
    "permissions: names one twice",
    { worker: { permissions: ["models", "models"] } },
    "services.all.worker.permissions",
    "names one twice",
    "metrics",
  ],
  [
    "user: not root (0)",
    { worker: { user: "0" } },
    "services.all.worker.user",
    "not root (0)",
    "65532:65532",
  ],
  [
    "user: must be 2147483647 or less",
    { worker: { user: "9999999999" } },
    "services.all.worker.user",
    "must be 2147483647 or less",
    "65532",
  ],
  [
    "stopTimeoutSeconds: AWS allows 2 to 120",
    { worker: { stopTimeoutSeconds: 121 } },
    "services.all.worker.stopTimeoutSeconds",
    "AWS allows 2 to 120",
    "60",
  ],
  [
    "capacityProviders: needs a weight above 0",
    { worker: { capacityProviders: [] } },
    "services.all.worker.capacityProviders",
    "needs a weight above 0",
    '[{"provider":"FARGATE","weight":1}]',
  ],
  [
    "capacityProviders: does not mix",
    {
      worker: {
        capacityProviders: [
          { provider: "FARGATE", weight: 1 },
          { provider: "EC2_SPOT", weight: 1 },
        ],
      },
    },
    "services.all.worker.capacityProviders",
    "does not mix",
    '[{"provider":"FARGATE","weight":1}]',
  ],
  [
    "capacityProviders: platform.spotInstances is not set",
    { worker: { capacityProviders: [{ provider: "EC2_SPOT", weight: 1 }] } },
    "services.all.worker.capacityProviders",
    "platform.spotInstances is not set",
    "FARGATE_SPOT",
  ],
  [
    "capacityProviders: can be named once",
    {
      worker: {
        capacityProviders: [
          { provider: "FARGATE", weight: 1 },
          { provider: "FARGATE", weight: 2 },
        ],
      },
    },
    "services.all.worker.capacityProviders",
    "can be named once",
    "FARGATE",
  ],
  [
    "capacityProviders: a base for one provider",
    {
      worker: {
        capacityProviders: [
          { provider: "FARGATE", weight: 1, base: 1 },
          { provider: "FARGATE_SPOT", weight: 1, base: 1 },
        ],
      },
    },
    "services.all.worker.capacityProviders",
    "a base for one provider",
    "FARGATE_SPOT",
  ],
  [
    "maximumPercent: could start none",
    { worker: { minimumHealthyPercent: 100, maximumPercent: 100 } },
    "services.all.worker.maximumPercent",
    "could start none",
    "200",
  ],
  [
    "maximumPercent: a deployment of 1 tasks could start none",
    {
      worker: {
        maximumPercent: 150,
        autoscaling: {
          minimum: 2,
          schedules: [{ name: "night", schedule: "cron(0 22 * * ? *)", minimum: 1, maximum: 4 }],
        },
      },
    },
    "services.all.worker.maximumPercent",
    "a deployment of 1 tasks could start none",
    "200",
  ],
  [
    "maximumPercent: a deployment at night could start none",
    {
      worker: {
        maximumPercent: 150,
        autoscaling: { schedules: [{ name: "night", schedule: "rate(1 day)", minimum: 0, maximum: 1 }] },
      },
    },
    "services.all.worker.maximumPercent",
    "a deployment of 1 tasks could start none",
    "200",
  ],
  [
    "maximumPercent: a deployment of 2 tasks could start none",
    { worker: { maximumPercent: 140 } },
    "services.all.worker.maximumPercent",
    "a deployment of 2 tasks could start none",
    "200",
  ],
  [
    "autoscaling.schedules[0].schedule: must be cron",
    {
      worker: {
        autoscaling: {
          schedules: [{ name: "a", schedule: "cron(0 7 * * MON-FRI)", minimum: 1, maximum: 2 }],
        },
      },
    },
    "services.all.worker.autoscaling.schedules[0].schedule",
    "must be cron",
    "cron(0 7",
  ],
  [
    "autoscaling.schedules[0].schedule: cron has no 61",
    {
      worker: {
        autoscaling: { schedules: [{ name: "a", schedule: "cron(61 7 ? * MON *)", minimum: 1, maximum: 2 }] },
      },
    },
    "services.all.worker.autoscaling.schedules[0].schedule",
    "cron has no 61",
    "cron(0 7",
  ],
  [
    "autoscaling.schedules[0].schedule: cron needs ?",
    {
      worker: {
        autoscaling: { schedules: [{ name: "a", schedule: "cron(0 7 * * MON *)", minimum: 1, maximum: 2 }] },
      },
    },
    "services.all.worker.autoscaling.schedules[0].schedule",
    "cron needs ?",
    "cron(0 7",
  ],
  [
    "autoscaling.schedules[0].schedule: cron needs ?",
    {
      worker: {
        autoscaling: { schedules: [{ name: "a", schedule: "cron(0 7 ? * ? *)", minimum: 1, maximum: 2 }] },
      },
    },
    "services.all.worker.autoscaling.schedules[0].schedule",
    "cron needs ?",
    "cron(0 7",
  ],
  [
    "autoscaling.schedules[0].schedule: must be cron",
    {
      worker: {
        autoscaling: { schedules: [{ name: "a", schedule: "rate(1 hours)", minimum: 1, maximum: 2 }] },
      },
    },
    "services.all.worker.autoscaling.schedules[0].schedule",
    "must be cron",
    "cron(0 7",
  ],
  [
    "autoscaling.schedules[0].schedule: there is no such time",
    {
      worker: {
        autoscaling: {
          schedules: [{ name: "a", schedule: "at(2027-02-31T00:00:00)", minimum: 1, maximum: 2 }],
        },
      },
    },
    "services.all.worker.autoscaling.schedules[0].schedule",
    "there is no such time",
    "cron(0 7",
  ],
  [
    "autoscaling.schedules[0].timezone: must be a time zone",
    {
      worker: {
        autoscaling: {
          schedules: [{ name: "a", schedule: "rate(1 day)", timezone: "Mars/Base", minimum: 1, maximum: 2 }],
        },
      },
    },
    "services.all.worker.autoscaling.schedules[0].timezone",
    "must be a time zone",
    "Europe/Zurich",
  ],
  [
    "autoscaling.schedules[0].minimum: is more than the maximum, 2",
    {
      worker: {
        autoscaling: { schedules: [{ name: "a", schedule: "rate(1 day)", minimum: 3, maximum: 2 }] },
      },
    },
    "services.all.worker.autoscaling.schedules[0].minimum",
    "is more than the maximum, 2",
    "2",
  ],
  [
    "autoscaling.schedules[1].name: is named twice",
    {
      worker: {
        autoscaling: {
          schedules: [1, 2].map(() => ({ name: "a", schedule: "rate(2 days)", minimum: 1, maximum: 2 })),
        },
      },
    },
    "services.all.worker.autoscaling.schedules[1].name",
    "is named twice",
    "a name of its own",
  ],
];

const nearest: typeof wrong = [
  ["cpu: as a text", { worker: { cpu: "2048" } }, "services.all.worker.cpu", "must be one of 256", "2048"],
  ["cpu: in between", { worker: { cpu: 4000 } }, "services.all.worker.cpu", "must be one of 256", "4096"],
  [
    "capacityProviders[0].provider: in lower case",
    { worker: { capacityProviders: [{ provider: "fargate_spot", weight: 1 }] } },
    "services.all.worker.capacityProviders[0].provider",
    'must be one of "FARGATE"',
    '"FARGATE_SPOT"',
  ],
  ...["redis_url", "REDIS_URL", "mcp/production/redis-url"].map((secret): (typeof wrong)[number] => [
    `secrets.A: ${secret}`,
    { worker: { secrets: { A: secret } } },
    "services.all.worker.secrets.A",
    "must be one of db-url",
    '"redis-url"',
  ]),
  [
    "permissions[0]: in another spelling",
    { worker: { permissions: ["all-secrets"] } },
    "services.all.worker.permissions[0]",
    'must be one of "models"',
    '"allSecrets"',
  ],
  [
    "environment.PORT: a number",
    { worker: { environment: { PORT: 8080 } } },
    "services.all.worker.environment.PORT",
    "must be a text",
    '"8080"',
  ],
  [
    "environment.DEBUG: a boolean",
    { worker: { environment: { DEBUG: true } } },
    "services.all.worker.environment.DEBUG",
    "must be a text",
    '"true"',
  ],
  [
    "desiredCount: a text",
    { worker: { desiredCount: "4" } },
    "services.all.worker.desiredCount",
    "must be a number",
    "4",
  ],
  [
    "readonlyRootFilesystem: a text",
    { worker: { readonlyRootFilesystem: "False" } },
    "services.all.worker.readonlyRootFilesystem",
    "must be a boolean",
    "false",
  ],
];

const words: typeof wrong = [
  ...[0, -1].map((minimum): (typeof wrong)[number] => [
    `autoscaling.minimum: ${minimum}`,
    { worker: { autoscaling: { minimum } } },
    "services.all.worker.autoscaling.minimum",
    "must be 1 to 5000 tasks",
    "2",
  ]),
  [
    "autoscaling.minimum: is more than the maximum, 1",
    { worker: { desiredCount: 0, autoscaling: { maximum: 1 } } },
    "services.all.worker.autoscaling.minimum",
    "is more than the maximum, 1",
    "1",
  ],
  [
    "secrets.A.key: with a colon",
    { worker: { secrets: { A: { secret: "api-keys", key: "a:b" } } } },
    "services.all.worker.secrets.A.key",
    "must be a key of the secret's JSON, without colons and spaces",
    '"username"',
  ],
  [
    "port: one of root's",
    { "mcp-server": { port: 80 } },
    "services.all.mcp-server.port",
    "must be 1024 to 65535",
    "8080",
  ],
];

test.each([
  [{ environment: { "a:b": "x" } }, "services.all.worker.environment.a:b"],
  [{ secrets: { "a:b": "db-url" } }, "services.all.worker.secrets.a:b"],
])("a variable's name that is none", (worker, path) => {
  expect(found({ worker })).toEqual([
    {
      path,
      value: "a:b",
      reason: "must be letters, digits and _, not beginning with a digit",
      use: '"LOG_LEVEL"',
    },
  ]);
});

test("a user by name has one problem", () => {
  expect(found({ worker: { user: "root" } })).toEqual([
    {
      path: "services.all.worker.user",
      value: "root",
      reason: "must be numbers, user or user:group, and not root (0)",
      use: '"65532:65532"',
    },
  ]);
});

test("a port's limits are said without a unit", () => {
  expect(found({ "mcp-server": { port: 80 } })).toEqual([
    expect.objectContaining({ reason: "must be 1024 to 65535" }),
  ]);
});

test.each([...wrong, ...nearest, ...words])("%s", (...wrongly) => {
  const [what, changes, ...expected] = wrongly;
  expectMessage("services", [what, withServices(changes), ...expected]);
});

test.each(["AWS_SECRET_ACCESS_KEY", "ECS_CONTAINER_METADATA_URI", "AWS_EXECUTION_ENV"])(
  "%s is not for settings to say",
  (name) => {
    expect(found({ worker: { environment: { [name]: "x" } } })).toEqual([
      expect.objectContaining({
        path: `services.all.worker.environment.${name}`,
        reason: expect.stringContaining("is set by ECS"),
        use: '"LOG_LEVEL"',
      }),
    ]);
    expect(found({ worker: { environment: { AWS_REGION: "x", toString: "x" } } })).toEqual([]);
  },
);

test("what ECS and Fargate take is right", () => {
  for (const worker of [
    { cpu: 16_384, memory: 122_880, stopTimeoutSeconds: 2, user: "1000" },
    { maximumPercent: 150, desiredCount: 4, autoscaling: { minimum: 4 } },
    { image: "registry:5000/acme/x", secrets: { A: { secret: "api-keys", key: "acme" } } },
    {
      capacityProviders: [
        { provider: "FARGATE", weight: 0, base: 1 },
        { provider: "FARGATE_SPOT", weight: 1 },
      ],
    },
  ]) {
    expect(found({ worker })).toEqual([]);
  }
  for (const schedule of [
    "cron(0/15 8-18 ? * MON-FRI *)",
    "cron(0 0 L JAN,JUL ? 2027-2030)",
    "rate(5 minutes)",
    "at(2028-02-29T00:00:00)",
  ]) {
    const schedules = [{ name: "a", schedule, timezone: "Europe/Zurich", minimum: 0, maximum: 2 }];
    expect(found({ worker: { autoscaling: { schedules } } })).toEqual([]);
  }
});

test("a container without the load balancer's checks has its start period to itself", () => {
  expect(found({ slow: { healthCheck: slowToStart.healthCheck } })).toEqual([]);
});
