import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { type Environment, validateSettings } from "../../environments/schema/environment";
import type { ResourceOverrides } from "../../environments/schema/overrides";
import { createApp } from "../../stacks/create-app";
import { placeEnvironment, placeState } from "../../stacks/place-environment";
import { synthesize } from "../../stacks/synthesize";
import { type Block, environment, type Synthesized, settings, synthApp } from "../support/synth";
import { withAllOptions, withoutSecretsInState } from "../support/variants";

type Arguments = Record<string, unknown>;

const DATABASE = "aws_db_instance.mcp_postgres";
const SERVICE = "aws_ecs_service.rest_api";

/** All resources of an environment, its state's included, by address. */
function resourcesOf(valid: Environment): Record<string, Block> {
  const stacks = [
    synthApp((app) => placeEnvironment(app, valid)),
    synthApp((app) => placeState(app, valid)),
  ].flatMap((each) => Object.values(each));
  return Object.fromEntries(stacks.flatMap((stack) => stack.everything()).filter(isResource));
}

function isResource([address]: readonly [address: string, block: Block]): boolean {
  return !/^(data|ephemeral)\./.test(address);
}

function synthWith(overrides: ResourceOverrides, layout: Environment["layout"] = "layered"): Synthesized[] {
  return Object.values(synthApp((app) => placeEnvironment(app, environment({ layout, overrides }))));
}

function at(stacks: readonly Synthesized[], address: string): Block {
  const stack = stacks.find((each) => each.addresses().includes(address));
  if (!stack) throw new Error(`there is no ${address}`);
  return stack.at(address);
}

describe.each(["layered", "single"] as const)("%s", (layout) => {
  let plain: Synthesized[];
  let changed: Synthesized[];

  beforeAll(() => {
    plain = synthWith({}, layout);
    changed = synthWith(
      {
        "aws_db_instance.mcp_postgres": { copyTagsToSnapshot: false, tags: { Owner: "data" } },
        "aws_ecs_service.rest_api": { lifecycle: { preventDestroy: true }, timeouts: { delete: "1h" } },
        "aws_lb_target_group.rest_api": (config) => ({
          ...config,
          deregistrationDelay: `${Number(config.deregistrationDelay) + 1}`,
        }),
      },
      layout,
    );
  });

  test("an argument takes the place of ours, and every other stays", () => {
    const { tags, ...before } = at(plain, DATABASE);
    expect(before.copy_tags_to_snapshot).toBe(true);
    expect(at(changed, DATABASE)).toEqual({
      ...before,
      copy_tags_to_snapshot: false,
      tags: { ...(tags as object), Owner: "data" },
    });
  });

  test("blocks are merged with ours", () => {
    const before = at(plain, SERVICE);
    expect(at(changed, SERVICE)).toEqual({
      ...before,
      lifecycle: { ...(before.lifecycle as object), prevent_destroy: true },
      timeouts: { ...(before.timeouts as object), delete: "1h" },
    });
    expect(before.lifecycle).toHaveProperty("ignore_changes");
  });

  test("a function gets our arguments", () => {
    const before = at(plain, "aws_lb_target_group.rest_api");
    expect(at(changed, "aws_lb_target_group.rest_api")).toEqual({
      ...before,
      deregistration_delay: `${Number(before.deregistration_delay) + 1}`,
    });
  });
});

test.each(["README.md", "CONTRIBUTING.md"])("what %s shows changes something", (file) => {
  const text = readFileSync(join(__dirname, "../..", file), "utf8");
  const [, address = "", name = ""] = /overrides: \{ "([\w.]+)": \{ (\w+): true \} \}/.exec(text) ?? [];
  const changed = synthWith({ [address]: { [name]: true } } as ResourceOverrides);
  expect(at(synthWith({}), address)).not.toMatchObject({ [snakeCase(name)]: true });
  expect(at(changed, address)).toMatchObject({ [snakeCase(name)]: true });
});

test("a function can take an argument away", () => {
  const stacks = synthWith({
    "aws_ecs_service.rest_api": ({ deploymentCircuitBreaker, ...others }) => others,
  });
  expect(at(synthWith({}), SERVICE)).toHaveProperty("deployment_circuit_breaker");
  expect(at(stacks, SERVICE)).not.toHaveProperty("deployment_circuit_breaker");
});

