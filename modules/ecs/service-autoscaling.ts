import {
  AppautoscalingPolicy,
  type AppautoscalingPolicyConfig,
  type AppautoscalingPolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationMetrics as Metric,
  type AppautoscalingPolicyTargetTrackingScalingPolicyConfiguration as TargetTracking,
} from "@cdktf/provider-aws/lib/appautoscaling-policy";
import {
  AppautoscalingScheduledAction,
  type AppautoscalingScheduledActionConfig,
} from "@cdktf/provider-aws/lib/appautoscaling-scheduled-action";
import {
  AppautoscalingTarget,
  type AppautoscalingTargetConfig,
} from "@cdktf/provider-aws/lib/appautoscaling-target";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { type InnerIds, innerIds } from "../inner-ids";
import { type Override, overridden } from "../override";
import { part } from "../part";

export interface ServiceAutoscalingProps extends InnerIds {
  readonly cluster: { readonly name: string };
  /** It has to be there first. */
  readonly service: ITerraformDependable & { readonly name: string };
  /** The fewest and the most tasks. */
  readonly minimum: number;
  readonly maximum: number;
  /** Targets of average CPU and memory utilization, percent. */
  readonly cpuPercent: number;
  readonly memoryPercent: number;
  /** Seconds after a change until tasks are taken away, and until some are added. */
  readonly scaleInCooldownSeconds: number;
  readonly scaleOutCooldownSeconds: number;
  /** Target of requests per task and minute. @default no such policy */
  readonly requests?: {
    readonly perTarget: number;
    readonly loadBalancer: { readonly arnSuffix: string };
    readonly targetGroup: { readonly arnSuffix: string };
  };
  /**
   * Target of connections per task: the average of the metric that each task publishes. As long as none does, this policy has
   * no data, and no tasks are taken away. @default no such policy
   */
  readonly connections?: {
    readonly perTask: number;
    readonly namespace: string;
    readonly environment: string;
  };
  /** Target of messages in a queue per task. @default no such policy */
  readonly backlog?: { readonly perTask: number; readonly queue: { readonly name: string } };
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
  readonly overrides?: {
    readonly target?: Override<AppautoscalingTargetConfig>;
    /** Each of the policies. */
    readonly policy?: Override<AppautoscalingPolicyConfig>;
    /** Each of the schedules. */
    readonly schedule?: Override<AppautoscalingScheduledActionConfig>;
  };
}

/**
 * Changes the number of a service's tasks, to keep each of several metrics at its target: the one that needs the most tasks
 * decides. The target bears the construct's id; `cpu_scaling` and other policies are
 * inside. Guide: lines 447–475 and 909–944.
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
    const { cluster, service, minimum, maximum, schedules = [], overrides } = this.props;
    const config: AppautoscalingTargetConfig = {
      minCapacity: minimum,
      maxCapacity: maximum,
      resourceId: `service/${cluster.name}/${service.name}`,
      scalableDimension: "ecs:service:DesiredCount",
      serviceNamespace: "ecs",
      dependsOn: [service],
      lifecycle: schedules.length > 0 ? { ignoreChanges: ["min_capacity", "max_capacity"] } : undefined,
    };
    return new AppautoscalingTarget(part(this, "target"), this.id, overridden(config, overrides?.target));
  }

  private trackRequests(): void {
    const { requests } = this.props;
    if (!requests) return;
    const resourceLabel = `${requests.loadBalancer.arnSuffix}/${requests.targetGroup.arnSuffix}`;
    this.track("request", requests.perTarget, predefined("ALBRequestCountPerTarget", resourceLabel));
  }

  private trackConnections(): void {
    const { connections, service } = this.props;
    if (!connections) return;
    const connectionsOfTasks = metric("m1", connections.namespace, "WebSocketConnections", "Average", {
      Environment: connections.environment,
      Service: service.name,
    });
    this.track("connection", connections.perTask, custom("m1", [connectionsOfTasks]));
  }

  private trackBacklog(): void {
    const { backlog, cluster, service } = this.props;
    if (!backlog) return;
    const waiting = metric("m1", "AWS/SQS", "ApproximateNumberOfMessagesVisible", "Average", {
      QueueName: backlog.queue.name,
    });
    const tasks = metric("m2", "ECS/ContainerInsights", "RunningTaskCount", "Average", {
      ClusterName: cluster.name,
      ServiceName: service.name,
    });
    // Nothing is filled in: the newest value of a metric is late, and a 0 in its place would keep the alarm from going off.
    this.track("backlog", backlog.perTask, custom("m1 / m2", [waiting, tasks]));
  }

  private track(what: string, targetValue: number, specification: Partial<TargetTracking>): void {
    const { service, scaleInCooldownSeconds, scaleOutCooldownSeconds, overrides } = this.props;
    const config: AppautoscalingPolicyConfig = {
      name: `${service.name}-${what}-scaling`,
      policyType: "TargetTrackingScaling",
      ...this.scaledResource(),
      targetTrackingScalingPolicyConfiguration: {
        ...specification,
        targetValue,
        scaleInCooldown: scaleInCooldownSeconds,
        scaleOutCooldown: scaleOutCooldownSeconds,
      },
    };
    const id = innerIds(this.id, this.props)(`${what}_scaling`);
    new AppautoscalingPolicy(part(this, "policies"), id, overridden(config, overrides?.policy));
  }

  private createSchedules(): void {
    const { service, schedules = [], overrides } = this.props;
    for (const { name, schedule, timezone, minimum, maximum } of schedules) {
      const config: AppautoscalingScheduledActionConfig = {
        name: `${service.name}-${name}`,
        ...this.scaledResource(),
        schedule,
        timezone,
        scalableTargetAction: { minCapacity: `${minimum}`, maxCapacity: `${maximum}` },
      };
      const id = `${this.id}_${name.replaceAll("-", "_")}`;
      new AppautoscalingScheduledAction(part(this, "schedules"), id, overridden(config, overrides?.schedule));
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
