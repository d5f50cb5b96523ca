import type { MetricWidget } from "../monitoring/dashboard";
import type { ServiceThresholds } from "./service-alarms";
import { type MeasuredService, serviceTasks, serviceUtilization } from "./service-metrics";

/** How busy services are, a line each. */
export function serviceWidgets(
  services: readonly MeasuredService[],
  { cpuPercent, memoryPercent }: ServiceThresholds,
): MetricWidget[] {
  const lines = (metricName: "CPUUtilization" | "MemoryUtilization") =>
    services.map((service) => ({ ...serviceUtilization(service, metricName), label: service.serviceName }));
  return [
    { title: "CPU", unit: "percent", threshold: cpuPercent, lines: lines("CPUUtilization") },
    { title: "Memory", unit: "percent", threshold: memoryPercent, lines: lines("MemoryUtilization") },
  ];
}

/** Whether a service has the tasks that it wants; empty without Container Insights. */
export function tasksWidget(service: MeasuredService): MetricWidget {
  return {
    title: `Tasks: ${service.serviceName}`,
    unit: "tasks",
    periodSeconds: 60,
    lines: [
      { ...serviceTasks(service, "DesiredTaskCount"), label: "wanted" },
      { ...serviceTasks(service, "RunningTaskCount"), label: "running" },
    ],
  };
}

/** Guide: lines 746–781, with the errata to line 755. */
export function utilizationWidget(services: readonly MeasuredService[]): MetricWidget {
  return {
    title: "ECS Service Metrics",
    lines: services.flatMap((service) => [
      serviceUtilization(service, "CPUUtilization"),
      serviceUtilization(service, "MemoryUtilization"),
    ]),
  };
}
