import type { AlarmDefinition, Metric } from "../../modules/monitoring/alarm-definition";

/** A metric as its publisher documents it. With another name or other dimensions, CloudWatch finds no data and reports no error. */
export interface KnownMetric {
  readonly namespace: string;
  readonly metricName: string;
  /** The sets of dimensions under which it is published. */
  readonly dimensions: readonly (readonly string[])[];
  readonly unit: string;
  /** The page that says so. */
  readonly source: string;
}

type Row = readonly [metricName: string, unit: string, dimensions?: KnownMetric["dimensions"]];

const AWS = "https://docs.aws.amazon.com";

/** Beside these, RDS has sums over a class or an engine. Dimensions: AmazonRDS/latest/UserGuide/dimensions.html */
const RDS = table(
  "AWS/RDS",
  `${AWS}/AmazonRDS/latest/UserGuide/rds-metrics.html`,
  [["DBInstanceIdentifier"]],
  [
    ["CPUUtilization", "Percent"],
    ["FreeableMemory", "Bytes"],
    ["FreeStorageSpace", "Bytes"],
    ["DatabaseConnections", "Count"],
    ["MaximumUsedTransactionIDs", "Count"],
    ["ReplicaLag", "Seconds"],
  ],
);

/**
 * AWS's page names these metrics and says that each is a node's; its page CacheMetrics.DimensionsAndSets, that both dimensions
 * belong to it. Of a cluster with one node, the same is published by the cluster alone.
 */
const ELASTICACHE = table(
  "AWS/ElastiCache",
  `${AWS}/AmazonElastiCache/latest/dg/CacheMetrics.Redis.html`,
  [["CacheClusterId", "CacheNodeId"], ["CacheClusterId"]],
  [
    ["EngineCPUUtilization", "Percent"],
    ["DatabaseMemoryUsagePercentage", "Percent"],
    ["Evictions", "Count"],
    ["ReplicationLag", "Seconds"],
    ["AuthenticationFailures", "Count"],
  ],
);

const SQS = table(
  "AWS/SQS",
  `${AWS}/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html`,
  [["QueueName"]],
  [
    ["ApproximateAgeOfOldestMessage", "Seconds"],
    ["ApproximateNumberOfMessagesVisible", "Count"],
    ["ApproximateNumberOfMessagesNotVisible", "Count"],
    ["NumberOfMessagesSent", "Count"],
  ],
);

const NAT = table(
  "AWS/NATGateway",
  `${AWS}/vpc/latest/userguide/vpc-nat-gateway-cloudwatch.html`,
  [["NatGatewayId"]],
  [
    ["ErrorPortAllocation", "Count"],
    ["BytesOutToDestination", "Bytes"],
  ],
);

/** Of a whole cluster, only where its tasks run on EC2. */
const ECS = table(
  "AWS/ECS",
  `${AWS}/AmazonECS/latest/developerguide/available-metrics.html`,
  [["ClusterName", "ServiceName"]],
  [
    ["CPUUtilization", "Percent"],
    ["MemoryUtilization", "Percent"],
  ],
);

const CONTAINER_INSIGHTS = table(
  "ECS/ContainerInsights",
  `${AWS}/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html`,
  [["ClusterName", "ServiceName"]],
  [
    ["RunningTaskCount", "Count"],
    ["DesiredTaskCount", "Count"],
    ["DeploymentCount", "Count"],
  ],
);

const LOAD_BALANCER = [["LoadBalancer"], ["AvailabilityZone", "LoadBalancer"]];
const TARGET_GROUP = [
  ["LoadBalancer", "TargetGroup"],
  ["AvailabilityZone", "LoadBalancer", "TargetGroup"],
];

