import { targetAlarms } from "../../../modules/load-balancer/load-balancer-alarms";
import {
  capacityWidget,
  latencyWidget,
  loadBalancerWidget,
  requestWidgets,
} from "../../../modules/load-balancer/request-widgets";
import { metricsIn, widgetProblems } from "../../support/widgets";

const THRESHOLDS = {
  errorPercent: 11,
  clientErrorPercent: 33,
  minimumRequests: 20,
  latencyP95Seconds: 2,
  latencyP99Seconds: 7,
};
const loadBalancer = { arnSuffix: "app/test/1" };
const api = { serviceName: "api", loadBalancer, arnSuffix: "targetgroup/api/1" };
const server = { serviceName: "server", loadBalancer, arnSuffix: "targetgroup/server/1" };
const targets = [api, server];

const alarms = targets.flatMap((target) => targetAlarms({ ...target, id: target.serviceName }, THRESHOLDS));

test("requests and the shares of errors have a line of each service, and the alarms' thresholds", () => {
  const widgets = requestWidgets(targets, THRESHOLDS);
  expect(widgetProblems(widgets, alarms)).toEqual([]);
  expect(
    widgets.map(({ title, threshold, lines }) => [
      title,
      threshold,
      lines.flatMap(({ label }) => label ?? []),
    ]),
  ).toEqual([
    ["Requests", undefined, ["api", "server"]],
    ["Errors of the server", 11, ["api", "server"]],
    ["Errors of the client", 33, ["api", "server"]],
  ]);
});

test("a share is of the service's own requests, which are not drawn", () => {
  const [, errors] = requestWidgets(targets, THRESHOLDS);
  const hidden = (target: typeof api, id: string, metricName: string) => ({
    namespace: "AWS/ApplicationELB",
    metricName,
    dimensions: { LoadBalancer: "app/test/1", TargetGroup: target.arnSuffix },
    stat: "Sum",
    id,
    isHidden: true,
  });
  expect(errors?.lines).toEqual([
    { expression: "IF(r0 > 0, FILL(e0, 0) / r0 * 100, 0)", label: "api" },
    hidden(api, "e0", "HTTPCode_Target_5XX_Count"),
    hidden(api, "r0", "RequestCount"),
    { expression: "IF(r1 > 0, FILL(e1, 0) / r1 * 100, 0)", label: "server" },
    hidden(server, "e1", "HTTPCode_Target_5XX_Count"),
    hidden(server, "r1", "RequestCount"),
  ]);
});

test("how fast a service answers is seen in three percentiles, up to where somebody is woken", () => {
  const { title, threshold, lines } = latencyWidget(server, THRESHOLDS);
  expect([title, threshold]).toEqual(["Time to answer: server", 7]);
  expect(lines.map(({ label }) => label)).toEqual(["p50", "p95", "p99"]);
});

test("those of the whole load balancer have its dimension alone", () => {
  const widgets = [loadBalancerWidget(loadBalancer), capacityWidget(loadBalancer)];
  expect(widgetProblems(widgets, [])).toEqual([]);
  for (const { dimensions } of widgets.flatMap(metricsIn))
    expect(dimensions).toEqual({ LoadBalancer: "app/test/1" });
});
