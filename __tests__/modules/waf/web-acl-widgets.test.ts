import { webAclWidgets } from "../../../modules/waf/web-acl-widgets";
import { metricsIn, widgetProblems } from "../../support/widgets";

test("what is let through and what is blocked, by all rules", () => {
  const widgets = webAclWidgets({ name: "test", region: "us-east-1" });
  expect(widgetProblems(widgets, [])).toEqual([]);
  const dimensions = { WebACL: "test", Region: "us-east-1", Rule: "ALL" };
  expect(widgets.flatMap(metricsIn)).toMatchObject([
    { metricName: "AllowedRequests", dimensions },
    { metricName: "BlockedRequests", dimensions },
  ]);
});
