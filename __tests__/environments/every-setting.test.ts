/**
 * Every setting does something: another value for it changes the Terraform, or is refused. A setting that does neither was
 * forgotten somewhere between the schema and the resources.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TerraformStack } from "cdktf";
import { type Environment, environmentSchema, validateSettings } from "../../environments/schema/environment";
import { filled } from "../../environments/schema/filled";
import type { ServiceInput } from "../../environments/schema/service";
import { createApp, withoutTokenTraces } from "../../stacks/create-app";
import { overrideResources } from "../../stacks/override-resources";
import { placeEnvironment, placeState } from "../../stacks/place-environment";
import { settings } from "../support/synth";
import { variations } from "../support/variations";

/** Settings that change nothing in the Terraform, each with its reason. There should be none. */
const WITHOUT_EFFECT: Readonly<Record<string, string>> = {};

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
const complete = filled(
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

const all = variations(environmentSchema, complete);

const outdir = mkdtempSync(join(tmpdir(), "every-setting-"));

afterAll(() => rmSync(outdir, { recursive: true }));

/** A stack's Terraform, made when it is asked for. */
type Stacks = ReadonlyMap<string, () => string>;

function stacksOf(environment: Environment): Stacks {
  const apps = [createApp(outdir), createApp(outdir)] as const;
  withoutTokenTraces(() => {
    placeEnvironment(apps[0], environment);
    placeState(apps[1], environment);
    for (const app of apps) overrideResources(app);
  });
  const stacks = apps.flatMap((app) => app.node.children.filter(TerraformStack.isStack));
  return new Map(
    stacks.map((stack) => [stack.node.id, once(() => withoutTokenTraces(() => terraform(stack)))]),
  );
}

/** Without what cdktf notes of where a block comes from. */
function terraform(stack: TerraformStack): string {
  return JSON.stringify(stack.toTerraform(), (key, value) => (key === "//" ? undefined : value));
}

function once(work: () => string): () => string {
  let result: string | undefined;
  return () => {
    result ??= work();
    return result;
  };
}

const known = new Map<unknown, Stacks>();

/** The stacks of settings from which others are varied. */
function stacksBefore(value: unknown): Stacks {
  const { environment, problems } = validateSettings(value);
  if (!environment) throw new Error(`what is to be varied is wrong: ${JSON.stringify(problems)}`);
  const stacks = known.get(value) ?? stacksOf(environment);
  known.set(value, stacks);
  return stacks;
}

/** Whether any stack differs. The layer that is named like the setting's section is looked at first: mostly, it does. */
function differ(one: Stacks, other: Stacks, section: string): boolean {
  const names = [...new Set([...one.keys(), ...other.keys()])];
  const likely = names.filter((name) => name.endsWith(`-${section}`));
  return [...likely, ...names].some((name) => one.get(name)?.() !== other.get(name)?.());
}

test("the schema is walked to its ends", () => {
  const paths = all.map(({ path }) => path);
  expect(paths.length).toBeGreaterThan(200);
  expect(new Set(paths).size).toBe(paths.length);
  expect(all.filter(({ after }) => after.length === 0).map(({ path }) => path)).toEqual([]);
  expect(Object.keys(WITHOUT_EFFECT).filter((path) => !paths.includes(path))).toEqual([]);
});

test.each(all.map((each) => [each.path, each] as const))(
  "%s changes the Terraform, or is refused",
  (path, each) => {
    const before = stacksBefore(each.before);
    const right = each.after.map((value) => validateSettings(value).environment).find((value) => value);
    const [section = ""] = path.split(/\W/);
    expect(right === undefined || differ(before, stacksOf(right), section)).toBe(!(path in WITHOUT_EFFECT));
  },
);
