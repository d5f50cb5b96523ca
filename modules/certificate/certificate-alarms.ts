import type { AlarmDefinition } from "../monitoring/alarm-definition";

const DAY_SECONDS = 86_400;

export interface CertificateThresholds {
  /** Days until it expires: ACM renews it 60 days before, if its records are there. */
  readonly daysToExpiry: number;
}

/** https://docs.aws.amazon.com/acm/latest/userguide/cloudwatch-metrics.html */
export function certificateAlarms(
  certificateArn: string,
  { daysToExpiry }: CertificateThresholds,
): AlarmDefinition[] {
  return [
    {
      id: "certificate_expiry",
      runbook: "certificate-expiry",
      severity: "alert",
      description: `The certificate expires in less than ${daysToExpiry} days, and has not renewed itself. Look whether its records are still in Route 53.`,
      measured: {
        namespace: "AWS/CertificateManager",
        metricName: "DaysToExpiry",
        dimensions: { CertificateArn: certificateArn },
        stat: "Minimum",
      },
      comparison: "LessThanThreshold",
      threshold: daysToExpiry,
      periodSeconds: DAY_SECONDS,
      evaluationPeriods: 1,
      missingData: "ignore",
    },
  ];
}
