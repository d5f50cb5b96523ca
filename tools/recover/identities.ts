import { aws } from "../aws";

/** A resource's arguments, as a plan knows them. */
export type Arguments = Readonly<Record<string, unknown>>;

/** How Terraform's import finds a resource of a type. */
export interface Identity {
  /** Without these arguments it cannot be looked for: they come from other resources, which are found first. */
  readonly needs: readonly string[];
  /** The ids that it may have: one, or none if AWS knows none; with more, somebody has to choose. */
  readonly find: (values: Arguments, region: string) => string[];
  /** A command that waits until AWS has made it. */
  readonly wait?: (id: string) => string;
}

/** Whose id is an argument. Whether there is one, the plan says. */
const named = (argument: string, wait?: Identity["wait"]): Identity => ({
  needs: [argument],
  find: (values) => [`${values[argument]}`],
  wait,
});

/** Whose id AWS has given: asked by the AWS CLI, in whose queries {} stands for the argument. */
const asked = (
  needs: readonly string[],
  command: (values: Arguments) => readonly string[],
  query: (values: Arguments) => string,
  wait?: Identity["wait"],
): Identity => ({
  needs,
  find: (values, region) => texts(aws(region, ...command(values), "--query", query(values))),
  wait,
});

/** What EC2 has no name for: by all the tags that Terraform gives it. */
const tagged = (command: string, list: string, id: string, filters: Filters = () => ({})): Identity => ({
  needs: ["tags_all"],
  find: (values, region) => {
    const tags = Object.entries(values.tags_all as object).map(([tag, value]) => [`tag:${tag}`, value]);
    const all = [...tags, ...Object.entries(filters(values))].map(([Name, Value]) => ({
      Name,
      Values: [Value],
    }));
    // One of EC2's commands has another name for it.
    const option = command === "describe-flow-logs" ? "--filter" : "--filters";
    return texts(aws(region, "ec2", command, option, JSON.stringify(all), "--query", `${list}[].${id}`));
  },
});

type Filters = (values: Arguments) => Readonly<Record<string, string>>;

/** Several arguments, put together. */
const joined = (needs: readonly string[], separator: string): Identity => ({
  needs,
  find: (values) => [needs.map((argument) => values[argument]).join(separator)],
});

const GROUP_RULE: Identity = {
  needs: ["security_group_id", "ip_protocol"],
  find: (values, region) => {
    const filter = JSON.stringify([{ Name: "group-id", Values: [values.security_group_id] }]);
    const answer = aws(region, "ec2", "describe-security-group-rules", "--filters", filter);
    const { SecurityGroupRules: rules = [] } = (answer ?? {}) as { SecurityGroupRules?: GroupRule[] };
    return rules.filter((rule) => isSameRule(rule, values)).map((rule) => rule.SecurityGroupRuleId);
  },
};

interface GroupRule {
  readonly SecurityGroupRuleId: string;
  readonly IsEgress: boolean;
  readonly IpProtocol: string;
  readonly FromPort?: number;
  readonly ToPort?: number;
  readonly CidrIpv4?: string;
  readonly CidrIpv6?: string;
  readonly PrefixListId?: string;
  readonly ReferencedGroupInfo?: { readonly GroupId: string };
}

/** AWS has -1 for ports where there are none. */
function isSameRule(rule: GroupRule, values: Arguments): boolean {
  const pairs: [unknown, unknown][] = [
    [rule.IpProtocol, values.ip_protocol],
    [rule.FromPort ?? -1, values.from_port ?? -1],
    [rule.ToPort ?? -1, values.to_port ?? -1],
    [rule.CidrIpv4, values.cidr_ipv4 ?? undefined],
    [rule.CidrIpv6, values.cidr_ipv6 ?? undefined],
    [rule.PrefixListId, values.prefix_list_id ?? undefined],
    [rule.ReferencedGroupInfo?.GroupId, values.referenced_security_group_id ?? undefined],
  ];
  return pairs.every(([there, wanted]) => there === wanted);
}

