/**
 * Every setting does something: another value for it changes the Terraform, or is refused. A setting that does neither was
 * forgotten somewhere between the schema and the resources. And what is text in the settings is text in Terraform.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TerraformStack } from "cdktf";
import { type Environment, environmentSchema, validateSettings } from "../../environments/schema/environment";
import { createApp, withoutTokenTraces } from "../../stacks/create-app";
import { finishResources } from "../../stacks/finish-resources";
import { placeEnvironment, placeState } from "../../stacks/place-environment";
import { everySetting } from "../support/every-setting";
import { variations } from "../support/variations";
import { replaced } from "../support/wrong-settings";

/** Settings that change nothing in the Terraform, each with its reason. There should be none. */
const WITHOUT_EFFECT: Readonly<Record<string, string>> = {};

const all = variations(environmentSchema, everySetting);

const outdir = mkdtempSync(join(tmpdir(), "every-setting-"));

afterAll(() => rmSync(outdir, { recursive: true }));

/** A stack's Terraform, made when it is asked for. */
type Stacks = ReadonlyMap<string, () => string>;

function stacksOf(environment: Environment): Stacks {
  const apps = [createApp(outdir), createApp(outdir)] as const;
  withoutTokenTraces(() => {
    placeEnvironment(apps[0], environment);
    placeState(apps[1], environment);
    for (const app of apps) finishResources(app);
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

/** The stacks of settings that are right. */
function stacksFor(value: unknown): Stacks {
  const { environment, problems } = validateSettings(value);
  if (!environment) throw new Error(`the settings are wrong: ${JSON.stringify(problems)}`);
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
    const before = stacksFor(each.before);
    const right = each.after.map((value) => validateSettings(value).environment).find((value) => value);
    const [section = ""] = path.split(/\W/);
    expect(right === undefined || differ(before, stacksOf(right), section)).toBe(!(path in WITHOUT_EFFECT));
  },
);

/** What a shell has, and others: Terraform would take it for its own. A setting may take but one of the two. */
const TEMPLATES = ["${x}%{x}", "${x}", "%{x}"];

/** Texts with templates in them, one of which a setting of free text takes, whatever form it has to have. */
function withTemplates(value: unknown): string[] {
  return TEMPLATES.flatMap((text) => {
    const own = typeof value === "string" ? [`${value}${text}`, `${text}${value}`] : [];
    return [text, ...own, `/${text}`, `https://example.com/${text}`];
  });
}

/**
 * The settings with templates at a path: in a value, in one more entry of a list, in one more value of a record, in one more
 * name of it. Each with what may take them, of which one is enough.
 */
function templated({ path, before, after }: (typeof all)[number]): [place: string, settings: unknown[]][] {
  const keys = path.replace(/\W+$/, "").split(".");
  const at = (settings: unknown) =>
    keys.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], settings);
  const put = (value: unknown) => replaced(before, keys, value);
  const texts = withTemplates("x");
  if (path.endsWith("[]")) return [[path, texts.map((text) => put([...(at(before) as unknown[]), text]))]];
  if (!path.endsWith("{}")) return [[path, withTemplates(at(before)).map(put)]];
  const entries = at(before) as object;
  const more = Object.entries(at(after[0]) as object).filter(([name]) => !(name in entries));
  return more.flatMap(([name, value]): [string, unknown[]][] => [
    [path, texts.map((text) => put({ ...entries, [name]: text }))],
    [`a name in ${path}`, texts.map((text) => put({ ...entries, [text]: value }))],
  ]);
}

/** Settings that take any text, with templates in it. `overrides` are Terraform's arguments, expressions included. */
const freeTexts = all
  .filter(({ path }) => !path.startsWith("overrides"))
  .flatMap(templated)
  .flatMap(([place, settings]) => {
    const taken = settings.find((changed) => validateSettings(changed).environment);
    return taken === undefined ? [] : [[place, taken] as const];
  });

test("texts are found, of each kind", () => {
  const paths = freeTexts.map(([path]) => path);
  expect(paths).toEqual(
    expect.arrayContaining([
      "data.redis.description",
      "services.all.mcp-server.command[]",
      "services.all.mcp-server.environment{}",
      "monitoring.alerts.urls[]",
    ]),
  );
});

test.each(freeTexts)("%s is no expression of Terraform's", (_path, settings) => {
  const text = [...stacksFor(settings).values()].map((terraform) => terraform()).join();
  const places = text.match(/.{0,40}[$%]\{x\}/g) ?? [];
  expect(places).not.toEqual([]);
  expect(places.filter((place) => !/(^|[^$%])(\$\$|%%)\{x\}$/.test(place))).toEqual([]);
});
