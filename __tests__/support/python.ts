import { join } from "node:path";
import { cached } from "./cache";
import { run } from "./process";

/**
 * A Python of the checkout's own, with packages from PyPI: the path of its virtual environment.
 *
 * @param name what it is for
 * @param requirements the packages, as pip reads them
 */
export function virtualEnvironment(name: string, requirements: string): Promise<string> {
  return cached(name, [requirements], async (path) => {
    await install(path, "python3", "-m", "venv", path);
    // By the module's name: the commands in bin/ know only the path at which they were installed.
    await install(
      path,
      join(path, "bin", "python"),
      "-m",
      "pip",
      "install",
      "--disable-pip-version-check",
      "-r",
      requirements,
    );
  });
}

async function install(cwd: string, command: string, ...args: string[]): Promise<void> {
  const { code, output } = await run(command, args, { cwd });
  if (code !== 0) throw new Error(`cannot install Python packages: ${command} -m ${args[1]}:\n${output}`);
}
