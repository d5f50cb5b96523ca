import { TerraformStack } from "cdktf";
import type { Environment } from "../../../environments/schema/environment";
import { createApp, withoutTokenTraces } from "../../../stacks/create-app";
import { finishResources } from "../../../stacks/finish-resources";
import { placeEnvironment } from "../../../stacks/place-environment";
import type { Block } from "../synth";
import type { ResourceChange } from "./planned-in-bulk";
import { standingAlone } from "./standing-alone";

/** An environment's resources by address, without meta-data of cdktf's. */
export type Resources = ReadonlyMap<string, Block>;

/** How the resources of one edit differ, but for new ones: they harm nobody. */
export interface Difference {
  readonly removed: readonly string[];
  readonly changed: readonly ResourceChange[];
}

/** All resources of an environment, in one stack, without writing them. @param outdir a folder, which stays empty */
export function resourcesOf(environment: Environment, outdir: string): Resources {
  const app = createApp(outdir);
  return withoutTokenTraces(() => {
    placeEnvironment(app, { ...environment, layout: "single" });
    finishResources(app);
    const stacks = app.node.children.filter(TerraformStack.isStack);
    return new Map(stacks.flatMap((stack) => blocksOf(stack)));
  });
}

function blocksOf(stack: TerraformStack): [address: string, block: Block][] {
  const text = JSON.stringify(stack.toTerraform(), (key, value) => (key === "//" ? undefined : value));
  const { resource }: { resource: Record<string, Record<string, Block>> } = JSON.parse(text);
  return Object.entries(resource).flatMap(([type, blocks]) =>
    Object.entries(blocks).map(([name, block]): [string, Block] => [`${type}.${name}`, block]),
  );
}

export function difference(before: Resources, after: Resources): Difference {
  const changed = [...before].flatMap(([address, block]) => {
    const next = after.get(address);
    if (!next || JSON.stringify(next) === JSON.stringify(block)) return [];
    if (argumentsOf(next) === argumentsOf(block)) return [];
    const [type = ""] = address.split(".");
    return [withoutCostly({ type, before: block, after: next })];
  });
  return {
    removed: [...before.keys()].filter((address) => !after.has(address)),
    changed: oneOfAKind(changed),
  };
}

/** What need not be there, and takes the provider seconds to plan: a rule of a web ACL could have statements in statements. */
const COSTLY: Readonly<Record<string, string>> = { aws_wafv2_web_acl: "rule" };

/** A costly argument that stays as it is decides nothing: both sides are without it. */
function withoutCostly({ type, before, after }: ResourceChange): ResourceChange {
  const costly = COSTLY[type];
  if (costly === undefined || JSON.stringify(before[costly]) !== JSON.stringify(after[costly]))
    return { type, before, after };
  const { [costly]: _before, ...lighterBefore } = before;
  const { [costly]: _after, ...lighterAfter } = after;
  return { type, before: lighterBefore, after: lighterAfter };
}

/** Resources of one type of which the same arguments change fare alike: one of them is asked for. */
function oneOfAKind(changes: readonly ResourceChange[]): ResourceChange[] {
  const kinds = new Map(changes.map((change) => [`${change.type} ${changedArguments(change)}`, change]));
  return [...kinds.values()];
}

function changedArguments({ before, after }: ResourceChange): string {
  const all = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return all.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key])).join(" ");
}

/** What the provider sees of a resource. */
function argumentsOf(block: Block): string {
  return JSON.stringify(standingAlone(block));
}
