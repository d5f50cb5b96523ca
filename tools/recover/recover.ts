/**
 * After an apply that was killed, or could not write its state: `npm run recover -- production` compares account, state and
 * settings, and prints what to do, in its order, as commands. It changes nothing; with `--write-imports` it writes import blocks into the
 * stacks' directories.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../../environments/schema/environment";
import { loadEnvironments } from "../../environments/schema/load";
import { aws } from "../aws";
import { runCommand } from "../run-command";
import { UserError } from "../user-error";
import { type DeployedStack, deployedStacks } from "./deployed-stack";
import { type Identity, identityOf } from "./identities";
import { type Found, findImports, IMPORTS_FILE, writeImports } from "./imports";

const ROOT = join(__dirname, "../..");
const WRITE_IMPORTS = "--write-imports";
const LOOK_AGAIN = "# Then look again:";

function main(args: readonly string[]): void {
  const environment = chooseEnvironment(args);
  const stacks = deployedStacks(join(ROOT, "cdktf.out"), environment);
  const again = `npm run recover -- ${environment.name}`;
  const first = firstSteps(stacks);
  if (first.length > 0) {
    say([...first, LOOK_AGAIN, again]);
    return;
  }
  const found = findFromBelow(stacks);
  const steps = found.flatMap(([stack, each]) =>
    importSteps(stack, each, args.includes(WRITE_IMPORTS), again),
  );
  say([
    ...stacks.filter((stack) => !hasImports(found, stack)).flatMap(formerImports),
    ...found.flatMap(([stack, each]) => notFound(stack, each, environment)),
    ...(steps.length > 0 ? steps : nothingLeft(stacks, environment)),
  ]);
}

/** A stack can be looked at once those that it reads are complete: the first in which something is to be done is the last. */
function findFromBelow(stacks: readonly DeployedStack[]): [DeployedStack, Found][] {
  const all: [DeployedStack, Found][] = [];
  for (const stack of stacks.filter((each) => each.missing().length > 0)) {
    const found = findImports(stack);
    all.push([stack, found]);
    if (found.imports.size > 0 || found.refused !== undefined) break;
  }
  return all;
}

function say(lines: readonly string[]): void {
  console.log(lines.join("\n"));
}

function chooseEnvironment([name, ...flags]: readonly string[]): Environment {
  const environments = loadEnvironments(join(ROOT, "environments"));
  const usage = `npm run recover -- <${environments.map((each) => each.name).join("|")}> [${WRITE_IMPORTS}]`;
  const environment = environments.find((each) => each.name === name);
  if (!environment) throw new UserError(`Which environment? ${usage}`);
  if (flags.some((flag) => flag !== WRITE_IMPORTS))
    throw new UserError(`One environment at a time: ${usage}`);
  return environment;
}

/** What has to be in order before anything can be looked for: locks, then states, then what is tainted. */
function firstSteps(stacks: readonly DeployedStack[]): string[] {
  for (const stepsOf of [lockSteps, stateSteps, taintSteps]) {
    const steps = stacks
      .map((stack) => ({ stack, lines: stepsOf(stack) }))
      .filter(({ lines }) => lines.length > 0);
    if (steps.length > 0) return steps.flatMap(({ stack, lines }) => [...initSteps(stack), ...lines]);
  }
  return [];
}

/** On another machine than the one that applied. */
function initSteps(stack: DeployedStack): string[] {
  return stack.isInitialized ? [] : [`terraform -chdir=${stack.path} init`];
}

function lockSteps(stack: DeployedStack): string[] {
  const lock = stack.lock();
  if (!lock) return [];
  return [
    `# ${stack.path} is locked by ${lock.description}.`,
    "# Make sure that this run has ended: no process of Terraform's is left there. Only then:",
    `terraform -chdir=${stack.path} force-unlock -force ${lock.id}`,
  ];
}

function stateSteps(stack: DeployedStack): string[] {
  const file = `${stack.path}/errored.tfstate`;
  switch (stack.erroredState()) {
    case undefined:
      return [];
    case "newer":
      return [
        `# ${file} is newer than the state in the bucket, which a run could not write.`,
        `terraform -chdir=${stack.path} state push errored.tfstate && rm ${file}`,
      ];
    case "older":
      return [
        `# ${file} is no newer than the state in the bucket, so that Terraform does not take it. What only it knows is looked for`,
        "# in the account. Keep it aside:",
        `mv ${file} ${stack.path}/older.tfstate`,
      ];
    case "another":
      return [
        `# ${file} is of another state than the one in the bucket, and Terraform does not take it. Look at both; keep it aside:`,
        `mv ${file} ${stack.path}/another.tfstate`,
      ];
  }
}