/** The keys that have the tags and are not about to be deleted: they differ in what they are for. */
const KEY: Identity = {
  needs: ["tags_all", "description"],
  find: ({ tags_all: tags, description }, region) => {
    const filters = Object.entries(tags as object).map(([Key, value]) => ({ Key, Values: [value] }));
    const arns = texts(
      aws(
        region,
        ...["resourcegroupstaggingapi", "get-resources", "--resource-type-filters", "kms:key"],
        ...["--tag-filters", JSON.stringify(filters), "--query", "ResourceTagMappingList[].ResourceARN"],
      ),
    );
    const keys = arns.map(
      (arn) => aws(region, "kms", "describe-key", "--key-id", arn, "--query", "KeyMetadata") as Key,
    );
    return keys
      .filter((key) => key.Description === description && key.KeyState === "Enabled")
      .map((key) => key.KeyId);
  },
};

interface Key {
  readonly KeyId: string;
  readonly KeyState: string;
  readonly Description: string;
}

const IDENTITIES: Readonly<Record<string, Identity>> = {
  aws_acm_certificate: asked(
    ["domain_name"],
    () => ["acm", "list-certificates"],
    ({ domain_name: name }) => `CertificateSummaryList[?DomainName=='${name}'].CertificateArn`,
  ),
  aws_cloudwatch_log_group: named("name"),
  aws_db_instance: named(
    "identifier",
    (id) => `aws rds wait db-instance-available --db-instance-identifier ${id}`,
  ),
  aws_db_parameter_group: named("name"),
  aws_db_subnet_group: named("name"),
  aws_dynamodb_table: named("name"),
  aws_ecr_repository: named("name"),
  aws_ecs_capacity_provider: named("name"),
  aws_ecs_cluster: named("name"),
  aws_ecs_service: {
    needs: ["cluster", "name"],
    find: ({ cluster, name }) => [`${`${cluster}`.split("/").pop()}/${name}`],
  },
  aws_eip: tagged("describe-addresses", "Addresses", "AllocationId"),
  aws_elasticache_parameter_group: named("name"),
  aws_elasticache_replication_group: named(
    "replication_group_id",
    (id) => `aws elasticache wait replication-group-available --replication-group-id ${id}`,
  ),
  aws_elasticache_subnet_group: named("name"),
  aws_flow_log: tagged("describe-flow-logs", "FlowLogs", "FlowLogId"),
  aws_iam_instance_profile: named("name"),
  aws_iam_role: named("name"),
  aws_internet_gateway: tagged("describe-internet-gateways", "InternetGateways", "InternetGatewayId"),
  aws_kms_alias: named("name"),
  aws_kms_key: KEY,
  aws_launch_template: tagged("describe-launch-templates", "LaunchTemplates", "LaunchTemplateId"),
  aws_lb: asked(
    ["name"],
    ({ name }) => ["elbv2", "describe-load-balancers", "--names", `${name}`],
    () => "LoadBalancers[].LoadBalancerArn",
    (id) => `aws elbv2 wait load-balancer-available --load-balancer-arns ${id}`,
  ),
  aws_lb_listener: asked(
    ["load_balancer_arn", "port"],
    ({ load_balancer_arn: arn }) => ["elbv2", "describe-listeners", "--load-balancer-arn", `${arn}`],
    ({ port }) => `Listeners[?Port==\`${port}\`].ListenerArn`,
  ),
  aws_lb_listener_rule: asked(
    ["listener_arn", "priority"],
    ({ listener_arn: arn }) => ["elbv2", "describe-rules", "--listener-arn", `${arn}`],
    ({ priority }) => `Rules[?Priority=='${priority}'].RuleArn`,
  ),
  aws_lb_target_group: asked(
    ["name"],
    ({ name }) => ["elbv2", "describe-target-groups", "--names", `${name}`],
    () => "TargetGroups[].TargetGroupArn",
  ),
  aws_nat_gateway: asked(
    ["subnet_id"],
    ({ subnet_id: subnet }) => [
      ...["ec2", "describe-nat-gateways", "--filter"],
      ...[`Name=subnet-id,Values=${subnet}`, "Name=state,Values=pending,available"],
    ],
    () => "NatGateways[].NatGatewayId",
    (id) => `aws ec2 wait nat-gateway-available --nat-gateway-ids ${id}`,
  ),
  aws_route: joined(["route_table_id", "destination_cidr_block"], "_"),
  aws_route53_record: joined(["zone_id", "name", "type"], "_"),
  aws_route_table: tagged("describe-route-tables", "RouteTables", "RouteTableId"),
  aws_route_table_association: asked(
    ["subnet_id", "route_table_id"],
    ({ route_table_id: table }) => ["ec2", "describe-route-tables", "--route-table-ids", `${table}`],
    ({ subnet_id: subnet }) =>
      `RouteTables[].Associations[] | [?SubnetId=='${subnet}'].join('/', [SubnetId, RouteTableId])`,
  ),
  aws_s3_bucket: named("bucket"),
  aws_secretsmanager_secret: asked(
    ["name"],
    ({ name }) => ["secretsmanager", "describe-secret", "--secret-id", `${name}`],
    () => "ARN",
  ),
  aws_security_group: tagged("describe-security-groups", "SecurityGroups", "GroupId"),
  aws_service_discovery_private_dns_namespace: asked(
    ["name", "vpc"],
    () => ["servicediscovery", "list-namespaces"],
    ({ name, vpc }) => `Namespaces[?Name=='${name}'].join(':', [Id, '${vpc}'])`,
  ),
  aws_service_discovery_service: {
    needs: ["dns_config", "name"],
    find: ({ dns_config: config, name }, region) => {
      const [{ namespace_id: namespace } = {}] = config as { namespace_id?: string }[];
      if (namespace === undefined) return [];
      const filter = `Name=NAMESPACE_ID,Values=${namespace}`;
      const query = `Services[?Name=='${name}'].Id`;
      return texts(aws(region, "servicediscovery", "list-services", "--filters", filter, "--query", query));
    },
  },
  aws_sns_topic: asked(
    ["name"],
    () => ["sns", "list-topics"],
    ({ name }) => `Topics[?ends_with(TopicArn, ':${name}')].TopicArn`,
  ),
  aws_sqs_queue: asked(
    ["name"],
    ({ name }) => ["sqs", "get-queue-url", "--queue-name", `${name}`],
    () => "QueueUrl",
  ),
  aws_ssm_parameter: named("name"),
  aws_subnet: tagged("describe-subnets", "Subnets", "SubnetId", ({ cidr_block: cidr }) => ({
    "cidr-block": `${cidr}`,
  })),
  aws_vpc: tagged("describe-vpcs", "Vpcs", "VpcId"),
  aws_vpc_endpoint: tagged("describe-vpc-endpoints", "VpcEndpoints", "VpcEndpointId"),
  aws_vpc_security_group_egress_rule: GROUP_RULE,
  aws_vpc_security_group_ingress_rule: GROUP_RULE,
  aws_wafv2_web_acl: asked(
    ["name", "scope"],
    ({ scope }) => ["wafv2", "list-web-acls", "--scope", `${scope}`],
    ({ name, scope }) => `WebACLs[?Name=='${name}'].join('/', [Id, Name, '${scope}'])`,
  ),
};

