import {
  AppautoscalingPolicy,
  type AppautoscalingPolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationMetrics as Metric,
  type AppautoscalingPolicyTargetTrackingScalingPolicyConfiguration as TargetTracking,
} from "@cdktf/provider-aws/lib/appautoscaling-policy";
import { AppautoscalingScheduledAction } from "@cdktf/provider-aws/lib/appautoscaling-scheduled-action";
import {
  AppautoscalingTarget,
  type AppautoscalingTargetConfig,
} from "@cdktf/provider-aws/lib/appautoscaling-target";
import type { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import type { Lb } from "@cdktf/provider-aws/lib/lb";
import type { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import type { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Construct } from "constructs";
import { part } from "../part";

export interface ServiceAutoscalingProps {
  readonly clusterName: string;
  readonly serviceName: string;
  readonly service: EcsService;
  /** The beginning of the ids of its policies. @default none, for the first service: `cpu_scaling` */
  readonly policyIdPrefix?: string;
  /** The fewest and the most tasks. */
  readonly minimum: number;
  readonly maximum: number;
  /** Average CPU and memory utilization to keep to, percent. */
  readonly cpuPercent: number;
  readonly memoryPercent: number;
  /** Seconds after a change until tasks are taken away, and until some are added. */
  readonly scaleInCooldownSeconds: number;
  readonly scaleOutCooldownSeconds: number;
  /** Requests a minute and task to keep to. @default not looked at */
  readonly requests?: {
    readonly perTarget: number;
    readonly loadBalancer: Lb;
    readonly targetGroup: LbTargetGroup;
  };
  /**
   * Connections a task to keep to: the average of the metric that each task publishes. As long as none does, this policy has
   * no data, and no tasks are taken away. @default not looked at
   */
  readonly connections?: {
    readonly perTask: number;
    readonly namespace: string;
    readonly environment: string;
  };
  /** Messages that wait in a queue, a task, to keep to. @default not looked at */
  readonly backlog?: { readonly perTask: number; readonly queue: SqsQueue };
  /**
   * Other limits at certain times. With these, `minimum` and `maximum` are for the first time: Terraform would take back what
   * a schedule has set. @default none
   */
  readonly schedules?: readonly {
    readonly name: string;
    /** `cron(…)`, `rate(…)` or `at(…)`. */
    readonly schedule: string;
    readonly timezone: string;
    readonly minimum: number;
    readonly maximum: number;
  }[];
  readonly overrides?: { readonly target?: Partial<AppautoscalingTargetConfig> };
}

/**
 * Changes the number of a service's tasks, to keep each of several metrics near its target: whichever wants the most tasks has
 * its way. The target bears the construct's id. Guide: lines 444–472 and 929–947.
 */
export class ServiceAutoscaling extends Construct {
  readonly target: AppautoscalingTarget;

  constructor(
    scope: Construct,
    private readonly id: string,
    private readonly props: ServiceAutoscalingProps,
  ) {
    super(scope, id);
    this.target = this.createTarget();
    this.track("cpu", props.cpuPercent, predefined("ECSServiceAverageCPUUtilization"));
    this.track("memory", props.memoryPercent, predefined("ECSServiceAverageMemoryUtilization"));
    this.trackRequests();
    this.trackConnections();
    this.trackBacklog();
    this.createSchedules();
  }

  private createTarget(): AppautoscalingTarget {
    const { clusterName, serviceName, service, minimum, maximum, schedules = [], overrides } = this.props;
    return new AppautoscalingTarget(part(this, "target"), this.id, {
      minCapacity: minimum,
      maxCapacity: maximum,
      resourceId: `service/${clusterName}/${serviceName}`,
      scalableDimension: "ecs:service:DesiredCount",
      serviceNamespace: "ecs",
      dependsOn: [service],
      lifecycle: schedules.length > 0 ? { ignoreChanges: ["min_capacity", "max_capacity"] } : undefined,
      ...overrides?.target,
    });
  }

  private trackRequests(): void {
    const { requests } = this.props;
    if (!requests) return;
    const resourceLabel = `${requests.loadBalancer.arnSuffix}/${requests.targetGroup.arnSuffix}`;
    this.track("request", requests.perTarget, predefined("ALBRequestCountPerTarget", resourceLabel));
  }

  private trackConnections(): void {
    const { connections, serviceName } = this.props;
    if (!connections) return;
    const connectionsOfTasks = metric("m1", connections.namespace, "WebSocketConnections", "Average", {
      Environment: connections.environment,
      Service: serviceName,
    });
    this.track("connection", connections.perTask, custom("m1", [connectionsOfTasks]));
  }

  private trackBacklog(): void {
    const { backlog, clusterName, serviceName } = this.props;
    if (!backlog) return;
    const waiting = metric("m1", "AWS/SQS", "ApproximateNumberOfMessagesVisible", "Average", {
      QueueName: backlog.queue.name,
    });
    const tasks = metric("m2", "ECS/ContainerInsights", "RunningTaskCount", "Average", {
      ClusterName: clusterName,
      ServiceName: serviceName,
    });
    // Nothing is filled in: the newest value of a metric is late, and a 0 in its place would keep the alarm from going off.
    this.track("backlog", backlog.perTask, custom("m1 / m2", [waiting, tasks]));
  }

  private track(what: string, targetValue: number, specification: Partial<TargetTracking>): void {
    const { serviceName, policyIdPrefix = "", scaleInCooldownSeconds, scaleOutCooldownSeconds } = this.props;
    new AppautoscalingPolicy(part(this, "policies"), `${policyIdPrefix}${what}_scaling`, {
      name: `${serviceName}-${what}-scaling`,
      policyType: "TargetTrackingScaling",
      ...this.scaledResource(),
      targetTrackingScalingPolicyConfiguration: {
        ...specification,
        targetValue,
        scaleInCooldown: scaleInCooldownSeconds,
        scaleOutCooldown: scaleOutCooldownSeconds,
      },
    });
  }

  private createSchedules(): void {
    for (const { name, schedule, timezone, minimum, maximum } of this.props.schedules ?? []) {
      new AppautoscalingScheduledAction(part(this, "schedules"), `${this.id}_${name.replaceAll("-", "_")}`, {
        name: `${this.props.serviceName}-${name}`,
        ...this.scaledResource(),
        schedule,
        timezone,
        scalableTargetAction: { minCapacity: `${minimum}`, maxCapacity: `${maximum}` },
      });
    }
  }

  private scaledResource() {
    const { resourceId, scalableDimension, serviceNamespace } = this.target;
    return { resourceId, scalableDimension, serviceNamespace };
  }
}

function predefined(predefinedMetricType: string, resourceLabel?: string): Partial<TargetTracking> {
  return { predefinedMetricSpecification: { predefinedMetricType, resourceLabel } };
}

/** https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking-metric-math.html */
function custom(expression: string, metrics: readonly Metric[]): Partial<TargetTracking> {
  const result = { id: "e1", expression, label: "a task", returnData: true };
  return { customizedMetricSpecification: { metrics: [...metrics, result] } };
}

function metric(
  id: string,
  namespace: string,
  metricName: string,
  stat: string,
  dimensions: Readonly<Record<string, string>>,
): Metric {
  return {
    id,
    returnData: false,
    metricStat: {
      stat,
      metric: {
        namespace,
        metricName,
        dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value })),
      },
    },
  };
}