function taintSteps(stack: DeployedStack): string[] {
  const tainted = stack.tainted();
  if (tainted.length === 0) return [];
  return [
    `# ${stack.path}: Terraform would replace these, since it was ended while it made them. AWS has mostly made them. What is`,
    "# missing in one shows in the next plan.",
    ...tainted.map((address) => `terraform -chdir=${stack.path} untaint ${address}`),
  ];
}

function importSteps(stack: DeployedStack, { imports }: Found, isWriting: boolean, again: string): string[] {
  if (imports.size === 0) return [];
  const list = [...imports].map(([address, id]) => `#   ${address}  ${id}`);
  const waits = [...imports].flatMap(([address, id]) => {
    const identity = identityOf(address.split(".")[0] ?? "") as Identity;
    return identity.wait ? [`${identity.wait(id)} --region ${stack.region}`] : [];
  });
  const lines = [`# ${stack.path}: in the account, and not in the state:`, ...list];
  if (!isWriting)
    return [
      ...lines,
      "# Have their import blocks written, and look what then is to be done:",
      `${again} ${WRITE_IMPORTS}`,
    ];
  writeImports(stack.directory, imports);
  return [
    ...lines,
    `# Their import blocks are in ${stack.path}/${IMPORTS_FILE}. Read the plan: it imports these, and destroys nothing.`,
    ...waits,
    `terraform -chdir=${stack.path} plan`,
    `terraform -chdir=${stack.path} apply`,
    `rm ${stack.path}/${IMPORTS_FILE}`,
    LOOK_AGAIN,
    again,
  ];
}

function hasImports(found: readonly [DeployedStack, Found][], stack: DeployedStack): boolean {
  return found.some(([each, { imports }]) => each === stack && imports.size > 0);
}

/** Import blocks of a time before: of what is in the state by now, or gone. */
function formerImports(stack: DeployedStack): string[] {
  if (!existsSync(join(stack.directory, IMPORTS_FILE))) return [];
  return [`# ${stack.path}: nothing is to be imported any more.`, `rm ${stack.path}/${IMPORTS_FILE}`];
}

function notFound(
  stack: DeployedStack,
  { ambiguous, unknown, refused }: Found,
  { name }: Environment,
): string[] {
  return [
    ...(refused === undefined
      ? []
      : [`# ${stack.path} cannot be planned, so that less was looked for:`, ...comment(refused)]),
    ...[...ambiguous].flatMap(([address, ids]) => [
      `# ${address} could be each of these. Delete those that nothing uses, then look again:`,
      ...ids.map((id) => `#   ${id}`),
    ]),
    ...(unknown.length === 0 || refused !== undefined
      ? []
      : [
          `# ${stack.path}: these are not in the state, and have to be looked for in AWS's console, or among`,
          `#   aws resourcegroupstaggingapi get-resources --tag-filters Key=Environment,Values=${name}`,
          ...unknown.map((address) => `#   ${address}`),
        ]),
  ];
}

function comment(text: string): string[] {
  return text
    .trim()
    .split("\n")
    .map((line) => `#   ${line}`);
}

function nothingLeft(stacks: readonly DeployedStack[], environment: Environment): string[] {
  return [
    ...strangers(stacks, environment),
    `# ${environment.name} has nothing to recover: deploy as always.`,
  ];
}

/** What has the environment's tag and is in no state: made twice, or by hand. */
function strangers(stacks: readonly DeployedStack[], { name, region }: Environment): string[] {
  const ours = new Set(stacks.flatMap((stack) => stack.identifiers()));
  const query = ["--query", "ResourceTagMappingList[].ResourceARN"];
  const filter = ["--tag-filters", `Key=Environment,Values=${name}`];
  const arns = aws(region, "resourcegroupstaggingapi", "get-resources", ...filter, ...query) as string[];
  const others = arns.filter((arn) => !isOurs(arn, ours));
  if (others.length === 0) return [];
  return [
    "# With the environment's tag, and in no state of its: the state's own storage, what somebody has made by hand, or what was made twice.",
    ...others.sort().map((arn) => `#   ${arn}`),
  ];
}

/** Terraform knows a resource by its ARN, by the id at its end, or by a name or URL that ends as the ARN does. */
function isOurs(arn: string, ours: ReadonlySet<string>): boolean {
  // Each apply may make a version; those before stay. RDS gives its own snapshots the database's tags.
  if (arn.includes(":task-definition/") || arn.includes(":snapshot:rds:")) return true;
  const resource = arn.split(":").slice(5).join(":");
  const id = resource.split(/[/:]/).pop() ?? "";
  return (
    [arn, resource, id].some((each) => ours.has(each)) || [...ours].some((each) => each.endsWith(`/${id}`))
  );
}

runCommand(main);
