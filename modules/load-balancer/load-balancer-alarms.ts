import type { AlarmDefinition, Urgency } from "../monitoring/alarm-definition";
import {
  type MeasuredLoadBalancer,
  type MeasuredTarget,
  requestMetric,
  requestShare,
  targetDimensions,
} from "./request-metrics";

/** Thresholds of the alarms on requests. */
export interface RequestThresholds {
  /** Percent of requests that end in an error of the server's (5XX). Guide: line 809. */
  readonly errorPercent: number;
  /** Percent of requests that end in an error of the client's (4XX): above, a client is broken or somebody is guessing. */
  readonly clientErrorPercent: number;
  /** Requests in five minutes below which a share or a percentile of a service says nothing: one of two is half. */
  readonly minimumRequests: number;
  /** Seconds that 95 and 99 of 100 requests stay below. */
  readonly latencyP95Seconds: number;
  readonly latencyP99Seconds: number;
}

export interface AlarmedTarget extends MeasuredTarget {
  /** The Terraform name of the service; the ids of its alarms begin with it. */
  readonly id: string;
}

/** Of all requests together. Guide: lines 805–843. */
export function loadBalancerAlarms(
  { arnSuffix }: MeasuredLoadBalancer,
  { errorPercent }: RequestThresholds,
): AlarmDefinition[] {
  const dimensions = { LoadBalancer: arnSuffix };
  return [
    {
      id: "high_error_rate",
      runbook: "high-error-rate",
      severity: "alert",
      description: `More than ${errorPercent}% of all answers are errors of the server. Look which service it is, and at what was deployed last.`,
      measured: requestShare("error_rate", "Error Rate", "HTTPCode_Target_5XX_Count", dimensions),
      comparison: "GreaterThanThreshold",
      threshold: errorPercent,
      periodSeconds: 300,
      evaluationPeriods: 2,
      missingData: "notBreaching",
    },
    {
      id: "load_balancer_errors",
      runbook: "load-balancer-errors",
      severity: "page",
      wakes: { of: "requests" },
      description: `More than ${errorPercent}% of all requests get an error of the load balancer's own: there is no task that is well, or it does not answer. Look whether tasks run, then at what they say.`,
      measured: {
        id: "load_balancer_errors",
        label: "Errors of the load balancer",
        // Requests that find no task are not counted as requests.
        expression: "IF(FILL(m1, 0) + FILL(m2, 0) > 0, FILL(m1, 0) / (FILL(m1, 0) + FILL(m2, 0)) * 100, 0)",
        metrics: {
          m1: requestMetric("HTTPCode_ELB_5XX_Count", dimensions, "Sum"),
          m2: requestMetric("RequestCount", dimensions, "Sum"),
        },
      },
      comparison: "GreaterThanThreshold",
      threshold: errorPercent,
      periodSeconds: 60,
      evaluationPeriods: 3,
      missingData: "notBreaching",
    },
    {
      id: "rejected_connections",
      runbook: "rejected-connections",
      severity: "alert",
      description:
        "The load balancer has reached its most connections. Look who opens them; ask AWS for more if they are wanted.",
      measured: requestMetric("RejectedConnectionCount", dimensions, "Sum"),
      comparison: "GreaterThanThreshold",
      threshold: 0,
      periodSeconds: 60,
      evaluationPeriods: 3,
      missingData: "notBreaching",
    },
  ];
}

/** Of the requests that go to one service. */
export function targetAlarms(target: AlarmedTarget, thresholds: RequestThresholds): AlarmDefinition[] {
  const { id, serviceName } = target;
  const dimensions = targetDimensions(target);
  const { minimumRequests } = thresholds;
  const noticed: Urgency = { severity: "page", wakes: { of: "service", service: serviceName } };
  const latency = (percentile: "p95" | "p99", seconds: number, urgency: Urgency): AlarmDefinition => ({
    id: `${id}_latency_${percentile}`,
    runbook: "service-latency",
    ...urgency,
    description: `${100 - Number(percentile.slice(1))} of 100 answers of ${serviceName} take longer than ${seconds} s. Look at the database's CPU and at Redis, then at traces of slow requests.`,
    measured: {
      id: "latency",
      label: percentile,
      expression: `IF(FILL(m2, 0) >= ${minimumRequests}, m1, 0)`,
      metrics: {
        m1: requestMetric("TargetResponseTime", dimensions, percentile),
        m2: requestMetric("RequestCount", dimensions, "Sum"),
      },
    },
    comparison: "GreaterThanThreshold",
    threshold: seconds,
    periodSeconds: 300,
    evaluationPeriods: 3,
    missingData: "notBreaching",
  });
  return [
    {
      id: `${id}_unhealthy_targets`,
      runbook: "service-unhealthy-targets",
      severity: "alert",
      description: `Tasks of ${serviceName} fail the load balancer's health check. Look at their logs, then at what they depend on.`,
      measured: requestMetric("UnHealthyHostCount", dimensions, "Maximum"),
      comparison: "GreaterThanThreshold",
      threshold: 0,
      periodSeconds: 60,
      evaluationPeriods: 5,
      missingData: "notBreaching",
    },
    {
      id: `${id}_error_rate`,
      runbook: "service-error-rate",
      ...noticed,
      description: `More than ${thresholds.errorPercent}% of the answers of ${serviceName} are errors of the server. Look at its logs, and at what was deployed last.`,
      measured: requestShare(
        "error_rate",
        "Error rate",
        "HTTPCode_Target_5XX_Count",
        dimensions,
        minimumRequests,
      ),
      comparison: "GreaterThanThreshold",
      threshold: thresholds.errorPercent,
      periodSeconds: 300,
      evaluationPeriods: 2,
      missingData: "notBreaching",
    },
    {
      id: `${id}_client_errors`,
      runbook: "service-client-errors",
      severity: "alert",
      description: `More than ${thresholds.clientErrorPercent}% of the requests to ${serviceName} are refused (4XX). Look whether one client does it, or a version of all.`,
      measured: requestShare(
        "client_errors",
        "Client errors",
        "HTTPCode_Target_4XX_Count",
        dimensions,
        minimumRequests,
      ),
      comparison: "GreaterThanThreshold",
      threshold: thresholds.clientErrorPercent,
      periodSeconds: 300,
      evaluationPeriods: 3,
      missingData: "notBreaching",
    },
    latency("p95", thresholds.latencyP95Seconds, { severity: "alert" }),
    latency("p99", thresholds.latencyP99Seconds, noticed),
  ];
}
