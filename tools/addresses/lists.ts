import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TerraformResource } from "cdktf";
import type { Environment } from "../../environments/schema/environment";
import { addressOf } from "../../stacks/addresses";
import { createApp } from "../../stacks/create-app";
import { placeEnvironment, placeState } from "../../stacks/place-environment";

/** Where the lists are, from the project's folder: one file an environment, one address a line. */
export const LISTS = "environments/addresses";

/** How an environment's addresses differ from its list. */
export interface AddressChanges {
  /** The list's file. */
  readonly file: string;
  /** Whether only one of the two is there: an environment without a list, or a list whose environment is gone. */
  readonly alone?: "environment" | "list";
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** Every resource of an environment, and those that keep its state if it makes them. They are the same in both layouts. */
export function addressesOf(environment: Environment): string[] {
  const outdir = mkdtempSync(join(tmpdir(), "addresses-"));
  try {
    const app = createApp(outdir);
    placeEnvironment(app, environment);
    if (environment.state.create) placeState(app, environment);
    const resources = app.node.findAll().filter(TerraformResource.isTerraformResource);
    return resources.flatMap((resource) => addressOf(resource) ?? []).sort();
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** What a team has not accepted yet. @param directory that of the lists */
export function addressChanges(directory: string, environments: readonly Environment[]): AddressChanges[] {
  const ofEnvironments = environments.map((environment): AddressChanges => {
    const file = `${environment.name}.txt`;
    const now = addressesOf(environment);
    const before = readList(directory, file);
    return {
      file,
      alone: before ? undefined : "environment",
      added: now.filter((address) => !before?.includes(address)),
      removed: (before ?? []).filter((address) => !now.includes(address)),
    };
  });
  const ofNone = listsIn(directory)
    .filter((file) => !environments.some(({ name }) => file === `${name}.txt`))
    .map((file): AddressChanges => {
      return { file, alone: "list", added: [], removed: readList(directory, file) ?? [] };
    });
  return [...ofEnvironments, ...ofNone].filter(({ added, removed }) => added.length + removed.length > 0);
}

/** Makes the lists what the environments are. @param directory that of the lists */
export function writeLists(directory: string, environments: readonly Environment[]): void {
  mkdirSync(directory, { recursive: true });
  for (const file of listsIn(directory)) rmSync(join(directory, file));
  for (const environment of environments)
    writeFileSync(join(directory, `${environment.name}.txt`), `${addressesOf(environment).join("\n")}\n`);
}

/** @param red colours what is removed: it is what can lose data */
export function describeChanges(changes: readonly AddressChanges[], red = (text: string) => text): string {
  return changes.map((each) => describeList(each, red)).join("\n");
}

function describeList(
  { file, alone, added, removed }: AddressChanges,
  red: (text: string) => string,
): string {
  const list = `${LISTS}/${file}`;
  if (alone === "environment") return `${list}\n  + a new environment, with ${added.length} resources`;
  if (alone === "list")
    return `${list}\n${red(`  - an environment that is gone, with ${removed.length} resources`)}`;
  return [list, ...added.map((each) => `  + ${each}`), ...removed.map((each) => red(`  - ${each}`))].join(
    "\n",
  );
}

function listsIn(directory: string): string[] {
  return existsSync(directory) ? readdirSync(directory).sort() : [];
}

function readList(directory: string, file: string): string[] | undefined {
  const path = join(directory, file);
  return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : undefined;
}
