import { ref, TerraformElement, type TerraformProvider, TerraformStack, Token } from "cdktf";
import type { Construct } from "constructs";

/**
 * An `ephemeral` block (Terraform 1.10): a value that is there while Terraform runs and in no state or plan. CDKTF has no
 * bindings for these.
 */
export class EphemeralResource extends TerraformElement {
  /** As a resource's `provider`. @default the stack's provider of this type */
  provider?: TerraformProvider;

  constructor(
    scope: Construct,
    id: string,
    readonly terraformResourceType: string,
    private readonly config: Readonly<Record<string, unknown>>,
  ) {
    super(scope, id);
  }

  /** An attribute of it, for write-only arguments and provisioners: nothing else may have it. */
  attribute(name: string): string {
    return Token.asString(
      ref(
        `ephemeral.${this.terraformResourceType}.${this.friendlyUniqueId}.${name}`,
        TerraformStack.of(this),
      ),
    );
  }

  override toTerraform(): Record<string, unknown> {
    const config = { ...this.config, provider: this.provider?.fqn };
    return { ephemeral: { [this.terraformResourceType]: { [this.friendlyUniqueId]: config } } };
  }
}
