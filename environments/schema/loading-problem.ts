import { realpathSync } from "node:fs";
import { basename, join, sep } from "node:path";
import type { Problem } from "./problem";

/** What sucrase says of a file that is no TypeScript. */
const NO_TYPESCRIPT = /^Error transforming (.+\.ts): (.+) \((\d+):\d+\)$/;

/**
 * Why a file of settings cannot be loaded, and where: the line that failed, in it or in what it imports.
 *
 * @param error what was thrown, which need not be an Error
 * @param directory the folder of the environments
 */
export function loadingProblem(error: unknown, directory: string): Problem {
  const root = join(realpathSync(directory), "..") + sep;
  const message = firstLine(error);
  const [, file, fault, line] = NO_TYPESCRIPT.exec(message) ?? [];
  const place = file === undefined ? throwingLine(error, root, basename(directory)) : `${file}:${line}`;
  return {
    path: place?.replace(root, "") ?? "(the file)",
    reason: `the file cannot be read: ${(fault ?? message).replaceAll(root, "")}`,
    use: place ? "fix this line; npm run typecheck says more" : "see environments/staging.ts",
  };
}

/** Without what Node adds below the message. */
function firstLine(error: unknown): string {
  const message = typeof error === "object" && error !== null && "message" in error ? error.message : error;
  return String(message).split("\n")[0] ?? "";
}

/** The first line of the stack that is in a file of the environments, and not in their schema. */
function throwingLine(error: unknown, root: string, folder: string): string | undefined {
  const stack = error instanceof Object && "stack" in error ? String(error.stack) : "";
  const schema = join(root, folder, "schema") + sep;
  const inside = stack
    .split("\n")
    .map((line) => line.slice(line.indexOf(join(root, folder) + sep)))
    .filter((line) => line.startsWith(join(root, folder) + sep) && !line.startsWith(schema));
  return inside.map((line) => /^[^:]+\.ts:\d+/.exec(line)?.[0]).find((place) => place !== undefined);
}
