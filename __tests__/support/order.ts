import { Graph, referencesIn } from "./graph";
import type { Block, Synthesized } from "./synth";

/** What a resource does not come up without, though it says nothing of it. */
export interface Need {
  readonly of: string;
  /** What it is for: `way out`, `permissions`, `log group`, `secret`, `security group rules`, `firewall`. */
  readonly what: string;
  readonly address: string;
}

/** A resource by its address and its arguments. */
type Resource = readonly [address: string, block: Block];

/** A task that runs in the VPC, whether a service starts it or a script. */
interface Task {
  readonly subnets: readonly string[];
  readonly groups: readonly string[];
  readonly definitions: readonly string[];
}

/** What is refused or fails without more than it refers to, as far as it is in one stack: of every resource of these kinds. */
export function needsIn(synth: Synthesized): Need[] {
  const stack = new Stack(synth);
  return [
    ...stack.all("aws_lb").flatMap((each) => stack.loadBalancer(each)),
    ...stack.all("aws_ecs_service").flatMap((each) => stack.service(each)),
    ...stack.all("null_resource").flatMap((each) => stack.script(each)),
    ...stack.all("aws_nat_gateway").flatMap((each) => stack.natGateway(each)),
    ...stack.all("aws_vpc_endpoint").flatMap((each) => stack.endpoint(each)),
    ...stack.all("aws_autoscaling_group").flatMap((each) => stack.instances(each)),
    ...stack.all("aws_db_instance").flatMap((each) => stack.database(each)),
    ...stack.all("aws_wafv2_web_acl_logging_configuration").flatMap((each) => stack.firewallLog(each)),
    ...stack.all("aws_route53_record").flatMap((each) => stack.name(each)),
    ...stack.users("aws_iam_role").flatMap((each) => stack.roleUser(each)),
  ].filter(({ of, address }) => of !== address);
}

/** The needs that Terraform does not know of: what it might make too early. */
export function unmet(synth: Synthesized, needs = needsIn(synth)): string[] {
  const graph = new Graph(synth);
  return needs
    .filter(({ of, address }) => !graph.before(of).has(address))
    .map(({ of, what, address }) => `${of} does not wait for its ${what}, ${address}`);
}

/** What names a role and does not act in it itself: tasks and instances do, which are looked at by themselves. */
const ABOUT_ROLES = [
  "aws_iam_role_policy",
  "aws_iam_role_policy_attachment",
  "aws_iam_instance_profile",
  "aws_ecs_task_definition",
];

class Stack {
  private readonly graph: Graph;

  constructor(private readonly synth: Synthesized) {
    this.graph = new Graph(synth);
  }

  all(type: string): Resource[] {
    return Object.entries(this.synth.resources(type)).map(([name, block]) => [`${type}.${name}`, block]);
  }

  /** Resources that refer to one of a type. */
  users(type: string): Resource[] {
    return this.synth
      .addresses()
      .filter((address) => !ABOUT_ROLES.includes(typeOf(address)))
      .map((address): Resource => [address, this.synth.at(address)])
      .filter(([, block]) => references(block, type).length > 0);
  }

  loadBalancer([of, block]: Resource): Need[] {
    const subnets = references(block.subnets, "aws_subnet");
    const buckets = references(block.access_logs, "aws_s3_bucket");
    return [
      ...needs(
        of,
        "way to the internet",
        subnets.flatMap((subnet) => this.way(subnet)),
      ),
      ...needs(
        of,
        "security group rules",
        this.rulesOf(references(block.security_groups, "aws_security_group")),
      ),
      ...needs(of, "permissions", this.with("aws_s3_bucket_policy", "bucket", buckets)),
    ];
  }

  service([of, block]: Resource): Need[] {
    const network = first(block.network_configuration);
    const groups = references(block.load_balancer, "aws_lb_target_group");
    const clusters = references(block.cluster, "aws_ecs_cluster");
    return [
      ...this.task(of, {
        subnets: references(network.subnets, "aws_subnet"),
        groups: references(network.security_groups, "aws_security_group"),
        definitions: references(block.task_definition, "aws_ecs_task_definition"),
      }),
      ...needs(of, "listener rules", this.with("aws_lb_listener_rule", "action", groups)),
      ...needs(
        of,
        "capacity providers",
        this.with("aws_ecs_cluster_capacity_providers", "cluster_name", clusters),
      ),
    ];
  }

  /** A script that starts a task says in its environment which, and where. */
  script([of, block]: Resource): Need[] {
    const [provisioner = {}] = (block.provisioner ?? []) as Record<string, Block>[];
    const environment = (provisioner["local-exec"]?.environment ?? {}) as Record<string, string>;
    // Others wait for tasks that a service starts.
    if (environment.SUBNETS === undefined) return [];
    return this.task(of, {
      subnets: references(environment.SUBNETS, "aws_subnet"),
      groups: references(environment.SECURITY_GROUPS, "aws_security_group"),
      definitions: references(environment.TASK_DEFINITION, "aws_ecs_task_definition"),
    });
  }

  natGateway([of, block]: Resource): Need[] {
    const tables = this.with(
      "aws_route_table_association",
      "subnet_id",
      references(block.subnet_id, "aws_subnet"),
    );
    const gateways = tables
      .flatMap((association) => references(this.synth.at(association).route_table_id, "aws_route_table"))
      .flatMap((table) => this.with("aws_route", "route_table_id", [table]))
      .flatMap((route) => references(this.synth.at(route), "aws_internet_gateway"));
    return needs(of, "internet gateway", gateways);
  }