test("resources of one's own layers can be overridden, too", () => {
  const valid = environment({ overrides: { "aws_ssm_parameter.own": { tier: "Advanced" } } });
  const stacks = synthApp((app) => {
    const { place } = placeEnvironment(app, valid);
    place("own", (scope) => new SsmParameter(scope, "own", { name: "/own", type: "String", value: "own" }));
  });
  expect(stacks["mcp-production-own"]?.at("aws_ssm_parameter.own").tier).toBe("Advanced");
});

test("the state's resources are in an app of their own, and wrong addresses are none of its business", () => {
  const valid = environment({
    overrides: {
      "aws_s3_bucket.terraform_state": { forceDestroy: true },
      "aws_db_instance.mcp_postgres": { copyTagsToSnapshot: false },
    },
  });
  const state = synthApp((app) => placeState(app, valid))["mcp-production-state"];
  expect(state?.at("aws_s3_bucket.terraform_state").force_destroy).toBe(true);
  expect(at(Object.values(synthApp((app) => placeEnvironment(app, valid))), DATABASE)).toMatchObject({
    copy_tags_to_snapshot: false,
  });
});

describe("every resource", () => {
  const [, full] = withAllOptions;
  const [, withoutSecrets] = withoutSecretsInState;
  const plain = new Map([full, withoutSecrets].map((valid) => [valid, resourcesOf(valid)]));
  const untouched = (valid: Environment) => plain.get(valid) ?? {};

  /** The environment with one override for every resource. */
  function overriding(
    valid: Environment,
    addresses: readonly string[],
    override: (config: Arguments, address: string) => Arguments,
  ): Environment {
    const overrides = Object.fromEntries(
      addresses.map((address) => [address, (config: Arguments) => override(config, address)]),
    );
    return { ...valid, overrides: overrides as unknown as ResourceOverrides };
  }

  test.each([
    ["all options", full],
    ["no secrets in the state", withoutSecrets],
  ] as const)("takes all its arguments anew without a difference, with %s", (_title, valid) => {
    const after = resourcesOf(overriding(valid, Object.keys(untouched(valid)), copied));
    expect(after).toEqual(untouched(valid));
  });

  test("takes another value of an argument, and nothing else changes", () => {
    const expected = structuredClone(untouched(full));
    const addresses = Object.keys(expected);
    const after = resourcesOf(
      overriding(full, addresses, (config, address) => {
        const [first] = Object.entries(config);
        const [name = "", value] = Object.entries(config).find(([, each]) => isSimple(each)) ?? first ?? [];
        const block = expected[address] as Block;
        block[snakeCase(name)] = anotherThan(value, block[snakeCase(name)]);
        return { ...config, [name]: anotherThan(value, value) };
      }),
    );
    expect(after).toEqual(expected);
    const unchanged = addresses.filter((address) =>
      isDeepStrictEqual(after[address], untouched(full)[address]),
    );
    expect(unchanged).toEqual([]);
  });

  test("has its arguments declared, so that the settings know their types", () => {
    const file = readFileSync(join(__dirname, "../../stacks/resource-arguments.ts"), "utf8");
    const declared = [...file.matchAll(/^ {4}(\w+): Settable</gm)].map(([, type]) => type);
    const made = [full, withoutSecrets].flatMap((valid) => Object.keys(untouched(valid)));
    const types = new Set(made.map((address) => address.split(".")[0]));
    const missing = [...types].filter((type) => !declared.includes(type));
    expect(missing.map((type) => `stacks/resource-arguments.ts has no line for ${type}`)).toEqual([]);
  });
});

/** The same without what is the same object: blocks are put anew. */
function copied(value: Arguments): Arguments {
  const copy = (each: unknown): unknown => {
    if (Array.isArray(each)) return each.map(copy);
    const isPlain =
      typeof each === "object" && each !== null && Object.getPrototypeOf(each) === Object.prototype;
    return isPlain
      ? Object.fromEntries(Object.entries(each).map(([key, inner]) => [key, copy(inner)]))
      : each;
  };
  return copy(value) as Arguments;
}

