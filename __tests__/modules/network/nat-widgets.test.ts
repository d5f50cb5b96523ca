import { natWidgets } from "../../../modules/network/nat-widgets";
import { metricsIn, widgetProblems } from "../../support/widgets";

test("the traffic of each gateway", () => {
  const widgets = natWidgets([
    { label: "a", gatewayId: "nat-1" },
    { label: "b", gatewayId: "nat-2" },
  ]);
  expect(widgetProblems(widgets, [])).toEqual([]);
  expect(widgets.flatMap(metricsIn).map(({ dimensions }) => dimensions.NatGatewayId)).toEqual([
    "nat-1",
    "nat-2",
  ]);
});

test("nothing without gateways: CloudWatch shows an empty widget as an error", () => {
  expect(natWidgets([])).toEqual([]);
});
