import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type Ended, run } from "./process";
import { virtualEnvironment } from "./python";

const REQUIREMENTS = join(__dirname, "checkov/requirements.txt");

/** What one check says of one resource. */
export interface Finding {
  /** The stack's name. */
  readonly stack: string;
  readonly address: string;
  readonly checkId: string;
  readonly title: string;
  readonly passed: boolean;
}

/** The policy scanner, on this machine alone: its checks come with its package. https://www.checkov.io */
export interface Checkov {
  /**
   * Checks plans, all in one run.
   *
   * @param directory where it may write
   * @param plans Terraform's JSON, by the stack's name
   */
  scan(directory: string, plans: ReadonlyMap<string, string>): Promise<readonly Finding[]>;
  /** The ids of all checks there are. */
  checkIds(): Promise<ReadonlySet<string>>;
}

export async function installCheckov(): Promise<Checkov> {
  const python = join(await virtualEnvironment("checkov", REQUIREMENTS), "bin/python");
  const checkov = (cwd: string, ...args: string[]) => runCheckov(python, cwd, args);
  return {
    scan: async (directory, plans) => {
      const files = writePlans(directory, plans);
      const results = join(directory, "results");
      await checkov(
        directory,
        ...["--framework", "terraform_plan", "--file", ...files],
        ...["--output", "json", "--output-file-path", results, "--soft-fail", "--compact"],
        "--skip-download",
      );
      return findingsIn(readFileSync(join(results, "results_json.json"), "utf8"));
    },
    checkIds: async () => {
      const table = await checkov(__dirname, "--list", "--framework", "terraform");
      return new Set(table.match(/\bCKV2?_[A-Z]+_\d+\b/g));
    },
  };
}

async function runCheckov(python: string, cwd: string, args: readonly string[]): Promise<string> {
  // Otherwise it asks its maker's server for other names of its checks, also when it only lists them.
  const env = { BC_SKIP_MAPPING: "TRUE" };
  const { code, output }: Ended = await run(python, ["-m", "checkov.main", ...args], { cwd, env });
  if (code !== 0) throw new Error(`checkov ended with ${code}; what it said:\n${output}`);
  return output;
}

function writePlans(directory: string, plans: ReadonlyMap<string, string>): string[] {
  mkdirSync(directory, { recursive: true });
  return [...plans].map(([stack, plan]) => {
    writeFileSync(join(directory, `${stack}.json`), plan);
    return `${stack}.json`;
  });
}

interface Check {
  readonly check_id: string;
  readonly check_name: string;
  readonly file_path: string;
  readonly resource: string;
}

interface Results {
  readonly results: {
    readonly passed_checks: readonly Check[];
    readonly failed_checks: readonly Check[];
  };
  readonly summary: { readonly parsing_errors: number };
}

function findingsIn(text: string): Finding[] {
  const { results, summary }: Results = JSON.parse(text);
  if (summary.parsing_errors > 0) throw new Error(`checkov cannot read a plan: ${text}`);
  const findings = (checks: readonly Check[], passed: boolean) =>
    checks.map((check) => ({
      stack: basename(check.file_path, ".json"),
      address: check.resource,
      checkId: check.check_id,
      title: check.check_name,
      passed,
    }));
  const key = ({ stack, address, checkId }: Finding) => `${stack} ${address} ${checkId}`;
  return [...findings(results.passed_checks, true), ...findings(results.failed_checks, false)].sort((a, b) =>
    key(a).localeCompare(key(b)),
  );
}
