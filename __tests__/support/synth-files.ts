import { readFileSync } from "node:fs";
import { join } from "node:path";

/** How many resources a stack's directory declares. */
export function resourceCount(directory: string): number {
  const { resource }: { resource: Record<string, object> } = JSON.parse(
    readFileSync(join(directory, "cdk.tf.json"), "utf8"),
  );
  return Object.values(resource).reduce((sum, blocks) => sum + Object.keys(blocks).length, 0);
}
