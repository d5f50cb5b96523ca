import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

/** Where tests keep what is costly to make: in the checkout, ignored by git. */
const CACHE = join(__dirname, "../../.cache");

/**
 * A directory that is made once for what it is made of, and again when that changes. Several processes may ask at once:
 * each that finds nothing makes one for itself, and the first to be ready stays.
 *
 * @param name what it holds
 * @param sources files and directories that it is made of
 * @param make fills the directory it is given
 */
export async function cached(
  name: string,
  sources: readonly string[],
  make: (path: string) => Promise<void>,
): Promise<string> {
  const hash = createHash("sha1");
  for (const file of sources.flatMap(filesIn).sort()) hash.update(file).update(readFileSync(file));
  const path = join(CACHE, `${name}-${hash.digest("hex").slice(0, 12)}`);
  if (existsSync(path)) return path;
  const aside = `${path}.${process.pid}`;
  mkdirSync(aside, { recursive: true });
  try {
    await make(aside);
    renameSync(aside, path);
  } catch (error) {
    // Another process was first.
    if (!existsSync(path)) throw error;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  return path;
}

/** Writes a file whose name has its text's hash, so that nobody ever reads half of another text. */
export function writeOnce(name: string, text: string): string {
  const path = join(CACHE, `${createHash("sha1").update(text).digest("hex").slice(0, 12)}-${name}`);
  if (existsSync(path)) return path;
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(`${path}.${process.pid}`, text);
  renameSync(`${path}.${process.pid}`, path);
  return path;
}

function filesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => name !== "__pycache__")
    .flatMap((name) => filesIn(join(path, name)));
}
