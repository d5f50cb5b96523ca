import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { terraform } from "../terraform";
import { UserError } from "../user-error";
import type { DeployedStack } from "./deployed-stack";
import { type Arguments, type Identity, identityOf } from "./identities";

/** Beside `cdk.tf.json`, which synth writes; it leaves this one alone. */
export const IMPORTS_FILE = "imports.tf.json";

/** What of a stack is in the account and not in its state. */
export interface Found {
  /** Import ids, by address. */
  readonly imports: ReadonlyMap<string, string>;
  /** Where more than one thing in the account could be it, by address. */
  readonly ambiguous: ReadonlyMap<string, readonly string[]>;
  /** What we do not know how to look for. */
  readonly unknown: readonly string[];
  /** Why Terraform cannot plan the stack, if it cannot: nothing more was looked for then. */
  readonly refused?: string;
}

/**
 * Looks for what Terraform would make. An id may depend on another resource's, which Terraform knows once it imports that one:
 * so it is planned again with what was found, until nothing more is. An id that AWS does not have is dropped: Terraform names it.
 */
export function findImports(stack: DeployedStack): Found {
  const workplace = new Workplace(stack);
  const ambiguous = new Map<string, readonly string[]>();
  const imports = new Map<string, string>();
  const asked = new Set(stack.imported);
  try {
    for (;;) {
      const planned = workplace.plan(imports);
      // What was found is of no use then: nobody has seen whether it is there.
      if (typeof planned === "string")
        return { imports: new Map(), ambiguous, unknown: unknownIn(stack), refused: planned };
      const candidates = planned.flatMap(({ address, type, values }) => {
        const identity = identityOf(type);
        const canBeFound = isKnown(identity) && identity.needs.every((name) => isSet(values[name]));
        return canBeFound && !asked.has(address) ? [{ address, identity, values }] : [];
      });
      if (candidates.length === 0) return { imports, ambiguous, unknown: unknownIn(stack) };
      for (const { address, identity, values } of candidates) {
        asked.add(address);
        const ids = identity.find(values, stack.region);
        if (ids.length > 1) ambiguous.set(address, ids);
        else if (ids[0] !== undefined) imports.set(address, ids[0]);
      }
    }
  } finally {
    workplace.remove();
  }
}

function isKnown(identity: ReturnType<typeof identityOf>): identity is Identity {
  return identity !== undefined && identity !== "none";
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function unknownIn(stack: DeployedStack): string[] {
  return stack.missing().filter((address) => identityOf(address.split(".")[0] ?? "") === undefined);
}

/** What a plan would make. */
interface Planned {
  readonly address: string;
  readonly type: string;
  readonly values: Arguments;
}

interface Diagnostic {
  readonly severity: string;
  readonly summary: string;
  readonly detail: string;
  /** The resource's, if it is about one. */
  readonly address?: string;
}

/** A copy of the stack's directory, in which import blocks can be tried. A plan holds passwords as the state does: it goes with it. */
class Workplace {
  private readonly directory = mkdtempSync(join(tmpdir(), "recover-"));
  private readonly environment: Readonly<Record<string, string>>;

  constructor(stack: DeployedStack) {
    if (!stack.isInitialized) initialize(stack);
    this.environment = { TF_DATA_DIR: join(stack.directory, ".terraform") };
    cpSync(stack.directory, this.directory, {
      recursive: true,
      filter: (source) => ![".terraform", IMPORTS_FILE].includes(basename(source)),
    });
  }

  /** Takes what does not exist out of the imports. @returns what is still to be made, or why there is no plan */
  plan(imports: Map<string, string>): Planned[] | string {
    for (;;) {
      writeImports(this.directory, imports);
      // Whoever holds a lock has been looked for before; this only reads.
      const args = ["plan", "-json", "-lock=false", "-input=false", "-out=recover.tfplan"];
      const { succeeded, output } = terraform(this.directory, args, false, this.environment);
      if (succeeded) return this.toBeMade();
      const errors = errorsIn(output);
      const absent = errors.flatMap(absentIn).filter((address) => imports.has(address));
      if (absent.length === 0) return wordsOf(errors) || output;
      for (const address of absent) imports.delete(address);
    }
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }

  private toBeMade(): Planned[] {
    const { succeeded, output } = terraform(
      this.directory,
      ["show", "-json", "recover.tfplan"],
      false,
      this.environment,
    );
    if (!succeeded) throw new UserError(`Terraform cannot show its plan:\n${output}`);
    const { resource_changes: changes = [] }: PlanJson = JSON.parse(output);
    return changes
      .filter(({ mode, change }) => mode === "managed" && change.actions.join() === "create")
      .map(({ address, type, change }) => ({ address, type, values: change.after }));
  }
}

interface PlanJson {
  readonly resource_changes?: readonly {
    readonly address: string;
    readonly mode: string;
    readonly type: string;
    readonly change: { readonly actions: readonly string[]; readonly after: Arguments };
  }[];
}

/** The address of an import that AWS has nothing for. Mostly Terraform says so; some imports of the provider's say it themselves. */
function absentIn({ summary, detail, address }: Diagnostic): string[] {
  const [, imported] = /existing object to "([^"]+)"/.exec(detail) ?? [];
  if (summary === "Cannot import non-existent remote object" && imported) return [imported];
  return address !== undefined && /not found|does not exist/i.test(`${summary} ${detail}`) ? [address] : [];
}

function wordsOf(errors: readonly Diagnostic[]): string {
  return [...new Set(errors.map(({ summary, detail }) => `${summary}: ${detail}`))].join("\n");
}

function initialize({ directory, path }: DeployedStack): void {
  const { succeeded, output } = terraform(directory, ["init", "-input=false", "-no-color"]);
  if (!succeeded) throw new UserError(`Terraform cannot start in ${path}:\n${output}`);
}

function errorsIn(output: string): Diagnostic[] {
  return output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line): { diagnostic?: Diagnostic } => JSON.parse(line))
    .flatMap(({ diagnostic }) => (diagnostic?.severity === "error" ? [diagnostic] : []));
}

/** Writes them into a directory, in the place of those that are there. @returns the file */
export function writeImports(directory: string, imports: ReadonlyMap<string, string>): string {
  const file = join(directory, IMPORTS_FILE);
  const blocks = [...imports].map(([to, id]) => ({ to, id }));
  writeFileSync(file, `${JSON.stringify({ import: blocks }, undefined, 2)}\n`);
  return file;
}
