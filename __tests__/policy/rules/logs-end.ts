import type { Rule } from "../rule";

export const logsEnd: Rule = {
  title: "no log is kept forever",
  violations: (stack) =>
    Object.entries(stack.resources("aws_cloudwatch_log_group"))
      // 0 is CloudWatch's word for ever.
      .filter(([, { retention_in_days: days }]) => !days)
      .map(([name]) => `aws_cloudwatch_log_group.${name}: is kept forever; set retention_in_days`),
  planted: {
    "a log without an end": { resource: { aws_cloudwatch_log_group: { planted: {} } } },
    "a log for ever": { resource: { aws_cloudwatch_log_group: { planted: { retention_in_days: 0 } } } },
  },
};