  /** AWS refuses the private name of a service that has a gateway endpoint, as long as there is none. */
  endpoint([of, block]: Resource): Need[] {
    if (block.vpc_endpoint_type !== "Interface") return [];
    const beside = this.all("aws_vpc_endpoint").filter(
      ([, other]) => other.vpc_endpoint_type === "Gateway" && other.service_name === block.service_name,
    );
    return needs(
      of,
      "gateway endpoint",
      beside.map(([address]) => address),
    );
  }

  /** Of the role that its instances have, which its launch template names by their profile. */
  instances([of]: Resource): Need[] {
    const profiles = [...this.graph.before(of)].filter(
      (address) => typeOf(address) === "aws_iam_instance_profile",
    );
    const roles = profiles.flatMap((profile) => references(this.synth.at(profile).role, "aws_iam_role"));
    return needs(of, "permissions", this.permissionsOf(roles));
  }

  /** RDS writes logs into groups that have the instance's name. */
  database([of, { identifier }]: Resource): Need[] {
    const groups = this.all("aws_cloudwatch_log_group").filter(([, { name }]) =>
      String(name).startsWith(`/aws/rds/instance/${identifier}/`),
    );
    return needs(
      of,
      "log group",
      groups.map(([address]) => address),
    );
  }

  firewallLog([of]: Resource): Need[] {
    return needs(
      of,
      "permissions",
      this.all("aws_cloudwatch_log_resource_policy").map(([address]) => address),
    );
  }

  /** Clients find a load balancer by its name. */
  name([of, block]: Resource): Need[] {
    const balancers = references(block.alias, "aws_lb");
    return needs(of, "firewall", this.with("aws_wafv2_web_acl_association", "resource_arn", balancers));
  }

  roleUser([of, block]: Resource): Need[] {
    return needs(of, "permissions", this.permissionsOf(references(block, "aws_iam_role")));
  }

  private task(of: string, { subnets, groups, definitions }: Task): Need[] {
    const blocks = definitions.map((address) => this.synth.at(address));
    const roles = blocks.flatMap((block) => [
      ...references(block.execution_role_arn, "aws_iam_role"),
      ...references(block.task_role_arn, "aws_iam_role"),
    ]);
    const containers = blocks.flatMap((block) => JSON.parse(String(block.container_definitions)) as Block[]);
    const logs = containers.flatMap((each) => this.logGroups(each));
    const secrets = containers.flatMap((each) => references(each.secrets, "aws_secretsmanager_secret"));
    return [
      ...needs(of, "way out", [...subnets.flatMap((subnet) => this.way(subnet)), ...this.endpoints()]),
      ...needs(of, "security group rules", this.rulesAround(groups)),
      ...needs(of, "permissions", this.permissionsOf(roles)),
      ...needs(of, "log group", logs),
      ...needs(of, "secret", this.with("aws_secretsmanager_secret_version", "secret_id", secrets)),
    ];
  }

  /** A container may refer to its log group, or have its name. */
  private logGroups({ logConfiguration }: Block): string[] {
    const { options = {} } = logConfiguration as { options?: Block };
    const named = this.all("aws_cloudwatch_log_group").filter(
      ([, { name }]) => name === options["awslogs-group"],
    );
    return [...references(options, "aws_cloudwatch_log_group"), ...named.map(([address]) => address)];
  }

  /** How a subnet reaches the internet: its route table, the routes in it, and those of the NAT gateway that they lead to. */
  private way(subnet: string): string[] {
    const associations = this.with("aws_route_table_association", "subnet_id", [subnet]);
    const tables = associations.flatMap((each) =>
      references(this.synth.at(each).route_table_id, "aws_route_table"),
    );
    const routes = this.with("aws_route", "route_table_id", tables);
    const gateways = routes.flatMap((each) =>
      references(this.synth.at(each).nat_gateway_id, "aws_nat_gateway"),
    );
    const further = gateways.flatMap((each) => references(this.synth.at(each).subnet_id, "aws_subnet"));
    return [...associations, ...routes, ...further.flatMap((each) => this.way(each))];
  }

  /** A service's own host name leads to its endpoint, also where there is a NAT gateway. */
  private endpoints(): string[] {
    const endpoints = this.all("aws_vpc_endpoint");
    const groups = endpoints.flatMap(([, block]) =>
      references(block.security_group_ids, "aws_security_group"),
    );
    return [...endpoints.map(([address]) => address), ...this.rulesOf(groups)];
  }

  private rulesOf(groups: readonly string[]): string[] {
    return ["aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"].flatMap((type) =>
      this.with(type, "security_group_id", groups),
    );
  }

  /** Its own, and those of others that let it in: stores. */
  private rulesAround(groups: readonly string[]): string[] {
    const others = this.with("aws_vpc_security_group_ingress_rule", "referenced_security_group_id", groups);
    return [...this.rulesOf(groups), ...others];
  }

  private permissionsOf(roles: readonly string[]): string[] {
    return ["aws_iam_role_policy", "aws_iam_role_policy_attachment"].flatMap((type) =>
      this.with(type, "role", roles),
    );
  }

  /** The resources of a type of which an argument refers to one of these. */
  private with(type: string, argument: string, addresses: readonly string[]): string[] {
    return this.all(type)
      .filter(([, block]) => referencesIn(block[argument]).some((each) => addresses.includes(each)))
      .map(([address]) => address);
  }
}

function needs(of: string, what: string, addresses: readonly string[]): Need[] {
  return [...new Set(addresses)].map((address) => ({ of, what, address }));
}

function references(value: unknown, type: string): string[] {
  return referencesIn(value).filter((address) => typeOf(address) === type);
}

function typeOf(address: string): string {
  return address.split(".")[0] as string;
}

/** A block that there is one of. */
function first(value: unknown): Block {
  const [block = {}] = [value].flat() as Block[];
  return block;
}
