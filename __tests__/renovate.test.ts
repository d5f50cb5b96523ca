/** Renovate says nothing when a pattern of ours no longer matches: what it names would never be updated again. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface CustomManager {
  readonly description: string;
  readonly managerFilePatterns: readonly string[];
  readonly matchStrings: readonly string[];
}

const ROOT = join(__dirname, "..");
const { customManagers }: { customManagers: CustomManager[] } = JSON.parse(
  readFileSync(join(ROOT, "renovate.json"), "utf8"),
);

const files = [".ci", ".github/workflows"].flatMap((folder) =>
  readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`),
);

test.each(customManagers)("$description is found, once", ({ managerFilePatterns, matchStrings }) => {
  const patterns = managerFilePatterns.map((pattern) => new RegExp(pattern.slice(1, -1)));
  const read = files.filter((file) => patterns.some((pattern) => pattern.test(file)));
  const found = read.flatMap((file) =>
    matchStrings.flatMap((text) => [
      ...readFileSync(join(ROOT, file), "utf8").matchAll(new RegExp(text, "g")),
    ]),
  );
  expect(found.map(({ groups }) => groups?.currentValue)).toEqual([expect.stringMatching(/\d/)]);
});
