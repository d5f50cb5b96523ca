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

/** Whose users notice. Services and queues are known by the names that settings give them. */
export type Users =
  | { readonly of: "service"; readonly service: string }
  /** Who waits for what is in a queue. */
  | { readonly of: "queue"; readonly queue: string }
  /** Those of every service that takes requests. */
  | { readonly of: "requests" };

/** How urgent an alarm is. Both go to the topic `alerts`; a page is also part of a composite alarm, which goes to `pages` and wakes somebody. */
export type Urgency =
  /** It can wait until somebody looks. */
  | { readonly severity: "alert" }
  /** Users notice. */
  | { readonly severity: "page"; readonly wakes: Users };

/** What a module knows about its own failures. `Alarm` adds the name's prefix, the topics and the runbook's URL. */
export type AlarmDefinition = Urgency & AlarmRule;

/** What is measured, when it is wrong, and what to do. */
export interface AlarmRule {
  /** Terraform's name; with hyphens, the end of the alarm's own. */
  readonly id: string;
  /** The entry of docs/runbook.md that says what to do: one for all alarms of a kind, however many services or replicas have it. */
  readonly runbook: string;
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
