import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Synthesized } from "./synth";

const TEXT = readFileSync(join(__dirname, "../../docs/runbook.md"), "utf8");

/** The runbook's entries: what each says, by its anchor. */
export const ENTRIES: ReadonlyMap<string, string> = new Map(
  TEXT.split(/^#{2,3} /m).flatMap((part) => {
    const [, anchor, text] = /^([a-z][a-z0-9-]*)\n(.*)$/s.exec(part) ?? [];
    return anchor === undefined ? [] : [[anchor, text ?? ""] as const];
  }),
);

/** Where alarms, and the event of a failed deployment, send who reads them: an anchor of each, by its id. */
export function runbookLinks(stack: Synthesized): [id: string, anchor: string][] {
  const texts = [
    ...Object.entries(stack.resources("aws_cloudwatch_metric_alarm")).filter(
      // It tells nobody but ECS.
      ([id]) => !id.endsWith("_deployment"),
    ),
    ...Object.entries(stack.resources("aws_cloudwatch_composite_alarm")),
    ...Object.entries(stack.resources("aws_cloudwatch_event_target")).filter(
      ([id]) => id === "deployment_failed",
    ),
  ].map(([id, block]) => [id, JSON.stringify(block)] as const);
  return texts.map(([id, text]) => [id, /docs\/runbook\.md#([a-z0-9-]+)/.exec(text)?.[1] ?? "no link"]);
}

/** Of these links, those that lead nowhere. */
export function brokenLinks(links: readonly [id: string, anchor: string][]): string[] {
  return links
    .filter(([, anchor]) => !ENTRIES.has(anchor))
    .map(([id, anchor]) => `${id}: docs/runbook.md has no ### ${anchor}`);
}
