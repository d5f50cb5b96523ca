import { ref, TerraformElement, TerraformStack, Token } from "cdktf";
import type { Construct } from "constructs";

/**
 * An `ephemeral` block (Terraform 1.10): a value that is there while Terraform runs and in no state or plan. CDKTF has no
 * bindings for these.
 */
export class EphemeralResource extends TerraformElement {
  constructor(
    scope: Construct,
    id: string,
    private readonly type: string,
    private readonly config: Readonly<Record<string, unknown>>,
  ) {
    super(scope, id);
  }

  /** An attribute of it, for write-only arguments and provisioners: nothing else may have it. */
  attribute(name: string): string {
    return Token.asString(
      ref(`ephemeral.${this.type}.${this.friendlyUniqueId}.${name}`, TerraformStack.of(this)),
    );
  }

  override toTerraform(): Record<string, unknown> {
    return { ephemeral: { [this.type]: { [this.friendlyUniqueId]: this.config } } };
  }
}