function isSimple(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

/** Of a map, such as the triggers of a null resource, it is the map with one entry more. */
function anotherThan(value: unknown, map: unknown): unknown {
  if (typeof value === "number") return value + 1;
  if (typeof value === "boolean") return !value;
  return typeof value === "object" ? { ...(map as object), another: "another" } : "another";
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

describe("wrong", () => {
  let outdir: string;

  beforeEach(() => {
    outdir = mkdtempSync(join(tmpdir(), "override-"));
  });

  afterEach(() => rmSync(outdir, { recursive: true }));

  function refused(overrides: object): string {
    const app = createApp(outdir);
    placeEnvironment(app, environment({ overrides: overrides as ResourceOverrides }));
    try {
      synthesize(app);
    } catch (error) {
      expect(readdirSync(join(outdir, "stacks"))).toEqual([]);
      return (error as Error).message;
    }
    throw new Error("nothing was refused");
  }

  test("an address that nothing has is refused with the nearest that something has; all are told at once", () => {
    const message = refused({
      "aws_db_instance.mcp_postgre": { copyTagsToSnapshot: false },
      "aws_s3_bucket.terraform_stat": { forceDestroy: true },
    });
    expect(message).toBe(
      [
        "2 settings are wrong. Nothing was written.",
        "",
        "(environment production)",
        "  overrides.aws_db_instance.mcp_postgre",
        '    value   {"copyTagsToSnapshot":false}',
        "    reason  there is no such resource in this environment",
        "    use     aws_db_instance.mcp_postgres",
        "  overrides.aws_s3_bucket.terraform_stat",
        '    value   {"forceDestroy":true}',
        "    reason  there is no such resource in this environment",
        "    use     aws_s3_bucket.terraform_state",
      ].join("\n"),
    );
  });

  test("an address that resembles none is looked up, in the environment's own list", () => {
    expect(refused({ "aws_foo.bar": {} })).toContain(
      "use     an address of environments/addresses/production.txt",
    );
  });

  test.each([
    ["an argument", { copyTagToSnapshot: false }, "copyTagToSnapshot", "copyTagsToSnapshot"],
    [
      "an argument, from a function",
      () => ({ copyTagToSnapshot: 1 }),
      "copyTagToSnapshot",
      "copyTagsToSnapshot",
    ],
    ["what takes constructs", { dependsOn: [] }, "dependsOn", ""],
    [
      "what resembles none",
      { zzz: 1 },
      "zzz",
      "an argument of https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/db_instance, in camelCase",
    ],
    ["a block's argument", { timeouts: { upgrade: "1h" } }, "timeouts.upgrade", "leave it out"],
    ["a block's mistyped argument", { timeouts: { udpate: "1h" } }, "timeouts.udpate", "update"],
  ])("%s that the resource does not have is refused", (_title, override, path, use) => {
    const message = refused({ [DATABASE]: override });
    expect(message).toContain(`  overrides.${DATABASE}.${path}\n`);
    expect(message).toContain(`    use     ${use}`);
  });

  test("an argument that a block in a list does not have is refused, however deep", () => {
    const address = "aws_lb_listener.http";
    const redirect = { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" };
    const message = refused({
      [address]: { defaultAction: [{ type: "redirect", ordr: 1, redirect: { ...redirect, bogus: 1 } }] },
    });
    expect(message).toContain(`  overrides.${address}.defaultAction[0].ordr\n`);
    expect(message).toContain("    use     order");
    expect(message).toContain(`  overrides.${address}.defaultAction[0].redirect.bogus\n`);
  });

  test.each([
    [{ overrides: [] }, "overrides", "must be an object"],
    [
      { overrides: { vpc: {} } },
      "overrides.vpc",
      "is no address of a resource: its type, a dot and its name",
    ],
    [
      { overrides: { "aws_vpc.vpc": "dedicated" } },
      "overrides.aws_vpc.vpc",
      "must be an object of arguments, or a function of them",
    ],
  ])("%j is no override", (changes, path, reason) => {
    const { problems = [] } = validateSettings({ ...settings(), ...changes });
    expect(problems).toEqual([expect.objectContaining({ path, reason })]);
  });
});

test("arguments have the provider's types, which the compiler checks", () => {
  const right: ResourceOverrides = {
    "aws_vpc.vpc": { instanceTenancy: "dedicated", lifecycle: { preventDestroy: true } },
    "aws_ecs_service.rest_api": (config) => ({ ...config, desiredCount: (config.desiredCount ?? 0) + 1 }),
  };
  // @ts-expect-error: a VPC has no such argument
  const misspelt: ResourceOverrides = { "aws_vpc.vpc": { instanceTenacy: "dedicated" } };
  // @ts-expect-error: what takes constructs is not for settings
  const construct: ResourceOverrides = { "aws_vpc.vpc": { dependsOn: [] } };
  // @ts-expect-error: our modules make no such resource
  const unknown: ResourceOverrides = { "aws_vcp.vpc": {} };
  expect([right, misspelt, construct, unknown]).toHaveLength(4);
});
