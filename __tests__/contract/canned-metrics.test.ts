/** Alarms, scaling policies and dashboards name metrics that AWS publishes: what aws-cdk-lib knows, beside our own table. */
import { type Planted, plantedStack } from "../policy/rule";
import { type Stack, stacksOf } from "../policy/stacks";
import { type CannedMetrics, cannedMetrics, usedMetrics, whyNotCanned } from "../support/canned-metrics";
import { METRICS } from "../support/metrics";
import { teamsEnvironments } from "../support/teams-environments";
import { guidesVariants } from "../support/variants";

/** What aws-cdk-lib does not know. `support/metrics.ts` has AWS's page of each. */
const UNKNOWN_TO_CDK: readonly { readonly namespace: string; readonly metricName?: string }[] = [
  { namespace: "AWS/CertificateManager" },
  { namespace: "AWS/RDS", metricName: "MaximumUsedTransactionIDs" },
  { namespace: "AWS/RDS", metricName: "ReplicaLag" },
  { namespace: "AWS/WAFV2" },
  { namespace: "ECS/ContainerInsights" },
];

let canned: CannedMetrics;
beforeAll(async () => {
  canned = await cannedMetrics();
}, 600_000);

test("AWS publishes all of them, with these dimensions", () => {
  const stacks = [...guidesVariants, ...teamsEnvironments].flatMap(stacksOf);
  expect(stacks.flatMap(({ synth }) => usedMetrics(synth)).length).toBeGreaterThan(100);
  const faults = stacks.flatMap(faultsOf);
  // Not `expect`, which would show the lines as one text in quotes.
  if (faults.length > 0) throw new Error(faults.join("\n"));
});

test.each(UNKNOWN_TO_CDK)("of $namespace: what is unknown to aws-cdk-lib has a page of AWS", (unknown) => {
  const { namespace, metricName } = unknown;
  const known = canned.get(namespace);
  expect(metricName === undefined ? known : known?.get(metricName)).toBeUndefined();
  expect(METRICS).toContainEqual(expect.objectContaining(unknown));
});

const CPU = { namespace: "AWS/ECS", metric_name: "CPUUtilization" };
const DIMENSIONS = { ClusterName: "x", ServiceName: "y" };

test.each<[what: string, planted: Planted, saying: string]>([
  [
    "an alarm on a namespace that AWS has not",
    alarm({ ...CPU, namespace: "AWS/Ecs", dimensions: DIMENSIONS }),
    "there is no namespace AWS/Ecs",
  ],
  [
    "an alarm on a metric that the namespace has not",
    alarm({ ...CPU, metric_name: "CpuUtilization", dimensions: DIMENSIONS }),
    "AWS/ECS has no metric CpuUtilization",
  ],
  [
    "an alarm whose metric math has another dimension",
    alarm({
      metric_query: [{ id: "m1", metric: { ...CPU, dimensions: { Service: "y", ClusterName: "x" } } }],
    }),
    "not [ClusterName, Service]",
  ],
  [
    "a scaling policy without a dimension",
    {
      resource: {
        aws_appautoscaling_policy: {
          planted: { metric_stat: { metric: { ...CPU, dimensions: [{ name: "ServiceName", value: "y" }] } } },
        },
      },
    },
    "not [ServiceName]",
  ],
  [
    "a widget on a metric of another service",
    {
      resource: {
        aws_cloudwatch_dashboard: {
          planted: {
            dashboard_body: JSON.stringify({
              widgets: [{ properties: { metrics: [["AWS/SQS", "Evictions", "QueueName", "x", {}]] } }],
            }),
          },
        },
      },
    },
    "AWS/SQS has no metric Evictions",
  ],
])("%s is found", (_what, planted, saying) => {
  const [metric] = usedMetrics(plantedStack(planted));
  expect(whyNotCanned(canned, metric?.[1] as never)).toContain(saying);
});

function alarm(body: object): Planted {
  return { resource: { aws_cloudwatch_metric_alarm: { planted: body } } };
}

function faultsOf({ name, environment, synth }: Stack): string[] {
  return usedMetrics(synth)
    .filter(([, { namespace }]) => namespace !== environment.names.metricsNamespace)
    .filter(
      ([, used]) =>
        !UNKNOWN_TO_CDK.some(
          ({ namespace, metricName = used.metricName }) =>
            namespace === used.namespace && metricName === used.metricName,
        ),
    )
    .flatMap(([address, used]) => {
      const fault = whyNotCanned(canned, used);
      return fault === undefined ? [] : [`${name}: ${address}: ${fault}`];
    });
}
