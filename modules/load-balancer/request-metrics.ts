import type { Calculation, Metric } from "../monitoring/alarm-definition";

type Dimensions = Readonly<Record<string, string>>;

/** What a load balancer is known by in CloudWatch. */
export interface MeasuredLoadBalancer {
  readonly arnSuffix: string;
}

/** A service behind it, as CloudWatch knows it. */
export interface MeasuredTarget {
  readonly serviceName: string;
  readonly loadBalancer: MeasuredLoadBalancer;
  /** The target group's part of its ARN. */
  readonly arnSuffix: string;
}

/** Of the requests that go to one service. */
export function targetDimensions({ loadBalancer, arnSuffix }: MeasuredTarget): Dimensions {
  return { LoadBalancer: loadBalancer.arnSuffix, TargetGroup: arnSuffix };
}

/**
 * A metric of requests, by the load balancer or by one of its target groups.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 *
 * @param dimensions LoadBalancer, and TargetGroup for one service: the part of the ARN that CloudWatch knows each by
 */
export function requestMetric(metricName: string, dimensions: Dimensions, stat: string): Metric {
  return { namespace: "AWS/ApplicationELB", metricName, dimensions, stat };
}

/**
 * Percent that some requests are of all: none of none, and of fewer than a minimum. CloudWatch has no number of errors where
 * there are none.
 *
 * @param some id of the metric that counts them
 * @param all id of the metric that counts all
 * @param minimum @default 1
 */
export function percentOf(some: string, all: string, minimum?: number): string {
  return `IF(${all} ${minimum === undefined ? "> 0" : `>= ${minimum}`}, FILL(${some}, 0) / ${all} * 100, 0)`;
}

/** Percent of the requests that a metric counts. */
export function requestShare(
  id: string,
  label: string,
  metricName: string,
  dimensions: Dimensions,
  minimum?: number,
): Calculation {
  return {
    id,
    label,
    expression: percentOf("m1", "m2", minimum),
    metrics: {
      m1: requestMetric(metricName, dimensions, "Sum"),
      m2: requestMetric("RequestCount", dimensions, "Sum"),
    },
  };
}
