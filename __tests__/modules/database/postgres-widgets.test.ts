import { postgresAlarms } from "../../../modules/database/postgres-alarms";
import { DEFAULT_POSTGRES_THRESHOLDS } from "../../../modules/database/postgres-thresholds";
import { postgresWidgets } from "../../../modules/database/postgres-widgets";
import type { MetricWidget } from "../../../modules/monitoring/dashboard";
import { postgres } from "../../support/postgres";
import { synthIn } from "../../support/synth";
import { metricsIn, widgetProblems } from "../../support/widgets";

const THRESHOLDS = { ...DEFAULT_POSTGRES_THRESHOLDS, cpuPercent: 61, freeStorageGib: 7 };
const INSTANCES = [
  { label: "primary", identifier: "test-db" },
  { label: "replica 1", identifier: "test-read-1" },
];

test("they draw what the alarms are about, a line of each instance", () => {
  const widgets = postgresWidgets(INSTANCES, THRESHOLDS);
  const replicas = { read_1: { identifier: "test-read-1" } };
  expect(widgetProblems(widgets, postgresAlarms({ identifier: "test-db", replicas }, THRESHOLDS))).toEqual(
    [],
  );
  expect(widgets.map(({ title, threshold }) => [title, threshold])).toEqual([
    ["Database: CPU", 61],
    ["Database: connections", 300],
    ["Database: free storage", 7_516_192_768],
    ["Database: free memory", 1_073_741_824],
  ]);
  for (const widget of widgets) {
    expect(metricsIn(widget).map(({ dimensions }) => dimensions.DBInstanceIdentifier)).toEqual([
      "test-db",
      "test-read-1",
    ]);
  }
});

test("a database draws itself and each replica", () => {
  const replicas = [1, 2].map((number) => ({
    id: `mcp_postgres_read_${number}`,
    name: `test-read-${number}`,
    zone: "us-east-1a",
  }));
  let widgets: MetricWidget[] = [];
  synthIn((stack) => {
    widgets = postgres(stack, { replicas }).widgets();
  });
  for (const { lines } of widgets)
    expect(lines.map(({ label }) => label)).toEqual(["primary", "read-1", "read-2"]);
});
