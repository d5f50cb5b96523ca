import type { AlarmDefinition } from "../monitoring/alarm-definition";
import { type MeasuredWebAcl, webAclMetric } from "./web-acl-metric";

export interface WebAclThresholds {
  /** Requests blocked in five minutes: above, somebody attacks, or a rule blocks what it should not. */
  readonly blockedRequests: number;
}

/** https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html */
export function webAclAlarms(
  webAcl: MeasuredWebAcl,
  { blockedRequests }: WebAclThresholds,
): AlarmDefinition[] {
  return [
    {
      id: "blocked_requests",
      runbook: "blocked-requests",
      severity: "alert",
      description: `The firewall has blocked more than ${blockedRequests} requests in five minutes. Run the query waf-blocks: is it one rule, one address?`,
      measured: webAclMetric("BlockedRequests", webAcl),
      comparison: "GreaterThanThreshold",
      threshold: blockedRequests,
      periodSeconds: 300,
      evaluationPeriods: 1,
      missingData: "notBreaching",
    },
  ];
}
