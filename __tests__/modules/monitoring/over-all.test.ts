import type { Metric } from "../../../modules/monitoring/alarm-definition";
import { overAll } from "../../../modules/monitoring/over-all";

const metric = (node: string): Metric => ({
  namespace: "N",
  metricName: "M",
  dimensions: { Node: node },
  stat: "Sum",
});

test("several metrics become one value, at each moment", () => {
  expect(overAll("SUM", "total", "All", [metric("a"), metric("b")])).toEqual({
    id: "total",
    label: "All",
    expression: "SUM([m1, m2])",
    metrics: { m1: metric("a"), m2: metric("b") },
  });
});

test("a single one stays what it is: its maximum over all of time is no series", () => {
  expect(overAll("MAX", "largest", "All", [metric("a")])).toEqual(metric("a"));
});

test("none at all is refused", () => {
  expect(() => overAll("MAX", "largest", "All", [])).toThrow("All: there is no metric");
});