/**
 * What needs no import: Terraform's own, what AWS calls "put" and writes over what is there, and what can be there twice without
 * a meaning (a version of a task definition or a secret).
 */
const WRITTEN_AGAIN = [
  /^(null|random|terraform)_/,
  /^aws_default_/,
  /^aws_acm_certificate_validation$/,
  /^aws_appautoscaling_/,
  /^aws_ce_cost_allocation_tag$/,
  /^aws_cloudwatch_(composite_alarm|dashboard|event_rule|event_target|log_metric_filter|log_resource_policy|metric_alarm)$/,
  /^aws_ecr_lifecycle_policy$/,
  /^aws_ecs_(cluster_capacity_providers|task_definition)$/,
  /^aws_iam_role_policy(_attachment)?$/,
  /^aws_s3_bucket_/,
  /^aws_secretsmanager_secret_version$/,
  /^aws_sns_topic_/,
  /^aws_sqs_queue_/,
  /^aws_wafv2_web_acl_/,
];

/** @returns `none` if there is no need to know, and nothing if we do not know */
export function identityOf(type: string): Identity | "none" | undefined {
  return WRITTEN_AGAIN.some((each) => each.test(type)) ? "none" : IDENTITIES[type];
}

/** One text, several, or none: as AWS's CLI answers a query. */
function texts(answer: unknown): string[] {
  return [answer].flat().filter((each) => typeof each === "string");
}
