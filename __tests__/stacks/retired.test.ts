/** What is taken away in two steps: retired first, so that nothing above uses it any more. */
import type { EnvironmentSettings } from "../../environments/schema/environment";
import type { ServiceInput } from "../../environments/schema/service";
import { formatAccepted, lossProblems } from "../../stacks/accepted-addresses";
import { addressesOf, listOf } from "../../tools/addresses/lists";
import { environment, productionLayer, servicesWith, settings, synthEnvironments } from "../support/synth";

/** Addresses that would be refused if one environment were put in place of another that is deployed. */
function losses(before: Partial<EnvironmentSettings>, after: Partial<EnvironmentSettings>) {
  const made = new Set(addressesOf(environment(after)).map(({ address }) => address));
  return lossProblems(environment(after), listOf(environment(before)), made).map(
    ({ path, use }) => [path, use.includes("retire it")] as const,
  );
}

describe("a service", () => {
  const admin = {
    port: 9000,
    hosts: { admin: "admin.yourdomain.com" },
    secrets: { KEY: { own: "admin-key" } },
  };
  const running = { services: servicesWith({ admin }) };
  const retired = { services: servicesWith({ admin: { ...admin, retired: true } }) };

  test("that is retired runs nowhere and is watched by nothing; what it runs on is still there", () => {
    const before = synthEnvironments(environment(running));
    const after = synthEnvironments(environment(retired));
    const gone = (layer: string) => {
      const left = after[`mcp-production-${layer}`]?.addresses();
      return before[`mcp-production-${layer}`]?.addresses().filter((address) => !left?.includes(address));
    };
    expect(gone("services")).toEqual(
      expect.arrayContaining([
        "aws_appautoscaling_target.admin",
        "aws_cloudwatch_metric_alarm.admin_deployment",
        "aws_ecs_service.admin",
        "aws_ecs_task_definition.admin",
        "aws_service_discovery_service.admin",
      ]),
    );
    expect(after["mcp-production-services"]?.text).not.toContain("admin");
    expect(after["mcp-production-monitoring"]?.text).not.toContain("admin_high_cpu");
    for (const layer of ["network", "data", "platform", "edge"]) expect(gone(layer)).toEqual([]);
  });

  test("that is retired tells nobody its URL", () => {
    const publicUrl = { variable: "ADMIN_URL", host: "admin" };
    const variables = (isRetired: boolean) =>
      productionLayer("services", {
        services: servicesWith({ admin: { ...admin, publicUrl, retired: isRetired } }),
      }).container("aws_ecs_task_definition.rest_api").environment as { name: string }[];
    expect(variables(false).map(({ name }) => name)).toContain("ADMIN_URL");
    expect(variables(true).map(({ name }) => name)).not.toContain("ADMIN_URL");
  });

  test("cannot go as long as it runs, and can when it is retired", () => {
    expect(losses(running, {})).toEqual(
      expect.arrayContaining(
        ["aws_ecr_repository", "aws_cloudwatch_log_group", "aws_lb_target_group"].map((type) => [
          `${type}.admin`,
          true,
        ]),
      ),
    );
    const kept = { data: { ...settings().data, secrets: { kept: ["admin-key"] } } };
    expect(losses({ ...retired, ...kept }, kept)).toEqual([]);
  });

  test("leaves a secret of its own, which is kept until nothing reads it, and let go by name then", () => {
    const kept = { data: { ...settings().data, secrets: { kept: ["admin-key"] } } };
    const secret = "aws_secretsmanager_secret.admin_key";
    expect(losses(retired, {})).toEqual([[secret, true]]);
    expect(losses(kept, {})).toEqual([[secret, false]]);
  });
});

describe("Spot instances", () => {
  const platform = (retired: boolean) => ({
    platform: { ...settings().platform, spotInstances: { instanceTypes: ["m6i.large"], retired } },
  });
  const worker: ServiceInput = { capacityProviders: [{ provider: "EC2_SPOT", weight: 1 }] };
  const used = { ...platform(false), services: servicesWith({ worker }) };
  const provider = "aws_ecs_capacity_provider.spot";
  const lineOf = (changes: Partial<EnvironmentSettings>) =>
    addressesOf(environment(changes))
      .map(formatAccepted)
      .find((line) => line.startsWith(provider));

  test("are used by their own layer as well, whose cluster names them, and by nobody when they are retired", () => {
    expect(lineOf(used)).toBe(`${provider}  used by platform services`);
    expect(lineOf(platform(false))).toBe(`${provider}  used by platform`);
    expect(lineOf(platform(true))).toBe(provider);
  });

  test.each(["layered", "single"] as const)(
    "cannot go as long as cluster or service name them, and can when they are retired: layout %s",
    (layout) => {
      for (const before of [used, platform(false)])
        expect(losses({ ...before, layout }, { layout })).toEqual([[provider, true]]);
      expect(losses({ ...platform(true), layout }, { layout })).toEqual([]);
    },
  );
});

test("Redis' token keeps a secret of its own as well", () => {
  const kept = { data: { ...settings().data, secrets: { kept: ["redis-auth-token"] } } };
  expect(
    productionLayer("data", kept).at("aws_secretsmanager_secret_version.redis_auth_token").secret_string,
  ).toBe("${random_password.redis_auth_token.result}");
});

test("a queue cannot go as long as a service names it, and has to be let go by name then", () => {
  const data = { ...settings().data, queues: { emails: {} } };
  const named = { data, services: servicesWith({ worker: { receiveFrom: ["tasks", "emails"] } }) };
  expect(losses(named, {})).toContainEqual(["aws_sqs_queue.emails_queue", true]);
  expect(losses({ data }, {})).toContainEqual(["aws_sqs_queue.emails_queue", false]);
});
