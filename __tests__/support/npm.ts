import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { cached } from "./cache";
import { run } from "./process";

/**
 * Packages from npm that are no dependencies of ours: the path of their node_modules. None of their scripts is run.
 *
 * @param name what they are for
 * @param manifest a package.json that names them
 * @param finish what else they need, in their node_modules
 */
export async function npmPackages(
  name: string,
  manifest: string,
  finish?: (directory: string) => Promise<void>,
): Promise<string> {
  const path = await cached(name, [manifest], async (directory) => {
    copyFileSync(manifest, join(directory, "package.json"));
    const args = ["install", `--prefix=${directory}`, "--ignore-scripts", "--no-package-lock"];
    const { code, output } = await run("npm", args, { cwd: directory });
    if (code !== 0) throw new Error(`cannot install packages from npm: npm ${args.join(" ")}:\n${output}`);
    await finish?.(join(directory, "node_modules"));
  });
  return join(path, "node_modules");
}
