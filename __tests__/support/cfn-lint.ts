import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Schema } from "./cloudformation";
import { run } from "./process";
import { virtualEnvironment } from "./python";
import type { Block } from "./synth";

/** The version that environments/schema/aws-data.generated.json is of. */
const REQUIREMENTS = join(__dirname, "../../tools/aws-data/requirements.txt");

export interface Resource {
  readonly type: string;
  readonly properties: Block;
}

/** AWS's CloudFormation schemas, with what AWS's documentation says beyond them. It calls nobody. */
export interface CfnLint {
  /** The schema of a type of CloudFormation's. */
  schema(type: string): Schema;
  /** A line for each fault, by names of the caller's. */
  judge(resources: ReadonlyMap<string, Resource>): Promise<string[]>;
}

interface Match {
  readonly Rule: { readonly Id: string };
  readonly Message: string;
  readonly Location: { readonly Path: readonly (string | number)[] };
}

/**
 * Rules that say nothing here: what is missing (E3003, E3014) or twice there (E3037) may only be unknown before an apply, variants share
 * their names (E3019), and the rest is advice on templates.
 */
const IGNORED = ["E3003", "E3014", "E3019", "E3037", "W2", "W3010", "I"];

/** What AWS takes all the same. */
const EXCEPTIONS: readonly { readonly fault: RegExp; readonly reason: string }[] = [
  {
    fault: /Engine version '\d+' .+ \(W3691\)$/,
    reason: "a major version alone is the newest minor one; cfn-lint lists it with the retired ones",
  },
  {
    fault: /'StorageEncrypted' should not be included with 'SourceDBInstanceIdentifier' \(E3020\)$/,
    reason: "the provider does not send it for a replica",
  },
];

export async function installCfnLint(): Promise<CfnLint> {
  const environment = await virtualEnvironment("cfn-lint", REQUIREMENTS);
  const lib = join(environment, "lib");
  const [python = ""] = readdirSync(lib).filter((name) => name.startsWith("python"));
  const schemas = join(lib, python, "site-packages/cfnlint/data/schemas");
  const read = (path: string) => JSON.parse(readFileSync(join(schemas, path), "utf8"));
  return {
    schema: (type) => read(`resources/${read("providers/us-east-1.json")[type]}.json`),
    judge: (resources) => judge(join(environment, "bin/python"), resources),
  };
}

async function judge(python: string, resources: ReadonlyMap<string, Resource>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "cfn-lint-"));
  try {
    const names = [...resources.keys()];
    const entries = [...resources.values()].map(({ type, properties }, index) => [
      `R${index}`,
      { Type: type, Properties: properties },
    ]);
    const template = { AWSTemplateFormatVersion: "2010-09-09", Resources: Object.fromEntries(entries) };
    writeFileSync(join(folder, "template.json"), JSON.stringify(template));
    const { output } = await run(
      python,
      [
        ...["-c", "from cfnlint.runner import main; main()", "--template", "template.json"],
        ...["--format", "json", "--regions", "us-east-1", "--output-file", "faults.json"],
        ...["--ignore-checks", ...IGNORED],
      ],
      { cwd: folder },
    );
    return faults(names, readMatches(join(folder, "faults.json"), output));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Its exit code says only that it found something. */
function readMatches(file: string, output: string): Match[] {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new Error(`cfn-lint wrote no result; it said:\n${output}`, { cause });
  }
}

function faults(names: readonly string[], matches: readonly Match[]): string[] {
  const found = matches.map(({ Rule, Message, Location }) => {
    const [, id, , ...path] = Location.Path ?? [];
    const name = names[Number(`${id}`.slice(1))] ?? "the template";
    return `${name}: ${path.join(".")}: ${Message} (${Rule.Id})`;
  });
  return found.filter((line) => !EXCEPTIONS.some(({ fault }) => fault.test(line)));
}