const APPLICATION_ELB = table(
  "AWS/ApplicationELB",
  `${AWS}/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html`,
  [...LOAD_BALANCER, ...TARGET_GROUP],
  [
    ["HTTPCode_Target_5XX_Count", "Count"],
    ["HTTPCode_Target_4XX_Count", "Count"],
    ["RequestCount", "Count"],
    ["TargetResponseTime", "Seconds"],
    ["HTTPCode_ELB_5XX_Count", "Count", LOAD_BALANCER],
    ["RejectedConnectionCount", "Count", LOAD_BALANCER],
    ["ActiveConnectionCount", "Count", LOAD_BALANCER],
    ["ConsumedLCUs", "Count", [["LoadBalancer"]]],
    ["UnHealthyHostCount", "Count", TARGET_GROUP],
    ["HealthyHostCount", "Count", TARGET_GROUP],
  ],
);

/** Of web ACLs for load balancers. WebACL is the metric's name in the web ACL's visibility settings, Rule may be `ALL`. */
const WAF = table(
  "AWS/WAFV2",
  `${AWS}/waf/latest/developerguide/waf-metrics.html`,
  [
    ["Region", "Rule", "WebACL"],
    ["Region", "RuleGroup", "WebACL"],
  ],
  [
    ["BlockedRequests", "Count"],
    ["AllowedRequests", "Count"],
  ],
);

const CERTIFICATES = table(
  "AWS/CertificateManager",
  `${AWS}/acm/latest/userguide/cloudwatch-metrics.html`,
  [["CertificateArn"]],
  [["DaysToExpiry", "Integer"]],
);

/** The platform's own. Guide: lines 846–884; the last is what docs/operations.md asks of the server. */
const PLATFORM = table(
  "MCP/Production",
  "docs/operations.md",
  [["Environment"]],
  [
    ["TasksProcessed", "Count"],
    ["ActiveAgents", "Count", [[]]],
    ["WebSocketConnections", "Count", [["Environment", "Service"]]],
  ],
);

/** Lines that a filter counts in the logs of each service. It gives them no dimensions unless told to. */
const LOG_FILTERS = table(
  "MCP/Production",
  `${AWS}/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html`,
  [[]],
  [
    ["mcp-server-errors", "None"],
    ["rest-api-errors", "None"],
    ["worker-errors", "None"],
  ],
);

export const METRICS: readonly KnownMetric[] = [
  ...RDS,
  ...ELASTICACHE,
  ...SQS,
  ...NAT,
  ...ECS,
  ...CONTAINER_INSIGHTS,
  ...APPLICATION_ELB,
  ...WAF,
  ...CERTIFICATES,
  ...PLATFORM,
  ...LOG_FILTERS,
];

/** `undefined` if nobody publishes a metric of this name. */
export function knownMetric({ namespace, metricName }: Omit<Metric, "stat">): KnownMetric | undefined {
  return METRICS.find((known) => known.namespace === namespace && known.metricName === metricName);
}

/** The metrics that an alarm looks at. */
export function metricsOf({ measured }: Pick<AlarmDefinition, "measured">): Metric[] {
  return "expression" in measured ? Object.values(measured.metrics) : [measured];
}

/** Why CloudWatch would find no data; nothing if it would. */
export function whyUnknown(metric: Omit<Metric, "stat">): string | undefined {
  const { namespace, metricName, dimensions } = metric;
  const known = knownMetric(metric);
  if (!known)
    return `nobody publishes ${namespace} ${metricName}, or __tests__/support/metrics.ts lacks its row`;
  const names = Object.keys(dimensions).sort().join(", ");
  const sets = known.dimensions.map((set) => [...set].sort().join(", "));
  return sets.includes(names)
    ? undefined
    : `${namespace} ${metricName} is published by [${sets.join("] or [")}], not by [${names}]: ${known.source}`;
}

/** The same of all metrics of these alarms. */
export function unknownMetrics(definitions: readonly AlarmDefinition[]): string[] {
  return definitions.flatMap(metricsOf).flatMap((metric) => whyUnknown(metric) ?? []);
}

function table(
  namespace: string,
  source: string,
  dimensions: KnownMetric["dimensions"],
  rows: readonly Row[],
): KnownMetric[] {
  return rows.map(([metricName, unit, own = dimensions]) => ({
    namespace,
    metricName,
    unit,
    dimensions: own,
    source,
  }));
}
