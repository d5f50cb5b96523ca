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

/** A policy as IAM reads it, but for Terraform's expressions. */
export interface Policy {
  /** The address of what it is written in. */
  readonly address: string;
  /** It is a KMS key's, where the resource `*` is that key. */
  readonly isOfKey: boolean;
  readonly statements: readonly Block[];
}

/** All policy documents of a stack, and policies that are written as JSON. */
export function policiesOf(stack: Synthesized): Policy[] {
  const ofKeys = documentsOfKeys(stack);
  return stack.everything().flatMap(([address, block]) => {
    if (address.startsWith(`${DOCUMENT}.`)) {
      const isOfKey = ofKeys.has(address.slice(DOCUMENT.length + 1));
      return [{ address, isOfKey, statements: asList<Block>(block.statement).map(inJson) }];
    }
    const isOfKey = /^aws_kms_key(_policy)?\./.test(address);
    return inlinePolicies(block).map(({ Statement: statements }) => ({
      address,
      isOfKey,
      statements: asList<Block>(statements),
    }));
  });
}

/** All their statements. */
export function statementsOf(stack: Synthesized): Statement[] {
  return policiesOf(stack).flatMap(({ address, isOfKey, statements }) =>
    statements.map((each) => fromJson(address, each, isOfKey)),
  );
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

/** A statement of a document, in IAM's words. */
function inJson(statement: Block): Block {
  const principals = asList<{ type: string; identifiers: string[] }>(statement.principals);
  const conditions = asList<{ test: string; variable: string; values: string[] }>(statement.condition);
  const condition: Record<string, Record<string, string | string[] | undefined>> = {};
  for (const { test, variable, values } of conditions)
    condition[test] = { ...condition[test], [variable]: oneOrAll(values) };
  const isAnybody = principals.some(({ type }) => type === "*");
  const byType = Object.fromEntries(principals.map(({ type, identifiers }) => [type, identifiers]));
  return {
    Sid: statement.sid,
    Effect: statement.effect ?? "Allow",
    Action: statement.actions,
    NotAction: statement.not_actions,
    Resource: statement.resources,
    NotResource: statement.not_resources,
    ...(principals.length > 0 ? { Principal: isAnybody ? "*" : byType } : {}),
    ...(conditions.length > 0 ? { Condition: condition } : {}),
  };
}

/** As the provider writes a list. */
function oneOrAll(values: string[]): string | string[] | undefined {
  return values?.length === 1 ? values[0] : values;
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
