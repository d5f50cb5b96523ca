import { serviceAlarms } from "../../../modules/ecs/service-alarms";
import { serviceWidgets, tasksWidget, utilizationWidget } from "../../../modules/ecs/service-widgets";
import { metricsIn, widgetProblems } from "../../support/widgets";

const THRESHOLDS = { cpuPercent: 71, memoryPercent: 82, missingTasksMinutes: 3 };
const SERVICES = ["api", "worker"].map((serviceName) => ({ clusterName: "test", serviceName }));

const alarms = SERVICES.flatMap((service) =>
  serviceAlarms({ ...service, id: service.serviceName, hasContainerInsights: true }, THRESHOLDS),
);

test("CPU and memory have a line of each service, and the alarm's threshold", () => {
  const widgets = serviceWidgets(SERVICES, THRESHOLDS);
  expect(widgetProblems(widgets, alarms)).toEqual([]);
  expect(widgets.map(({ title, threshold }) => [title, threshold])).toEqual([
    ["CPU", 71],
    ["Memory", 82],
  ]);
  for (const widget of widgets)
    expect(metricsIn(widget).map(({ dimensions }) => dimensions.ServiceName)).toEqual(["api", "worker"]);
});

test("tasks are those of the service, wanted and running", () => {
  const widget = tasksWidget({ clusterName: "test", serviceName: "api" });
  expect(widgetProblems([widget], alarms)).toEqual([]);
  expect(widget.lines).toMatchObject([
    { metricName: "DesiredTaskCount", dimensions: { ServiceName: "api" }, label: "wanted" },
    { metricName: "RunningTaskCount", dimensions: { ServiceName: "api" }, label: "running" },
  ]);
});

test("the guide's widget has both of each service", () => {
  expect(
    metricsIn(utilizationWidget(SERVICES)).map(({ metricName, dimensions }) => [
      dimensions.ServiceName,
      metricName,
    ]),
  ).toEqual([
    ["api", "CPUUtilization"],
    ["api", "MemoryUtilization"],
    ["worker", "CPUUtilization"],
    ["worker", "MemoryUtilization"],
  ]);
});
