/** Settings that are deployed and cannot simply be others: what is said of each change, and of those that are fine. */
import type { EnvironmentSettings } from "../../environments/schema/environment";
import { settingProblems, watchedSettings } from "../../stacks/accepted-settings";
import { environment, servicesWith, settings } from "../support/synth";

const { data, state } = settings();

const postgres = (changes: Partial<EnvironmentSettings["data"]["postgres"]>) => ({
  data: { ...data, postgres: { ...data.postgres, ...changes } },
});
const redis = (changes: Partial<EnvironmentSettings["data"]["redis"]>) => ({
  data: { ...data, redis: { ...data.redis, ...changes } },
});
const host = (mcp: string) => ({ services: servicesWith({ "mcp-server": { hosts: { mcp } } }) });
const WITH_ADMIN = servicesWith({ admin: { port: 9000, hosts: { admin: "admin.yourdomain.com" } } });
const UPGRADE = {
  engineVersion: "16.13",
  applyImmediately: true,
  parameterGroup: { ...data.postgres.parameterGroup, name: "mcp-postgres16" },
};

type Change = [before: Partial<EnvironmentSettings>, after: Partial<EnvironmentSettings>];

function problems([before, after]: Change) {
  return settingProblems(environment(after), watchedSettings(environment(before)));
}

test.each<[string, Change, path: string, reason: string, use: string]>([
  [
    "the other layout",
    [{}, { layout: "single" }],
    "layout",
    "layered is accepted, and deployed: the other layout has another state",
    "From one layout to the other",
  ],
  [
    "another state",
    [{}, { state: { ...state, bucket: "acme-states" } }],
    "state.bucket",
    "everything would be made a second time",
    'docs/operations.md, "State"',
  ],
  [
    "a lower minor version",
    [postgres({ engineVersion: "15.17" }), postgres({ engineVersion: "15.16" })],
    "data.postgres.engineVersion",
    "15.17 is accepted, and deployed: RDS has no way back",
    '"15.17"',
  ],
  [
    "another major version, of which nothing says that it is meant",
    [postgres({ engineVersion: "15" }), postgres({ ...UPGRADE, engineVersion: "16" })],
    "data.postgres.engineVersion",
    "refused by RDS until it is allowed",
    "allowMajorVersionUpgrade: true",
  ],
  [
    "less storage",
    [postgres({ allocatedStorage: 200 }), postgres({ allocatedStorage: 100 })],
    "data.postgres.allocatedStorage",
    "RDS makes no storage smaller",
    "200, or more",
  ],
  [
    "a lower version of Redis",
    [redis({ engineVersion: "7.1" }), redis({ engineVersion: "7.0" })],
    "data.redis.engineVersion",
    "ElastiCache has no way back",
    'engine: "redis", engineVersion: "7.1"',
  ],
  [
    "Redis after Valkey",
    [redis({ engine: "valkey", engineVersion: "7.2" }), redis({ engineVersion: "7.1" })],
    "data.redis.engineVersion",
    "valkey 7.2 is accepted",
    'engine: "valkey", engineVersion: "7.2"',
  ],
  [
    "another host under the same key",
    [host("mcp.yourdomain.com"), host("tools.yourdomain.com")],
    "services.all.mcp-server.hosts.mcp",
    "certificate and rules leave mcp.yourdomain.com before its DNS record does",
    "under another key",
  ],
])("%s is refused, with what to do", (_what, change, path, reason, use) => {
  const found = problems(change);
  expect(found).toEqual([
    expect.objectContaining({
      path,
      reason: expect.stringContaining(reason),
      use: expect.stringContaining(use),
    }),
  ]);
  expect(found[0]?.use).toContain(`npm run addresses -- --let-go ${path}`);
});

test.each<[string, Change]>([
  ["nothing", [{}, {}]],
  ["more storage", [postgres({ allocatedStorage: 200 }), postgres({ allocatedStorage: 300 })]],
  ["a higher minor version", [postgres({ engineVersion: "15.16" }), postgres({ engineVersion: "15.17" })]],
  [
    "a minor version for a major one",
    [postgres({ engineVersion: "15" }), postgres({ engineVersion: "15.17" })],
  ],
  [
    "a major version for a minor one",
    [postgres({ engineVersion: "15.17" }), postgres({ engineVersion: "15" })],
  ],
  ["an upgrade that is allowed", [postgres({}), postgres({ ...UPGRADE, allowMajorVersionUpgrade: true })]],
  ["a higher version of Redis", [redis({ engineVersion: "7.0" }), redis({ engineVersion: "7.1" })]],
  ["Valkey after Redis", [redis({}), redis({ engine: "valkey", engineVersion: "7.2" })]],
  ["a service more, with its host", [{}, { services: WITH_ADMIN }]],
  ["a service with its host taken away", [{ services: WITH_ADMIN }, {}]],
])("%s is right", (_what, change) => {
  expect(problems(change)).toEqual([]);
});
