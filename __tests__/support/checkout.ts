import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import type { EnvironmentSettings } from "../../environments/schema/environment";
import { type Ended, run } from "./process";
import { openTerminal, type TerminalSession } from "./terminal-session";
import { expectDone } from "./terraform";

const ROOT = join(__dirname, "../..");

/** What a checkout holds beside what is in git; `node_modules` is linked to instead of copied. */
const LEFT_OUT = [
  ".git",
  "node_modules",
  ".cache",
  "cdktf.out",
  ".bootstrap",
  ".gen",
  ".plugin-cache",
  "coverage",
  // What a team has deployed has no part in it either.
  "environments/addresses",
];

/**
 * A copy of this checkout, in which a test is a user: it changes settings and runs commands. It has one environment, the
 * guide's, in `environments/production.ts`; what a team has made of that file has no part in it.
 */
export interface Checkout {
  path(...names: string[]): string;
  /** Puts environments in place of those that it has. */
  useEnvironments(...environments: EnvironmentSettings[]): void;
  /** Replaces text of a file. Throws if it is not there. */
  edit(file: string, from: string, to: string): void;
  /** Runs a command of ours or of `node_modules/.bin`, to its end. */
  run(command: string, ...args: string[]): Promise<Ended>;
  /** Runs a command that has to succeed: its output. */
  succeed(command: string, ...args: string[]): Promise<string>;
  /** Starts a command in a terminal of its own. */
  open(command: string, ...args: string[]): TerminalSession;
  remove(): void;
}

/** @param environment environment variables of its commands, beside our own */
export function createCheckout(environment: Readonly<Record<string, string>>): Checkout {
  const directory = mkdtempSync(join(tmpdir(), "checkout-"));
  cpSync(ROOT, directory, {
    recursive: true,
    filter: (source) => !LEFT_OUT.includes(relative(ROOT, source)),
  });
  symlinkSync(join(ROOT, "node_modules"), join(directory, "node_modules"));
  // Otherwise cdktf takes one in the home folder, where another checkout's stand-ins for providers may take the place of ours.
  const TF_PLUGIN_CACHE_DIR = join(directory, ".plugin-cache");
  mkdirSync(TF_PLUGIN_CACHE_DIR);
  const PATH = `${join(ROOT, "node_modules/.bin")}:${environment.PATH ?? process.env.PATH}`;
  const useFiles = (files: Readonly<Record<string, string>>) => {
    const folder = join(directory, "environments");
    for (const file of readdirSync(folder).filter((name) => name.endsWith(".ts"))) rmSync(join(folder, file));
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  };
  const guide = readFileSync(join(ROOT, "__tests__/guide/settings.ts"), "utf8");
  useFiles({ "production.ts": guide.replace("../../environments/", "./") });
  const options = { cwd: directory, env: { ...environment, PATH, TF_PLUGIN_CACHE_DIR } };
  const runIt = (command: string, ...args: string[]) => run(command, args, options);
  return {
    path: (...names) => join(directory, ...names),
    useEnvironments: (...environments) =>
      useFiles(
        Object.fromEntries(
          environments.map((each) => [`${each.name}.ts`, `export default ${JSON.stringify(each)};`]),
        ),
      ),
    edit: (file, from, to) => {
      const path = join(directory, file);
      const text = readFileSync(path, "utf8");
      if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
      writeFileSync(path, text.replace(from, to));
    },
    run: runIt,
    succeed: async (command, ...args) => {
      const { code, output } = await runIt(command, ...args);
      expectDone([command, ...args].join(" "), code, output);
      return output;
    },
    open: (command, ...args) => openTerminal(command, args, options),
    remove: () => rmSync(directory, { recursive: true }),
  };
}

/** A secret's value in AWS Secrets Manager. */
export async function readSecret(checkout: Checkout, name: string): Promise<string> {
  const query = ["--query", "SecretString", "--output", "text"];
  const text = await checkout.succeed(
    "aws",
    "secretsmanager",
    "get-secret-value",
    "--secret-id",
    name,
    ...query,
  );
  return text.trim();
}
