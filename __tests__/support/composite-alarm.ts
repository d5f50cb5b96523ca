import type { Synthesized } from "./synth";

/** What a composite alarm looks at, and what it makes of that. */
export interface CompositeRule {
  /** The ids of its alarms, in the rule's order. */
  readonly alarms: readonly string[];
  /** Whether it goes off when those of its alarms do, and no others. */
  goesOff(inAlarm: readonly string[]): boolean;
}

/** Reads a rule of ALARM, AND and OR without parentheses: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
export function compositeRule(stack: Synthesized, id: string): CompositeRule {
  const rule = stack.at(`aws_cloudwatch_composite_alarm.${id}`).alarm_rule as string;
  const any = rule.split(" OR ").map((all) => all.split(" AND ").map(idOf));
  return {
    alarms: any.flat(),
    goesOff: (inAlarm) => any.some((all) => all.every((each) => inAlarm.includes(each))),
  };
}

function idOf(term: string): string {
  const found = /^ALARM\("\$\{aws_cloudwatch_metric_alarm\.(\w+)\.alarm_name\}"\)$/.exec(term)?.[1];
  if (found === undefined) throw new Error(`is no alarm: ${term}`);
  return found;
}
