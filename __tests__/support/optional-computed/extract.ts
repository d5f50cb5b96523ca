import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { awsProviderVersion } from "../../../stacks/provider-lock";
import { terraformEnvironment, terraformIn } from "../terraform";
import { type OptionalComputed, optionalComputed, type ProviderSchema } from "./schema";

/** What the AWS provider's schema says of the types of our resources: a file, so that a test of it needs no provider. */
export interface Extract {
  /** The provider's. */
  readonly version: string;
  readonly types: OptionalComputed;
}

/** What a message says of an extract that is not the provider's, or not of all types. */
export const RENEW = "Run npm run optional-computed";

const FILE = join(__dirname, "optional-computed.generated.json");

export function readExtract(): Extract {
  return JSON.parse(readFileSync(FILE, "utf8"));
}

export function writeExtract(extract: Extract): void {
  writeFileSync(FILE, `${JSON.stringify(extract, undefined, 2)}\n`);
}

/** Asks the provider itself: needs Terraform and the provider. */
export async function extractOf(types: readonly string[]): Promise<Extract> {
  const version = awsProviderVersion(5);
  const directory = mkdtempSync(join(tmpdir(), "provider-schema-"));
  try {
    const aws = { source: "hashicorp/aws", version };
    writeFileSync(
      join(directory, "main.tf.json"),
      JSON.stringify({ terraform: { required_providers: { aws } } }),
    );
    const terraform = terraformIn(directory, await terraformEnvironment());
    const outputOf = async (...args: string[]) => {
      const { code, output } = await terraform.run(...args);
      if (code !== 0) throw new Error(`terraform ${args[0]} failed:\n${output}`);
      return output;
    };
    await outputOf("init");
    const { provider_schemas: schemas }: { provider_schemas: Record<string, ProviderSchema> } = JSON.parse(
      await outputOf("providers", "schema", "-json"),
    );
    const [schema] = Object.values(schemas);
    return { version, types: optionalComputed(schema as ProviderSchema, types) };
  } finally {
    rmSync(directory, { recursive: true });
  }
}
