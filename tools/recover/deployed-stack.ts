import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import type { Environment } from "../../environments/schema/environment";
import { aws } from "../aws";
import { UserError } from "../user-error";

/** What an apply leaves in the stack's directory if it cannot write its state to the bucket. */
const ERRORED_STATE = "errored.tfstate";

/** Of these Terraform alone knows whether their work was done: tainted, they are to be made again. */
const MADE_AGAIN = ["null_resource", "terraform_data"];

/** Terraform's state, as far as it is looked at. */
interface State {
  readonly serial: number;
  readonly lineage: string;
  readonly resources: readonly {
    readonly mode: string;
    readonly type: string;
    readonly name: string;
    readonly instances: readonly { readonly status?: string; readonly attributes: Record<string, unknown> }[];
  }[];
}

/** Who works on a stack, or did until something ended it. */
export interface Lock {
  readonly id: string;
  /** For example `ops@laptop, OperationTypeApply, 2026-11-25 10:00`. */
  readonly description: string;
}

/** `newer` than the one in the bucket, `older` or the same, or of `another` history. */
export type ErroredState = "newer" | "older" | "another";

interface Backend {
  readonly bucket: string;
  readonly key: string;
  readonly region: string;
  readonly dynamodb_table?: string;
}

/** A stack as it was synthesized, and what Terraform keeps of it. */
export class DeployedStack {
  private readonly backend: Backend;
  /** The addresses of all resources that the settings make. */
  readonly addresses: readonly string[];
  /** The addresses that have an import block already. */
  readonly imported: readonly string[];
  private read: State | undefined;

  constructor(readonly directory: string) {
    const configuration = JSON.parse(readFileSync(join(directory, "cdk.tf.json"), "utf8"));
    const { terraform: settings, resource = {}, import: imports = [] } = configuration;
    this.backend = settings.backend.s3;
    this.imported = (imports as { readonly to: string }[]).map(({ to }) => to);
    this.addresses = Object.entries(resource as Record<string, object>).flatMap(([type, blocks]) =>
      Object.keys(blocks).map((name) => `${type}.${name}`),
    );
  }

  /** The directory as a command names it in the checkout. */
  get path(): string {
    return relative(process.cwd(), this.directory);
  }

  get isInitialized(): boolean {
    return existsSync(join(this.directory, ".terraform"));
  }

  get region(): string {
    return this.backend.region;
  }

  belongsTo({ name, state }: Environment): boolean {
    return this.backend.bucket === state.bucket && this.backend.key.startsWith(`${name}/`);
  }

  lock(): Lock | undefined {
    const { bucket, key, region, dynamodb_table: table } = this.backend;
    const item = ["--key", JSON.stringify({ LockID: { S: `${bucket}/${key}` } }), "--query", "Item.Info.S"];
    const text =
      table === undefined
        ? this.stored(`${key}.tflock`)
        : aws(region, "dynamodb", "get-item", "--table-name", table, "--consistent-read", ...item);
    if (typeof text !== "string") return undefined;
    const { ID, Who, Operation, Created }: Record<string, string> = JSON.parse(text);
    return { id: `${ID}`, description: `${Who}, ${Operation}, ${Created}` };
  }

  /** @returns nothing if there is no such file */
  erroredState(): ErroredState | undefined {
    const file = join(this.directory, ERRORED_STATE);
    if (!existsSync(file)) return undefined;
    const errored: State = JSON.parse(readFileSync(file, "utf8"));
    const { lineage, serial, resources } = this.state();
    // The state of a stack that was never written has no history yet.
    if (resources.length > 0 && errored.lineage !== lineage) return "another";
    return errored.serial > serial || resources.length === 0 ? "newer" : "older";
  }

  /** The addresses of what Terraform would replace, since it was interrupted while it made it. */
  tainted(): string[] {
    return this.state()
      .resources.filter(({ mode, type }) => mode === "managed" && !MADE_AGAIN.includes(type))
      .filter(({ instances }) => instances.some(({ status }) => status === "tainted"))
      .map(({ type, name }) => `${type}.${name}`);
  }

  /** The addresses of what the settings make, and the state does not know. */
  missing(): string[] {
    const known = new Set(this.state().resources.map(({ type, name }) => `${type}.${name}`));
    return this.addresses.filter((address) => !known.has(address));
  }

  /** By what AWS knows the resources in the state: ids and ARNs. */
  identifiers(): string[] {
    return this.state()
      .resources.filter(({ mode }) => mode === "managed")
      .flatMap(({ instances }) => instances.flatMap(({ attributes: { id, arn } }) => [id, arn]))
      .filter((identifier) => typeof identifier === "string");
  }

  private state(): State {
    this.read ??= JSON.parse(
      this.stored(this.backend.key) ?? '{ "serial": 0, "lineage": "", "resources": [] }',
    );
    return this.read as State;
  }

  /** An object of the state's bucket, as it is now: Terraform itself would want to be initialized before. */
  private stored(key: string): string | undefined {
    const { bucket, region } = this.backend;
    const folder = mkdtempSync(join(tmpdir(), "recover-"));
    const file = join(folder, "object");
    try {
      const found = aws(region, "s3api", "get-object", "--bucket", bucket, "--key", key, file);
      return found === undefined ? undefined : readFileSync(file, "utf8");
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}

/**
 * The environment's stacks as they were synthesized last, the lowest first.
 *
 * @throws UserError if there are none
 */
export function deployedStacks(outdir: string, environment: Environment): DeployedStack[] {
  const file = join(outdir, "manifest.json");
  const manifest: { stacks: Record<string, ManifestEntry> } = existsSync(file)
    ? JSON.parse(readFileSync(file, "utf8"))
    : { stacks: {} };
  const entries = Object.values(manifest.stacks).filter(({ workingDirectory }) =>
    existsSync(join(outdir, workingDirectory, "cdk.tf.json")),
  );
  const stacks = inOrder(entries)
    .map(({ workingDirectory }) => new DeployedStack(join(outdir, workingDirectory)))
    .filter((stack) => stack.belongsTo(environment));
  if (stacks.length === 0)
    throw new UserError(
      `${environment.name} is not in cdktf.out: npm run synth first, with the settings that were deployed.`,
    );
  return stacks;
}

interface ManifestEntry {
  readonly name: string;
  readonly workingDirectory: string;
  readonly dependencies: readonly string[];
}

/** Each after those that it reads. CDKTF has refused circles. */
function inOrder(entries: readonly ManifestEntry[], before: readonly ManifestEntry[] = []): ManifestEntry[] {
  const names = entries.map(({ name }) => name);
  const ready = entries.filter(({ dependencies }) => !dependencies.some((each) => names.includes(each)));
  if (ready.length === 0) return [...before];
  return inOrder(
    entries.filter((each) => !ready.includes(each)),
    [...before, ...ready],
  );
}
