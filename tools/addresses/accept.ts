/** Accepts the Terraform addresses that the settings make: `npm run addresses` writes the lists that a test compares with. */
import { join } from "node:path";
import { styleText } from "node:util";
import { loadEnvironments } from "../../environments/schema/load";
import { runCommand } from "../run-command";
import { addressChanges, describeChanges, LISTS, writeLists } from "./lists";

const ROOT = join(__dirname, "../..");

function main(): void {
  const environments = loadEnvironments(join(ROOT, "environments"));
  const directory = join(ROOT, LISTS);
  const changes = addressChanges(directory, environments);
  if (changes.length === 0) {
    console.log("Nothing to accept: every environment has the addresses of its list.");
    return;
  }
  writeLists(directory, environments);
  const hasColours = process.stdout.isTTY && process.stdout.hasColors();
  console.log(describeChanges(changes, hasColours ? (text) => styleText("red", text) : undefined));
  console.log("\nAccepted. Commit the lists with the settings.");
  if (changes.some(({ removed }) => removed.length > 0))
    console.log("What is removed (-) is destroyed by the next apply, with the data in it: read its plan.");
}

runCommand(main);
