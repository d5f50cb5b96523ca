/** What README.md says is so: its commands exist, its output is what is printed, its links and settings are there. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { validateSettings } from "../environments/schema/environment";
import { SettingsError } from "../environments/schema/problem";
import { createCheckout } from "./support/checkout";
import { anotherEnvironment, settings } from "./support/synth";

const ROOT = join(__dirname, "..");
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
const readme = read("README.md");
const markdown = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => `docs/${path}`),
];
const documents = [...markdown, "help"];
const { scripts }: { scripts: Record<string, string> } = JSON.parse(read("package.json"));

/** The blocks without a language: what commands print. */
const outputs = [...readme.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].flatMap(([, language, text = ""]) =>
  language === "" ? [text.trim()] : [],
);

test("every npm script that is named exists", () => {
  const named = documents.flatMap((file) =>
    [...read(file).matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name),
  );
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => name === undefined || !(name in scripts))).toEqual([]);
});

test.each(markdown)("every link of %s within the repository leads somewhere", (file) => {
  const links = [...read(file).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path = ""]) => path);
  expect(links.filter((path) => !existsSync(join(ROOT, dirname(file), path)))).toEqual([]);
});

test("synth prints what is shown", async () => {
  const checkout = createCheckout({});
  const network = { cidr: "10.1.0.0/16", zones: ["us-east-1a", "us-east-1b"] };
  checkout.useEnvironments(settings(), anotherEnvironment("staging", { network }));
  const printed = await checkout.succeed("npm", "run", "synth");
  checkout.remove();
  expect(outputs[0]).toMatch(/^Wrote Terraform/);
  expect(printed).toContain(`${outputs[0]}\n`);
});

test("the message for a wrong setting is the one shown", () => {
  const privateSubnets = ["10.0.10.0/24", "10.1.20.0/24"];
  const { network } = settings();
  const { problems = [] } = validateSettings(settings({ network: { ...network, privateSubnets } }));
  const { message } = new SettingsError([{ file: "environments/production.ts", problems }]);
  expect(outputs).toContain(message);
});

test("every setting in the table of settings is one", () => {
  const [, table = ""] = readme.split("## Settings\n");
  const rows = (table.split("\n## ")[0] ?? "").split("\n").filter((line) => line.startsWith("| "));
  const paths = rows.flatMap((row) =>
    [...row.matchAll(/`((?:network|data|state|services|configuration|platform|monitoring)\.[\w.]+)/g)].map(
      ([, path = ""]) => path,
    ),
  );
  expect(paths.length).toBeGreaterThan(8);
  for (const path of paths) {
    // A setting that is none is refused by name, whatever else is wrong with its value.
    const { problems = [] } = validateSettings(at(path.split("."), null));
    expect(problems.filter(({ reason }) => reason === "there is no such setting")).toEqual([]);
  }
});

/** Settings that hold nothing but a value at a path. */
function at([key = "", ...rest]: string[], value: unknown): unknown {
  return { [key]: rest.length === 0 ? value : at(rest, value) };
}
