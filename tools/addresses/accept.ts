/**
 * Accepts the Terraform addresses that the settings make: `npm run addresses` writes the lists that a test and synth compare
 * with. What would be lost has to be named: `npm run addresses -- --let-go <address> [<address> ...]`; the same of a setting, by its
 * path, and of an environment that is gone, by its name.
 */
import { join } from "node:path";
import { styleText } from "node:util";
import { loadEnvironments } from "../../environments/schema/load";
import { SettingsError } from "../../environments/schema/problem";
import { ADDRESS_LISTS } from "../../stacks/accepted-addresses";
import { runCommand } from "../run-command";
import { UserError } from "../user-error";
import { type AddressChanges, addressChanges, describeChanges, listsOf, writeLists } from "./lists";

const ROOT = join(__dirname, "../..");
const LET_GO = "--let-go";

function main(args: readonly string[]): void {
  const letGo = addressesIn(args);
  const lists = listsOf(loadEnvironments(join(ROOT, "environments")));
  const directory = join(ROOT, ADDRESS_LISTS);
  const changes = addressChanges(directory, lists);
  refuse(changes, letGo);
  if (changes.length === 0) {
    console.log("Nothing to accept: every environment has the addresses of its list.");
    return;
  }
  writeLists(directory, lists);
  const hasColours = process.stdout.isTTY && process.stdout.hasColors();
  console.log(describeChanges(changes, hasColours ? (text) => styleText("red", text) : undefined));
  console.log("\nAccepted. Commit the lists with the settings.");
  if (changes.some(({ alone, removed }) => alone !== "list" && removed.some(isAddress)))
    console.log("What is removed (-) is destroyed by the next apply, with the data in it: read its plan.");
  if (changes.some(({ alone }) => alone === "list"))
    console.log(
      "Of an environment that is gone, what was not destroyed before stays, and nothing manages it.",
    );
}

/** `aws_vpc.vpc`, not `data.postgres.engineVersion`. */
function isAddress(accepted: string): boolean {
  return /^[a-z0-9]+_\w+\./.test(accepted);
}

function addressesIn([flag, ...addresses]: readonly string[]): string[] {
  if (flag === undefined) return [];
  if (flag === LET_GO && addresses.length > 0) return addresses;
  throw new UserError(
    `npm run addresses takes nothing, or ${LET_GO} and the addresses, settings or environments that may be lost.`,
  );
}

/** What is not let go by its name, and names of what is not to be let go. */
function refuse(changes: readonly AddressChanges[], letGo: readonly string[]): void {
  const losses = changes.flatMap((each) => each.losses.map(({ path }) => path));
  const unknown = letGo.filter((address) => !losses.includes(address));
  if (unknown.length > 0)
    throw new UserError(
      `Nothing of that name would be lost: ${unknown.join(", ")}. ${losses.length > 0 ? `What would be: ${losses.join(", ")}.` : "There is nothing to let go."}`,
    );
  const reports = changes.flatMap(({ file, losses: own }) => {
    const problems = own.filter(({ path }) => !letGo.includes(path));
    return problems.length > 0 ? [{ file: `${ADDRESS_LISTS}/${file}`, problems }] : [];
  });
  if (reports.length > 0) throw new SettingsError(reports);
}

runCommand(main);
