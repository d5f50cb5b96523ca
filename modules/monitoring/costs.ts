import { BudgetsBudget } from "@cdktf/provider-aws/lib/budgets-budget";
import { CeAnomalyMonitor } from "@cdktf/provider-aws/lib/ce-anomaly-monitor";
import { CeAnomalySubscription } from "@cdktf/provider-aws/lib/ce-anomaly-subscription";
import { CeCostAllocationTag } from "@cdktf/provider-aws/lib/ce-cost-allocation-tag";
import { Construct } from "constructs";
import { part } from "../part";
import type { Topic } from "./topic";

export interface CostsProps {
  /** The beginning of all names. */
  readonly prefix: string;
  /** The value of the tag Environment, by which costs are told apart. */
  readonly environment: string;
  readonly topic: Topic;
  /** What a month may cost. @default no budget */
  readonly budget?: {
    readonly monthlyUsd: number;
    /** Percent of it that has been spent, and that the month is heading for. */
    readonly actualPercent: number;
    readonly forecastPercent: number;
  };
  /** Tells of costs that are unlike those before, from so many USD on. Of the whole account. @default not */
  readonly anomaliesFromUsd?: number;
  /** What watches them: AWS lets an account have one monitor of its services. @default one is made */
  readonly anomalyMonitorArn?: string;
  /** Tags by which AWS splits the bill; only an organization's management account may say so. @default [] */
  readonly allocationTags?: readonly string[];
}

/** Tells of money before the bill does. The first two budgets are free of charge, as are anomalies. */
export class Costs extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: CostsProps,
  ) {
    super(scope, id);
    this.createBudget();
    this.detectAnomalies();
    for (const tagKey of props.allocationTags ?? []) {
      new CeCostAllocationTag(part(this, "tags"), tagKey.toLowerCase(), { tagKey, status: "Active" });
    }
  }

  private createBudget(): void {
    const { prefix, environment, budget } = this.props;
    if (!budget) return;
    new BudgetsBudget(part(this, "budget"), "monthly", {
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
    });
  }

  private notification(notificationType: "ACTUAL" | "FORECASTED", threshold: number) {
    return {
      comparisonOperator: "GREATER_THAN",
      threshold,
      thresholdType: "PERCENTAGE",
      notificationType,
      subscriberSnsTopicArns: [this.props.topic.topic.arn],
    };
  }

  /** https://docs.aws.amazon.com/cost-management/latest/userguide/getting-started-ad.html */
  private detectAnomalies(): void {
    const { prefix, topic, anomaliesFromUsd, anomalyMonitorArn } = this.props;
    if (anomaliesFromUsd === undefined) return;
    new CeAnomalySubscription(part(this, "anomaly_subscription"), "services", {
      name: `${prefix}-anomalies`,
      frequency: "IMMEDIATE",
      monitorArnList: [anomalyMonitorArn ?? this.createMonitor().arn],
      subscriber: [{ type: "SNS", address: topic.topic.arn }],
      thresholdExpression: {
        dimension: {
          key: "ANOMALY_TOTAL_IMPACT_ABSOLUTE",
          matchOptions: ["GREATER_THAN_OR_EQUAL"],
          values: [`${anomaliesFromUsd}`],
        },
      },
    });
  }

  private createMonitor(): CeAnomalyMonitor {
    return new CeAnomalyMonitor(part(this, "anomaly_monitor"), "services", {
      name: `${this.props.prefix}-services`,
      monitorType: "DIMENSIONAL",
      monitorDimension: "SERVICE",
    });
  }
}
