import { existsSync, mkdtempSync, readdirSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Our PATH with a directory before all others. */
export function pathWith(directory: string): string {
  return `${directory}${delimiter}${process.env.PATH}`;
}

/**
 * Our PATH with one program missing.
 *
 * @param folder where directories of links may be made, in place of those that have the program
 */
export function pathWithout(program: string, folder: string): string {
  const directories = (process.env.PATH ?? "").split(delimiter).map((directory) => {
    if (!existsSync(join(directory, program))) return directory;
    const links = mkdtempSync(join(folder, "path-"));
    for (const name of readdirSync(directory).filter((each) => each !== program))
      symlinkSync(join(directory, name), join(links, name));
    return links;
  });
  return directories.join(delimiter);
}
