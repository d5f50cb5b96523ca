import type { Block, Synthesized } from "../support/synth";
import { referencedName, textsIn } from "./rule";

const DOCUMENT = "data.aws_iam_policy_document";

/** One statement of a policy, wherever the policy is written. */
export interface Statement {
  /** The address of what it is written in. */
  readonly address: string;
  readonly allows: boolean;
  /** What it names; `*` for all but what it names. */
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly principals: readonly string[];
  /** What its conditions look at, such as `aws:SourceAccount`. */
  readonly conditions: readonly string[];
  /** It is in the policy of a KMS key, where the resource `*` is that key. */
  readonly isOfKey: boolean;
}

/** All statements of a stack's policy documents and of policies that are written as JSON. */
export function statementsOf(stack: Synthesized): Statement[] {
  const ofKeys = documentsOfKeys(stack);
  return stack.everything().flatMap(([address, block]) => {
    if (address.startsWith(`${DOCUMENT}.`)) {
      const isOfKey = ofKeys.has(address.slice(DOCUMENT.length + 1));
      return asList<Block>(block.statement).map((each) => fromDocument(address, each, isOfKey));
    }
    const isOfKey = /^aws_kms_key(_policy)?\./.test(address);
    return inlinePolicies(block).flatMap(({ Statement: statements }) =>
      asList<Block>(statements).map((each) => fromJson(address, each, isOfKey)),
    );
  });
}

/** The addresses of policies that no rule can read, since Terraform puts them together. */
export function unreadablePolicies(stack: Synthesized): string[] {
  const isUnreadable = (text: string) => text.includes("Statement") && parsed(text) === undefined;
  return stack
    .everything()
    .flatMap(([address, block]) => (textsIn(block).some(isUnreadable) ? [address] : []));
}

function documentsOfKeys(stack: Synthesized): Set<string | undefined> {
  const keys = [
    ...Object.values(stack.resources("aws_kms_key")),
    ...Object.values(stack.resources("aws_kms_key_policy")),
  ];
  return new Set(keys.map(({ policy }) => referencedName(policy, DOCUMENT)));
}

function fromDocument(address: string, statement: Block, isOfKey: boolean): Statement {
  return {
    address,
    allows: statement.effect !== "Deny",
    actions: statement.not_actions ? ["*"] : asList(statement.actions),
    resources: statement.not_resources ? ["*"] : asList(statement.resources),
    principals: asList<{ identifiers: string[] }>(statement.principals).flatMap(
      ({ identifiers }) => identifiers,
    ),
    conditions: asList<{ variable: string }>(statement.condition).map(({ variable }) => variable),
    isOfKey,
  };
}

function fromJson(address: string, statement: Block, isOfKey: boolean): Statement {
  return {
    address,
    allows: statement.Effect !== "Deny",
    actions: statement.NotAction ? ["*"] : asList(statement.Action),
    resources: statement.NotResource ? ["*"] : asList(statement.Resource),
    principals: textsIn(statement.Principal),
    conditions: Object.values(statement.Condition ?? {}).flatMap((variables) =>
      Object.keys(variables as object),
    ),
    isOfKey,
  };
}

function inlinePolicies(block: Block): Block[] {
  return textsIn(block).flatMap((text) => {
    const policy = parsed(text);
    return policy?.Statement ? [policy] : [];
  });
}

function parsed(text: string): Block | undefined {
  if (!text.trimStart().startsWith("{")) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Terraform and IAM both take one thing where a list of them is meant. */
function asList<Item = string>(value: unknown): Item[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]) as Item[];
}
