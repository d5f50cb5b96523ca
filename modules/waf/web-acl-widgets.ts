import type { MetricWidget } from "../monitoring/dashboard";
import { type MeasuredWebAcl, webAclMetric } from "./web-acl-metric";

/** What a web ACL lets through and what it blocks. */
export function webAclWidgets(webAcl: MeasuredWebAcl): MetricWidget[] {
  return [
    {
      title: "Firewall: requests",
      unit: "in five minutes",
      lines: [webAclMetric("AllowedRequests", webAcl), webAclMetric("BlockedRequests", webAcl)],
    },
  ];
}
