import { BudgetsBudget } from "@cdktf/provider-aws/lib/budgets-budget";
import { CeAnomalyMonitor } from "@cdktf/provider-aws/lib/ce-anomaly-monitor";
import { CeAnomalySubscription } from "@cdktf/provider-aws/lib/ce-anomaly-subscription";
import { CeCostAllocationTag } from "@cdktf/provider-aws/lib/ce-cost-allocation-tag";
import { Testing } from "cdktf";
import type { Construct } from "constructs";
import { Costs, type CostsProps } from "../../../modules/monitoring/costs";
import { synthIn } from "../../support/synth";

const TOPIC = "arn:aws:sns:us-east-1:123456789012:alerts";

const EVERYTHING: Partial<CostsProps> = {
  budget: { monthlyUsd: 2000, actualPercent: 80, forecastPercent: 100 },
  anomaliesFromUsd: 50,
  allocationTags: ["Environment"],
};

function addCosts(scope: Construct, id: string, changes: Partial<CostsProps> = {}): void {
  new Costs(scope, id, { prefix: "test", environment: "staging", topic: { arn: TOPIC }, ...changes });
}

const synthCosts = (changes?: Partial<CostsProps>) => synthIn((stack) => addCosts(stack, "costs", changes));

describe("in a stack of one's own", () => {
  const stack = Testing.synthScope((scope) => addCosts(scope, "costs", EVERYTHING));

  test("a budget of this environment tells what is spent, and what the month is heading for", () => {
    const notification = (notification_type: string, threshold: number) => ({
      comparison_operator: "GREATER_THAN",
      threshold,
      threshold_type: "PERCENTAGE",
      notification_type,
      subscriber_sns_topic_arns: [TOPIC],
    });
    expect(stack).toHaveResourceWithProperties(BudgetsBudget, {
      name: "test-monthly",
      budget_type: "COST",
      limit_amount: "2000",
      limit_unit: "USD",
      time_unit: "MONTHLY",
      cost_filter: [{ name: "TagKeyValue", values: ["user:Environment$staging"] }],
      notification: [notification("ACTUAL", 80), notification("FORECASTED", 100)],
    });
  });

  test("cost anomalies are reported at once, from so many USD on", () => {
    expect(stack).toHaveResourceWithProperties(CeAnomalyMonitor, {
      monitor_type: "DIMENSIONAL",
      monitor_dimension: "SERVICE",
    });
    expect(stack).toHaveResourceWithProperties(CeAnomalySubscription, {
      frequency: "IMMEDIATE",
      monitor_arn_list: [expect.stringContaining("aws_ce_anomaly_monitor.")],
      subscriber: [{ type: "SNS", address: TOPIC }],
      threshold_expression: {
        dimension: {
          key: "ANOMALY_TOTAL_IMPACT_ABSOLUTE",
          match_options: ["GREATER_THAN_OR_EQUAL"],
          values: ["50"],
        },
      },
    });
  });

  test("tags split the bill", () => {
    expect(stack).toHaveResourceWithProperties(CeCostAllocationTag, {
      tag_key: "Environment",
      status: "Active",
    });
  });
});

test("nothing is made that is not asked for", () => {
  expect(synthCosts().addresses()).toEqual([]);
});

test("a monitor that the account has already is used: AWS allows no second", () => {
  const synth = synthCosts({ anomaliesFromUsd: 50, anomalyMonitor: { arn: "arn:monitor" } });
  expect(synth.resources("aws_ce_anomaly_monitor")).toEqual({});
  expect(synth.at("aws_ce_anomaly_subscription.costs_services").monitor_arn_list).toEqual(["arn:monitor"]);
});

test("two of them stand in one stack", () => {
  const synth = synthIn((stack) => {
    addCosts(stack, "costs", { ...EVERYTHING, idPrefix: "" });
    addCosts(stack, "other", EVERYTHING);
  });
  expect(synth.addresses()).toEqual([
    "aws_budgets_budget.monthly",
    "aws_budgets_budget.other_monthly",
    "aws_ce_anomaly_monitor.other_services",
    "aws_ce_anomaly_monitor.services",
    "aws_ce_anomaly_subscription.other_services",
    "aws_ce_anomaly_subscription.services",
    "aws_ce_cost_allocation_tag.environment",
    "aws_ce_cost_allocation_tag.other_environment",
  ]);
});

test("any argument of any resource can be set; what is not named stays", () => {
  const synth = synthCosts({
    ...EVERYTHING,
    overrides: {
      budget: { costTypes: { includeTax: false } },
      anomalySubscription: { thresholdExpression: { not: { tags: { key: "Layer", values: ["data"] } } } },
      anomalyMonitor: { tags: { Kind: "monitor" } },
      allocationTag: (config) => ({ ...config, status: "Inactive" }),
    },
  });
  expect(synth.at("aws_budgets_budget.costs_monthly")).toMatchObject({
    limit_amount: "2000",
    cost_types: { include_tax: false },
  });
  expect(synth.at("aws_ce_anomaly_subscription.costs_services").threshold_expression).toMatchObject({
    dimension: { values: ["50"] },
    not: { tags: { key: "Layer", values: ["data"] } },
  });
  expect(synth.at("aws_ce_anomaly_monitor.costs_services").tags).toEqual({ Kind: "monitor" });
  expect(synth.at("aws_ce_cost_allocation_tag.costs_environment").status).toBe("Inactive");
});
