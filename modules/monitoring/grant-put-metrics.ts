import type { Grantee } from "../iam/grantee";

/**
 * Lets somebody publish metrics in one namespace.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html
 */
export function grantPutMetrics(grantee: Grantee, namespace: string): void {
  grantee.allow({
    actions: ["cloudwatch:PutMetricData"],
    // Metrics are no resources: the condition says which.
    resources: ["*"],
    condition: [{ test: "StringEquals", variable: "cloudwatch:namespace", values: [namespace] }],
  });
}
