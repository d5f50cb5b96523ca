/** docs/published-images.md says what each image reads: of everything that is set against an image, and of nothing else. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { withPublishedImages } from "../../../environments/presets/published-images";
import type { Environment } from "../../../environments/schema/environment";
import {
  type Block,
  environment,
  imageSettings,
  type Synthesized,
  synthEnvironments,
} from "../../support/synth";

const ROOT = join(__dirname, "../../..");
const document = readFileSync(join(ROOT, "docs/published-images.md"), "utf8");

const IMAGES = ["mcp-server", "rest-api", "worker"] as const;

type Service = Environment["services"]["all"][number];
type Value = Service["environment"][string] | Service["secrets"][string];

/** A row of the table of an image's variables. */
interface Row {
  readonly name: string;
  readonly value: string;
  readonly needed: string;
}

let services: readonly Service[];
let stack: Synthesized;

beforeAll(() => {
  const fitted = environment(withPublishedImages(imageSettings({ layout: "single" })));
  services = fitted.services.all;
  stack = synthEnvironments(fitted)["mcp-production"] as Synthesized;
});

const service = (name: string) => services.find((each) => each.name === name) as Service;

/** The text below a heading, up to the next. */
function section(heading: string): string {
  const [, text] = document.split(`\n${heading}\n`);
  if (text === undefined) throw new Error(`there is no ${heading}`);
  return text.split(/\n#+ /)[0] ?? "";
}

/** The cells of a table's rows, without its head, and without the marks of code. */
function rowsOf(text: string): string[][] {
  const lines = text.split("\n").filter((line) => line.startsWith("|"));
  return lines.slice(2).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll("`", "")),
  );
}

const rows = (image: string): Row[] =>
  rowsOf(section(`### ${image}`)).map(([name = "", , value = "", needed = ""]) => ({ name, value, needed }));

/** As the document writes it. */
function written(value: Value): string {
  if (typeof value !== "object") return value;
  return Object.entries(value)
    .map(([key, text]) => `${key}: ${text}`)
    .join(", ");
}

/** What a service's own settings set. */
function own(name: string): Map<string, string> {
  const { environment: variables, secrets } = service(name);
  const secretTexts = Object.entries(secrets).map(([key, value]): [string, string] => [
    key,
    typeof value === "string" ? `secret: ${value}` : written(value),
  ]);
  return new Map([
    ...Object.entries(variables).map(([key, value]): [string, string] => [key, written(value)]),
    ...secretTexts,
  ]);
}

/** What is in the container's environment in the end. */
function inContainer(name: string): string[] {
  const { environment: variables, secrets } = stack.container(
    `aws_ecs_task_definition.${name.replaceAll("-", "_")}`,
  );
  return [...(variables as Block[]), ...(secrets as Block[])].map((each) => String(each.name));
}

/** The guide's, of every service: those that the images read, and those that they do not. */
const common = () => [...section("### All").matchAll(/`([A-Z_0-9]+)`/g)].map(([, name = ""]) => name);

describe.each(IMAGES)("%s", (image) => {
  test("everything that is set has a row, or is the guide's for every service", () => {
    const known = [...rows(image).map(({ name }) => name), ...common()];
    expect(inContainer(image).filter((name) => !known.includes(name))).toEqual([]);
  });

  test("everything that it needs is set", () => {
    const needed = rows(image).filter((row) => row.needed === "yes");
    expect(needed.length).toBeGreaterThan(5);
    const set = inContainer(image);
    expect(needed.map(({ name }) => name).filter((name) => !set.includes(name))).toEqual([]);
  });

  test("each row says what is set", () => {
    const set = own(image);
    for (const { name, value } of rows(image)) expect([name, set.get(name) ?? "–"]).toEqual([name, value]);
  });

  test("a row is needed, or not, or not read", () => {
    const words = rows(image).map(({ needed }) => needed);
    expect(words.filter((word) => !["yes", "no", "not read"].includes(word))).toEqual([]);
  });

  test("ports, paths, commands and order are those of the settings", () => {
    const { port, target, healthCheck, after } = service(image);
    const expected = [
      port ?? "–",
      port === undefined ? "–" : target.healthPath,
      healthCheck?.command.slice(1).join(" "),
      target.keepAliveSeconds ?? "–",
      after.join(", ") || "–",
    ];
    const column = IMAGES.indexOf(image) + 1;
    const said = rowsOf(section("## What each image listens on and runs")).map((cells) => cells[column]);
    expect(said).toEqual(expected.map(String));
  });
});

describe("the files over the published images", () => {
  const read = (path: string) => readFileSync(join(ROOT, "examples/published-images", path), "utf8");

  test.each(["mcp-server", "rest-api"])("%s: the file lies where the preset has the image look", (image) => {
    const [, path] = /^COPY config\.yaml (\S+)$/m.exec(read(`${image}/Dockerfile`)) ?? [];
    expect(service(image).environment.MCP_CONFIG_FILE).toBe(path);
  });

  test.each(["mcp-server", "rest-api"])("%s: each variable that the file names is set", (image) => {
    const settingsFile = read(`${image}/config.yaml`).replaceAll(/^\s*#.*$/gm, "");
    const named = [...settingsFile.matchAll(/\$\{(\w+)\}/g)].map(([, name = ""]) => name);
    expect(named.length).toBeGreaterThan(0);
    const set = inContainer(image);
    expect(named.filter((name) => !set.includes(name))).toEqual([]);
  });

  test("no secret is in a file: each key, token and password is a variable's", () => {
    for (const image of ["mcp-server", "rest-api"]) {
      const lines = read(`${image}/config.yaml`)
        .split("\n")
        .filter((line) => !/^\s*#/.test(line));
      const secrets = lines.filter((line) => /(key|secret|password|token|user\w*):/.test(line));
      expect(secrets.filter((line) => !/: ("\$\{\w+\}"|true|false)$/.test(line))).toEqual([]);
    }
  });

  test("the server speaks WebSocket to those that log in, and pings before the load balancer closes", () => {
    const text = read("mcp-server/config.yaml");
    expect(text).toMatch(/^websocket:\n\s+enabled: true$/m);
    expect(text).toMatch(/^\s+require_auth: true$/m);
    const [, ping] = /ping_interval: (\d+)s/.exec(text) ?? [];
    const { platform } = environment(withPublishedImages(imageSettings()));
    expect(Number(ping)).toBeLessThan(platform.loadBalancer.idleTimeoutSeconds);
  });
});
