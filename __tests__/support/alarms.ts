import type { TerraformStack } from "cdktf";
import { Alarm } from "../../modules/monitoring/alarm";
import type { AlarmDefinition } from "../../modules/monitoring/alarm-definition";
import { part } from "../../modules/part";
import { type Block, synthIn } from "./synth";

/** Alarms as a module defines them, and as Terraform makes them. */
export interface SynthesizedAlarms {
  readonly definitions: readonly AlarmDefinition[];
  readonly ids: readonly string[];
  /** Fails if there is no such definition. */
  definition(id: string): AlarmDefinition;
  /** The alarm's resource. */
  alarm(id: string): Block;
  /** The dimensions of each metric that the alarm looks at. */
  dimensions(id: string): Block[];
}

/** Builds a module, and all alarms that it returns. */
export function synthAlarms(build: (stack: TerraformStack) => AlarmDefinition[]): SynthesizedAlarms {
  let definitions: AlarmDefinition[] = [];
  const synth = synthIn((stack) => {
    definitions = build(stack);
    for (const definition of definitions) {
      new Alarm(part(stack, "alarms"), definition.id, {
        definition,
        prefix: "test",
        topics: [],
        runbookUrl: "docs/runbook.md",
      });
    }
  });
  const alarm = (id: string) => synth.at(`aws_cloudwatch_metric_alarm.${id}`);
  return {
    definitions,
    ids: definitions.map(({ id }) => id),
    alarm,
    definition: (id) => {
      const found = definitions.find((definition) => definition.id === id);
      if (!found) throw new Error(`there is no ${id}`);
      return found;
    },
    dimensions: (id) => {
      const { dimensions, metric_query } = alarm(id);
      if (!metric_query) return [dimensions as Block];
      const queries = metric_query as { metric?: { dimensions: Block } }[];
      return queries.flatMap(({ metric }) => (metric ? [metric.dimensions] : []));
    },
  };
}
