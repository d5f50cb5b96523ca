import { DefaultTokenResolver, StringConcat, type TerraformStack, Token, Tokenization } from "cdktf";
import { Construct } from "constructs";

/** What every text with a token has in it: `${TfToken[...]}`, or a number such as -1.8e+289, which stands for one. */
const IN_TEXT = /TfToken\[|\de\+\d/;

const resolver = new DefaultTokenResolver(new StringConcat());

/**
 * Resolves the tokens in a value, for what they do when a stack is prepared: a reference to another stack then becomes an
 * output there and a remote state here. cdktf resolves the whole value for that, and drops the result; most of it is plain.
 */
export function resolveTokens(stack: TerraformStack, value: unknown): void {
  if (isToken(value)) {
    Tokenization.resolve(value, { scope: stack, preparing: true, resolver });
  } else if (Array.isArray(value)) {
    for (const entry of value) resolveTokens(stack, entry);
  } else if (typeof value === "object" && value !== null && !Construct.isConstruct(value)) {
    for (const entry of Object.values(value)) resolveTokens(stack, entry);
  }
}

/** A value as it is written: with Terraform's references in place of the tokens. Takes a stack that is prepared. */
export function resolved(stack: TerraformStack, value: unknown): unknown {
  return Tokenization.resolve(value, { scope: stack, preparing: false, resolver });
}

/** As a list, one text with a marker of its own stands for all; in a map, the key does. */
function isToken(value: unknown): boolean {
  if (typeof value === "string") return IN_TEXT.test(value);
  if (typeof value === "number" || Array.isArray(value)) return Token.isUnresolved(value);
  if (typeof value !== "object" || value === null) return false;
  return Tokenization.isResolvable(value) || Object.keys(value).some((key) => IN_TEXT.test(key));
}
