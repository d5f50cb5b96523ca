import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App, type TerraformStack } from "cdktf";

/** The folder of cdktf.json. */
const ROOT = join(__dirname, "..");

interface CdktfJson {
  readonly terraformModules?: readonly (string | { readonly source: string })[];
}

/** That one stack reads something of another. */
export interface CrossStackReference {
  readonly from: TerraformStack;
  readonly to: TerraformStack;
  /** What it reads of it, such as `aws_vpc.vpc.id`. */
  readonly identifier: string;
}

/** An app that remembers what its stacks read of one another, once they are prepared. */
export class ReferringApp extends App {
  readonly references: CrossStackReference[] = [];

  override crossStackReference(from: TerraformStack, to: TerraformStack, identifier: string): string {
    this.references.push({ from, to, identifier });
    return super.crossStackReference(from, to, identifier);
  }
}

/**
 * An empty app. Unlike one of `new App()`, it knows the local modules of cdktf.json also where the CLI does not run it.
 *
 * @param outdir where it writes; by default where the CLI says, or `cdktf.out`
 */
export function createApp(outdir?: string): ReferringApp {
  const { terraformModules = [] }: CdktfJson = JSON.parse(readFileSync(join(ROOT, "cdktf.json"), "utf8"));
  const sources = terraformModules.map((module) => (typeof module === "string" ? module : module.source));
  const cdktfRelativeModules = sources.filter((source) => /^\.{1,2}\//.test(source));
  return new ReferringApp({ outdir, stackTraces: false, context: { cdktfRelativeModules } });
}

/**
 * Runs what makes constructs or synthesizes them. cdktf notes a stack trace with every token, for messages that nobody sees
 * here (`stackTraces: false` does not cover it); without these it takes a twentieth less time. Errors keep theirs.
 */
export function withoutTokenTraces<T>(work: () => T): T {
  const { captureStackTrace } = Error;
  Error.captureStackTrace = (target, below) => {
    if (target instanceof Error) captureStackTrace(target, below);
  };
  try {
    return work();
  } finally {
    Error.captureStackTrace = captureStackTrace;
  }
}
