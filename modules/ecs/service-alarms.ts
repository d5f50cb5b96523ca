import type { AlarmDefinition } from "../monitoring/alarm-definition";
import { type MeasuredService, serviceTasks, serviceUtilization } from "./service-metrics";

/** Thresholds of the alarms on a service's tasks. */
export interface ServiceThresholds {
  /** Average CPU utilization, percent. Guide: line 794. */
  readonly cpuPercent: number;
  /** Average memory utilization, percent: above it, the kernel kills tasks that need a little more. */
  readonly memoryPercent: number;
  /** Minutes with fewer running tasks than desired: a deployment and a scaling action take less. */
  readonly missingTasksMinutes: number;
}

export interface AlarmedService extends MeasuredService {
  /** The Terraform name of the service; the ids of its alarms begin with it. */
  readonly id: string;
  /** Whether the cluster has Container Insights, which count tasks. */
  readonly hasContainerInsights: boolean;
  /** Where an alarm's id is another one. @default `<id>_high_cpu` */
  readonly alarmIds?: { readonly highCpu?: string };
}

/** What ECS knows of a service; without Container Insights, not how many tasks it has. */
export function serviceAlarms(
  service: AlarmedService,
  { cpuPercent, memoryPercent, missingTasksMinutes }: ServiceThresholds,
): AlarmDefinition[] {
  const { id, serviceName, alarmIds } = service;
  return [
    {
      id: alarmIds?.highCpu ?? `${id}_high_cpu`,
      runbook: "service-high-cpu",
      severity: "alert",
      description: `Triggers when CPU utilization is above ${cpuPercent}%: ${serviceName}, whatever autoscaling does. Look at its maximum of tasks, and at what was deployed last.`,
      measured: serviceUtilization(service, "CPUUtilization"),
      comparison: "GreaterThanThreshold",
      threshold: cpuPercent,
      periodSeconds: 300,
      evaluationPeriods: 2,
      missingData: "missing",
    },
    {
      id: `${id}_high_memory`,
      runbook: "service-high-memory",
      severity: "alert",
      description: `${serviceName} uses more than ${memoryPercent}% of its memory. Look for a leak: does it fall after a deployment, and rise again?`,
      measured: serviceUtilization(service, "MemoryUtilization"),
      comparison: "GreaterThanThreshold",
      threshold: memoryPercent,
      periodSeconds: 300,
      evaluationPeriods: 2,
      missingData: "missing",
    },
    ...(service.hasContainerInsights ? [missingTasks(service, missingTasksMinutes)] : []),
  ];
}

function missingTasks(service: AlarmedService, minutes: number): AlarmDefinition {
  const { id, serviceName } = service;
  return {
    id: `${id}_tasks_missing`,
    runbook: "service-tasks-missing",
    severity: "page",
    wakes: { of: "service", service: serviceName },
    description: `${serviceName} has had fewer tasks than wanted for ${minutes} minutes. Look at its events in ECS.`,
    measured: {
      id: "missing",
      label: "Tasks missing",
      // Without a task there is no number of them.
      expression: "m1 - FILL(m2, 0)",
      metrics: {
        m1: serviceTasks(service, "DesiredTaskCount"),
        m2: serviceTasks(service, "RunningTaskCount"),
      },
    },
    comparison: "GreaterThanThreshold",
    threshold: 0,
    periodSeconds: 60,
    evaluationPeriods: minutes,
    missingData: "missing",
  };
}
