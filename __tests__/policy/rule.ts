import type { Environment } from "../../environments/schema/environment";
import { Synthesized } from "../support/synth";

/** A rule of ours that all stacks keep. */
export interface Rule {
  /** The rule in words. */
  readonly title: string;
  /** What breaks it in a stack: for each place its address, what is wrong, and what to do. */
  violations(stack: Synthesized, environment: Environment): string[];
  /** Stacks that break it, each once, by what they do; each shows that this is found. */
  readonly planted: Readonly<Record<string, Planted>>;
}

/** The body of a stack, as Terraform's JSON. */
export interface Planted {
  readonly resource?: Blocks;
  readonly data?: Blocks;
  readonly output?: Record<string, object>;
  /** The default tags of the AWS provider. @default none */
  readonly defaultTags?: Record<string, string>;
}

type Blocks = Record<string, Record<string, object>>;

export function plantedStack({ defaultTags, ...body }: Planted): Synthesized {
  const provider = { aws: [{ default_tags: [{ tags: defaultTags }] }] };
  return new Synthesized(JSON.stringify({ ...body, provider }));
}

/** All texts in a value, however deep. */
export function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

/** The name of the block of a type that an expression refers to; `undefined` if it is of another type, or of another stack. */
export function referencedName(expression: unknown, type: string): string | undefined {
  const reference = new RegExp(`^\\$\\{${type}\\.([\\w-]+)\\.\\w+\\}$`);
  return typeof expression === "string" ? reference.exec(expression)?.[1] : undefined;
}

/** A text whose interpolations are one letter each, so that its own form shows. */
export function withoutInterpolations(text: string): string {
  return text.replaceAll(/\$\{[^}]*\}/g, "x");
}
