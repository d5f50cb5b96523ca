/**
 * Every setting, changed: what Terraform does to an environment that is deployed, by the real provider. What is not a change in
 * place stands in docs/changes.md, with its reason.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environmentSchema } from "../../environments/schema/environment";
import { type Consequence, consequencesOf } from "../support/changes/consequences";
import { manyEntries } from "../support/changes/many-entries";
import { entryChanges, valueChanges } from "../support/changes/setting-changes";
import { everySetting } from "../support/every-setting";
import { describeWith } from "../support/layer-of-proof";
import { needsProviders, needsTerraform } from "../support/requirements";

const PAGE = "docs/changes.md";

const changes = [
  ...valueChanges(environmentSchema, everySetting),
  ...entryChanges(environmentSchema, manyEntries),
];

test("the schema is walked to its ends", () => {
  expect(changes.length).toBeGreaterThan(400);
});

describeWith(needsTerraform() ?? needsProviders(), "changes", () => {
  const outdir = mkdtempSync(join(tmpdir(), "changes-"));
  let found: Consequence[];

  beforeAll(async () => {
    found = await consequencesOf(changes, outdir);
  }, 1_800_000);

  afterAll(() => rmSync(outdir, { recursive: true }));

  test("what is not a change in place stands in the table of changes, and nothing else does", () => {
    expect(found.map(row).sort()).toEqual(
      rowsOfPage()
        .map((cells) => cells.slice(0, 4).join(" | "))
        .sort(),
    );
  });

  test("each has its reason", () => {
    expect(rowsOfPage().filter((cells) => !cells[4])).toEqual([]);
  });
});

function row({ setting, edit, what, types }: Consequence): string {
  return [`\`${setting}\``, edit, what, types.join(", ")].join(" | ");
}

/** The table's rows: the setting, what is done to it, what comes of it, the types of the resources, and why. */
function rowsOfPage(): string[][] {
  const page = readFileSync(join(__dirname, "../..", PAGE), "utf8");
  const rows = page.split("\n").map((line) => line.split("|").slice(1, -1));
  // Other tables of the page have fewer columns.
  const ofChanges = rows.filter((cells) => cells.length === 5 && cells[0]?.trim().startsWith("`"));
  return ofChanges.map((cells) => cells.map((cell) => cell.trim()));
}
