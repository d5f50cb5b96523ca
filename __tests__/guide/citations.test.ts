/** The head of each file here cites lines of the section of the guide that it names, as docs/guide.md lists them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const guide = readFileSync(join(__dirname, "../../docs/guide.md"), "utf8");

/** The first and the last line of each section. */
const sections = new Map(
  [...guide.matchAll(/^\| (\d+)–(\d+) \| [^|]+ \| ([^|]+) \|/gm)].map(
    ([, first, last, title = ""]) => [title, [Number(first), Number(last)]] as const,
  ),
);

const heads = readdirSync(__dirname)
  .map((file): [string, string] => [file, readFileSync(join(__dirname, file), "utf8").split("\n")[0] ?? ""])
  .filter(([, head]) => head.startsWith("/** Guide, "));

test("sections and citations are found", () => {
  expect(sections.size).toBeGreaterThan(30);
  expect(heads.length).toBeGreaterThan(20);
});

test.each(heads)("%s", (_file, head) => {
  const [, citation = ""] = /^(.*?)(?:,? with the errata|; metrics| \*\/)/.exec(head) ?? [];
  const cited = [...citation.matchAll(/"([^"]+)"/g)].map(([, title = ""]) => sections.get(title));
  const ranges = [...citation.matchAll(/(\d+)–(\d+)/g)];
  expect(cited.length).toBe(ranges.length);
  ranges.forEach(([, first, last], index) => {
    const [begin = 0, end = 0] = cited[index] ?? [];
    expect(Number(first)).toBeGreaterThanOrEqual(begin);
    expect(Number(last)).toBeLessThanOrEqual(end);
  });
});
