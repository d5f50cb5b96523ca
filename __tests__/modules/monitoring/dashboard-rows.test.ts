/** Rows of more widgets than fit beside one another, and of none: as many services as an environment has. */
import { Dashboard, type DashboardRow } from "../../../modules/monitoring/dashboard";
import { overlaps, parseBody, type Widget } from "../../../tools/dashboard/body";
import { synthIn } from "../../support/synth";

function drawn(...rows: DashboardRow[]): Widget[] {
  const synth = synthIn((stack) => {
    new Dashboard(stack, "test", { name: "test", region: "us-east-1", rows });
  });
  return parseBody(synth.at("aws_cloudwatch_dashboard.test").dashboard_body as string);
}

function row(count: number): DashboardRow {
  const dimensions = { Name: "test" };
  const metric = { namespace: "AWS/Test", metricName: "Test", dimensions, stat: "Sum" };
  return { widgets: Array.from({ length: count }, (_, index) => ({ title: `${index}`, lines: [metric] })) };
}

test.each<[number, number[]]>([
  [1, [24]],
  [2, [12, 12]],
  [4, [6, 6, 6, 6]],
  [5, [8, 8, 8, 12, 12]],
  [6, [8, 8, 8, 8, 8, 8]],
  [9, [8, 8, 8, 8, 8, 8, 8, 8, 8]],
])("%i widgets are as wide as %j, in their order, and cover no other", (count, widths) => {
  const widgets = drawn(row(count), row(1));
  expect(widgets.map(({ width }) => width)).toEqual([...widths, 24]);
  expect(overlaps(widgets)).toEqual([]);
  expect(widgets.slice(0, count).map(({ properties }) => properties.title)).toEqual(
    row(count).widgets.map(({ title }) => title),
  );
});

test("a row without widgets takes no room", () => {
  expect(drawn(row(0), row(1)).map(({ y }) => y)).toEqual([0]);
});
