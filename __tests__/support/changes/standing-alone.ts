import type { Block } from "../synth";

/** What Terraform does beside a resource's arguments; none of it decides whether a change replaces it. */
const META_ARGUMENTS = ["depends_on", "provider", "provisioner"];

/** Of `lifecycle`, what decides what a plan does of an argument. */
const KEPT_OF_LIFECYCLE = ["ignore_changes"];

const EXPRESSION = /(?<!\$)\$\{(.*?)\}(?=$|[^}])/gs;
const OF_ONE_NAME = /^one\(\[for .*"(?<name>[^"]+)"\]\)\.(?<attribute>\w+)$/s;
const REFERENCE = /\b((?:data|ephemeral)\.)?([a-z][a-z0-9]*_[a-z0-9_]+)\.([a-z][a-z0-9_]*)\.([a-z0-9_]+)/g;

/**
 * A resource's arguments without the resources that they refer to: each reference is a text in which its address stands, so that
 * another address is another text.
 */
export function standingAlone(block: Block): Block {
  const own = Object.entries(block).filter(([argument]) => !META_ARGUMENTS.includes(argument));
  const { lifecycle, ...rest } = Object.fromEntries(own);
  const kept = Object.entries((lifecycle ?? {}) as Block).filter(([key]) => KEPT_OF_LIFECYCLE.includes(key));
  const args = textsInPlaceOfReferences(rest) as Block;
  return kept.length > 0 ? { ...args, lifecycle: Object.fromEntries(kept) } : args;
}

function textsInPlaceOfReferences(value: unknown): unknown {
  if (typeof value === "string")
    return value.replace(EXPRESSION, (_, text: string) => withoutReferences(text));
  if (Array.isArray(value)) return value.map(textsInPlaceOfReferences);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, textsInPlaceOfReferences(each)]),
  );
}

function withoutReferences(expression: string): string {
  // What AWS makes for one name of a certificate: the record that proves it.
  const { name, attribute } = OF_ONE_NAME.exec(expression)?.groups ?? {};
  if (name !== undefined) return attribute === "resource_record_type" ? "CNAME" : `${attribute}.of.${name}`;
  const texts = expression
    .replace(/\bvar\.(\w+)/g, '"$1"')
    .replace(REFERENCE, (_, kind = "", type: string, name: string, attribute: string) =>
      JSON.stringify(textFor(`${kind}${type}.${name}`, attribute)),
    );
  const isOneText = /^"(?:[^"\\]|\\.)*"$/.test(texts);
  return isOneText ? JSON.parse(texts) : `\${${texts}}`;
}

/** What the provider takes only in a form of its own, by the attribute that is referred to. */
const FORMS: Readonly<Record<string, (address: string) => string>> = {
  arn: (address) => `arn:aws:test:us-east-1:123456789012:${address}`,
  json: (address) => JSON.stringify({ Version: "2012-10-17", Id: address }),
  partition: () => "aws",
  cidr_block: () => "10.0.0.0/16",
};

function textFor(address: string, attribute: string): string {
  const form = FORMS[attribute] ?? (attribute.endsWith("_arn") ? FORMS.arn : undefined);
  return form?.(address) ?? `${address}-${attribute}`.replaceAll(/[^a-z0-9]+/g, "-");
}
