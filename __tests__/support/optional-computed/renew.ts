/** Writes which arguments of our resources the AWS provider has as optional and computed: `npm run optional-computed`. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { extractOf, writeExtract } from "./extract";
import { sweep, typesOf } from "./sweep";

async function main(): Promise<void> {
  const outdir = mkdtempSync(join(tmpdir(), "optional-computed-"));
  try {
    const types = [...typesOf(sweep(outdir))].sort();
    writeExtract(await extractOf(types));
    console.log(`${types.length} types of the AWS provider are looked up.`);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

void main();
