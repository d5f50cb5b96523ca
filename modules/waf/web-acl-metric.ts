import type { Metric } from "../monitoring/alarm-definition";

/** A web ACL as CloudWatch knows it. */
export interface MeasuredWebAcl {
  readonly name: string;
  readonly region: string;
}

/** Of all its rules together. https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html */
export function webAclMetric(
  metricName: "AllowedRequests" | "BlockedRequests",
  { name, region }: MeasuredWebAcl,
): Metric {
  const dimensions = { WebACL: name, Region: region, Rule: "ALL" };
  return { namespace: "AWS/WAFV2", metricName, dimensions, stat: "Sum" };
}
