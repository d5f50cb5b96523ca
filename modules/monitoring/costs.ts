import { BudgetsBudget, type BudgetsBudgetConfig } from "@cdktf/provider-aws/lib/budgets-budget";
import { CeAnomalyMonitor, type CeAnomalyMonitorConfig } from "@cdktf/provider-aws/lib/ce-anomaly-monitor";
import {
  CeAnomalySubscription,
  type CeAnomalySubscriptionConfig,
} from "@cdktf/provider-aws/lib/ce-anomaly-subscription";
import {
  CeCostAllocationTag,
  type CeCostAllocationTagConfig,
} from "@cdktf/provider-aws/lib/ce-cost-allocation-tag";
import { Construct } from "constructs";
import { type InnerIds, innerIds } from "../inner-ids";
import { type Override, overridden } from "../override";
import { part } from "../part";
import type { HasArn } from "../reference";

export interface CostsProps extends InnerIds {
  /** The beginning of all names. */
  readonly prefix: string;
  /** The value of the tag Environment, by which costs are told apart. */
  readonly environment: string;
  /** Who is told. */
  readonly topic: HasArn;
  /** What a month may cost. @default no budget */
  readonly budget?: {
    readonly monthlyUsd: number;
    /** Percent of it that has been spent, and that the month is heading for. */
    readonly actualPercent: number;
    readonly forecastPercent: number;
  };
  /** Reports cost anomalies (costs above what AWS expects) from so many USD on, of the whole account. @default no reports */
  readonly anomaliesFromUsd?: number;
  /** The anomaly monitor: AWS lets an account have one monitor of its services. @default one is made */
  readonly anomalyMonitor?: HasArn;
  /** Cost allocation tags; only an organization's management account may activate them. @default [] */
  readonly allocationTags?: readonly string[];
  readonly overrides?: {
    readonly budget?: Override<BudgetsBudgetConfig>;
    readonly anomalySubscription?: Override<CeAnomalySubscriptionConfig>;
    readonly anomalyMonitor?: Override<CeAnomalyMonitorConfig>;
    /** Each of the tags. */
    readonly allocationTag?: Override<CeCostAllocationTagConfig>;
  };
}

/** A budget and cost anomaly detection; inner ids are `monthly`, `services` and the tags. The first two budgets are free of charge, as are anomalies. */
export class Costs extends Construct {
  private readonly inner: (name: string) => string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: CostsProps,
  ) {
    super(scope, id);
    this.inner = innerIds(id, props);
    this.createBudget();
    this.detectAnomalies();
    this.splitBill();
  }

  private createBudget(): void {
    const { prefix, environment, budget, overrides } = this.props;
    if (!budget) return;
    const config: BudgetsBudgetConfig = {
      name: `${prefix}-monthly`,
      budgetType: "COST",
      limitAmount: `${budget.monthlyUsd}`,
      limitUnit: "USD",
      timeUnit: "MONTHLY",
      costFilter: [{ name: "TagKeyValue", values: [`user:Environment$${environment}`] }],
      notification: [
        this.notification("ACTUAL", budget.actualPercent),
        this.notification("FORECASTED", budget.forecastPercent),
      ],
    };
    new BudgetsBudget(part(this, "budget"), this.inner("monthly"), overridden(config, overrides?.budget));
  }

  private notification(notificationType: "ACTUAL" | "FORECASTED", threshold: number) {
    return {
      comparisonOperator: "GREATER_THAN",
      threshold,
      thresholdType: "PERCENTAGE",
      notificationType,
      subscriberSnsTopicArns: [this.props.topic.arn],
    };
  }

  /** https://docs.aws.amazon.com/cost-management/latest/userguide/getting-started-ad.html */
  private detectAnomalies(): void {
    const { prefix, topic, anomaliesFromUsd, anomalyMonitor, overrides } = this.props;
    if (anomaliesFromUsd === undefined) return;
    const config: CeAnomalySubscriptionConfig = {
      name: `${prefix}-anomalies`,
      frequency: "IMMEDIATE",
      monitorArnList: [(anomalyMonitor ?? this.createMonitor()).arn],
      subscriber: [{ type: "SNS", address: topic.arn }],
      thresholdExpression: {
        dimension: {
          key: "ANOMALY_TOTAL_IMPACT_ABSOLUTE",
          matchOptions: ["GREATER_THAN_OR_EQUAL"],
          values: [`${anomaliesFromUsd}`],
        },
      },
    };
    new CeAnomalySubscription(
      part(this, "anomaly_subscription"),
      this.inner("services"),
      overridden(config, overrides?.anomalySubscription),
    );
  }

  private createMonitor(): CeAnomalyMonitor {
    const { prefix, overrides } = this.props;
    const config: CeAnomalyMonitorConfig = {
      name: `${prefix}-services`,
      monitorType: "DIMENSIONAL",
      monitorDimension: "SERVICE",
    };
    return new CeAnomalyMonitor(
      part(this, "anomaly_monitor"),
      this.inner("services"),
      overridden(config, overrides?.anomalyMonitor),
    );
  }

  private splitBill(): void {
    const { allocationTags = [], overrides } = this.props;
    for (const tagKey of allocationTags) {
      const config: CeCostAllocationTagConfig = { tagKey, status: "Active" };
      new CeCostAllocationTag(
        part(this, "tags"),
        this.inner(tagKey.toLowerCase()),
        overridden(config, overrides?.allocationTag),
      );
    }
  }
}
