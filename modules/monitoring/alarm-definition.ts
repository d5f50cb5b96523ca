/** A metric of CloudWatch's, and how its values in a period become one. */
export interface Metric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** `Average`, `Sum`, `Minimum`, `Maximum`, or a percentile: `p95`. */
  readonly stat: string;
}

/** An expression of CloudWatch's metric math over several metrics. */
export interface Calculation {
  /** The result's id, and what it is called. */
  readonly id: string;
  readonly label: string;
  /** `IF(m2 > 0, m1 / m2 * 100, 0)` */
  readonly expression: string;
  /** The metrics by their ids in the expression. */
  readonly metrics: Readonly<Record<string, Metric>>;
}

/** What a module knows of its own failure. Whoever makes the alarm adds where it lies, whom it tells and where to read more. */
export interface AlarmDefinition {
  /** Terraform's name; with hyphens, the end of the alarm's own, and its entry in docs/runbook.md. */
  readonly id: string;
  /** What is wrong, and what to look at first. */
  readonly description: string;
  readonly measured: Metric | Calculation;
  readonly comparison:
    | "GreaterThanThreshold"
    | "GreaterThanOrEqualToThreshold"
    | "LessThanThreshold"
    | "LessThanOrEqualToThreshold";
  readonly threshold: number;
  /** 10, 30, or a multiple of 60. */
  readonly periodSeconds: number;
  /** Periods that are looked at; period times these is at most a day. */
  readonly evaluationPeriods: number;
  /** How many of these have to be beyond the threshold. @default all */
  readonly datapointsToAlarm?: number;
  /** What a period without data means: no traffic is well, a database that says nothing is not. */
  readonly missingData: "notBreaching" | "breaching" | "ignore" | "missing";
}
