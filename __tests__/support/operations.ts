import { readFileSync } from "node:fs";
import { join } from "node:path";

const SECTIONS = readFileSync(join(__dirname, "../../docs/operations.md"), "utf8").split(/^##+ /m);

/** The commands of a section of docs/operations.md, block by block: what a test carries out is what people read. */
export function documentedCommands(title: string): string[] {
  const section = SECTIONS.find((each) => each.startsWith(`${title}\n`));
  if (section === undefined) throw new Error(`docs/operations.md has no section "${title}"`);
  const [, ...blocks] = section.split("```sh\n");
  return blocks.map((block) => block.slice(0, block.indexOf("```")));
}
