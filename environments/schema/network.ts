import { z } from "zod";
import {
  type Cidr,
  contains,
  enclosingBlock,
  firstFreeBlock,
  formatCidr,
  overlaps,
  parseCidr,
} from "../../modules/network/cidr";
import { PLANNED_VPC_PREFIX, plannedPlace, planSubnets } from "../../modules/network/subnet-plan";
import type { Filled } from "./filled";
import { slipOf } from "./likeness";
import type { Problem } from "./problem";
import { DEFAULT_REGION, zonesOf } from "./regions";

/** AWS's limits for VPCs and subnets alike. https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
const PREFIX = { min: 16, max: 28 } as const;
/** A subnet of which nobody knows how large it should be. */
const SUBNET_PREFIX = 24;
const DEFAULT_VPC = "10.0.0.0/16";

/** Days CloudWatch Logs can keep. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/**
 * Blocks no host can have an address in: this network, loopback, link-local, multicast and reserved. AWS's examples of a
 * VPC beside the private ranges are publicly routable. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
 */
const UNUSABLE = ["0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3"];

/** No region of AWS has more zones, and a tier has a subnet for each. */
const MAX_ZONES = 6;
const ZONES_RULE = `no region has more than ${MAX_ZONES} zones`;

/** https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html: what AWS allows without being asked. */
const MAX_INTERFACE_ENDPOINTS = 50;

/**
 * Those that tasks here are likely to want, to see slips by; AWS has hundreds, and others are taken as they are.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
 */
const WELL_KNOWN_ENDPOINTS = [
  ...["application-autoscaling", "athena", "autoscaling", "bedrock", "bedrock-agent"],
  ...["bedrock-agent-runtime", "bedrock-runtime", "cloudformation", "cloudtrail", "codebuild", "ec2messages"],
  ...["ecr.api", "ecr.dkr", "ecs-agent", "ecs-telemetry", "elasticache", "elasticfilesystem"],
  ...["elasticloadbalancing", "events", "execute-api", "kinesis-firehose", "kinesis-streams", "lambda"],
  ...["monitoring", "rds-data", "sagemaker.api", "sagemaker.runtime", "secretsmanager"],
  ...["servicediscovery", "ssmmessages", "states"],
] as const;

/** What AWS puts before a service's name, and the endpoints here as well. */
const ENDPOINT_BEGINNING = /^com\.amazonaws\.[^.]+\./;

/** A CIDR is checked in `networkProblems`: what to use instead depends on the others. */
const cidr = (example: string) => z.string().meta({ example });

/** Whether this is the name of an availability zone. */
export const isZone = (text: string | undefined): text is string =>
  text !== undefined && zonesOf(text.slice(0, -1)).includes(text);

export const networkSchema = z.strictObject({
  /** The VPC's IPv4 CIDR, /16 to /28. */
  cidr: cidr(DEFAULT_VPC),
  /**
   * Availability zones, in the order of the subnets that are listed; where they are planned, their order means nothing. Two or
   * more for databases and load balancers.
   */
  zones: z
    .array(z.string().meta({ example: "us-east-1a" }))
    .max(MAX_ZONES, ZONES_RULE)
    .meta({ example: ["us-east-1a", "us-east-1b"] }),
  /**
   * Those of the zones that are to be removed later: their subnets stay, and nothing is in them any more. AWS deletes no subnet
   * in which something still is, and the layers above are deployed after the network. docs/operations.md has the steps. @default []
   */
  retiredZones: z
    .array(z.string().meta({ example: "us-east-1b" }))
    .max(MAX_ZONES, ZONES_RULE)
    .default([]),
  /**
   * One CIDR for each zone, or an empty list for no such subnets. Leave out all three lists to have the subnets planned
   * from the VPC's CIDR, with room for four zones: a zone's letter says which are its own, and e and f have those of a and b.
   */
  privateSubnets: z
    .array(cidr("10.0.10.0/24"))
    .max(MAX_ZONES, ZONES_RULE)
    .optional()
    .meta({ example: ["10.0.10.0/24", "10.0.20.0/24"] }),
  /** As `privateSubnets`: what faces the internet, and NAT gateways. */
  publicSubnets: z
    .array(cidr("10.0.1.0/24"))
    .max(MAX_ZONES, ZONES_RULE)
    .optional()
    .meta({ example: ["10.0.1.0/24", "10.0.2.0/24"] }),
  /** As `privateSubnets`: databases and caches. A database subnet group needs two zones. */
  databaseSubnets: z
    .array(cidr("10.0.100.0/24"))
    .max(MAX_ZONES, ZONES_RULE)
    .optional()
    .meta({ example: ["10.0.100.0/24", "10.0.200.0/24"] }),
  /**
   * The private subnets' route to the internet: a NAT gateway in each zone, one for all (cheaper; its zone's failure cuts off
   * all), or none. A gateway costs about 33 USD a month and traffic. @default "perZone"
   */
  natGateways: z.enum(["perZone", "single", "none"]).default("perZone"),
  /**
   * The zone of the one NAT gateway for all. Another one is another public address. @default the first by name that is not
   * retired, so that a zone of an earlier letter takes it over: name the zone that has it, before you add one
   */
  natZone: z.string().optional().meta({ example: "us-east-1b" }),
  /** Gives instances public DNS names. @default true */
  enableDnsHostnames: z.boolean().default(true),
  /** Answers DNS inside the VPC. @default true */
  enableDnsSupport: z.boolean().default(true),
  /** Endpoints in the route tables, free of charge: traffic to S3 and DynamoDB stays off the NAT gateways. @default [] */
  gatewayEndpoints: z
    .array(z.enum(["s3", "dynamodb"]))
    .max(2, "there are two")
    .default([]),
  /**
   * Private endpoints in the private subnets by AWS's service name, such as `ecr.api` or `secretsmanager`. Each costs
   * about 7 USD a month and zone. Which of them a region and its zones have, only AWS knows:
   * `aws ec2 describe-vpc-endpoint-services`. @default []
   */
  interfaceEndpoints: z
    .array(
      z
        .string()
        // Terraform's names do not begin with a digit, and no service's does.
        .regex(/^[a-z][a-z0-9]*([.-][a-z0-9]+)*$/, { error: "is not an AWS service name", abort: true })
        .superRefine((service, context) => {
          const short = service.replace(ENDPOINT_BEGINNING, "");
          const meant = slipOf(short, WELL_KNOWN_ENDPOINTS);
          if (short === service && meant === undefined) return;
          const message = meant
            ? `is not an AWS service that is known here: did you mean ${meant}?`
            : "says the region, which is the environment's own: the service's name is enough";
          context.addIssue({ code: "custom", message, params: { use: `"${meant ?? short}"` } });
        })
        .meta({ example: "ecr.api" }),
    )
    .max(MAX_INTERFACE_ENDPOINTS, `AWS allows ${MAX_INTERFACE_ENDPOINTS}`)
    .default([]),
  /** Records who talked to whom, by addresses and ports, in CloudWatch Logs; false for nothing. @default {}, what was refused */
  flowLogs: z
    .union(
      [
        z.literal(false),
        z.strictObject({
          /** Everything, or what security groups refused: that is little, and costs little. @default "REJECT" */
          trafficType: z.enum(["REJECT", "ACCEPT", "ALL"]).default("REJECT"),
          /** Days CloudWatch keeps them, one of its own steps. @default 365 */
          retentionDays: z.literal(RETENTION_DAYS).default(365),
        }),
      ],
      { error: "must be false, or an object" },
    )
    .prefault({})
    .meta({ example: { retentionDays: 365 } }),
});

type FilledNetwork = Filled<typeof networkSchema>;

const TIERS = ["privateSubnets", "publicSubnets", "databaseSubnets"] as const;

/** What a network still lacks when each of its settings is right by itself. Takes the settings that are. */
export function networkProblems(network: FilledNetwork, region: string | undefined): Problem[] {
  return [
    ...vpcProblems(network),
    ...zoneProblems(network, region),
    ...retiredZoneProblems(network),
    ...natZoneProblems(network),
    ...endpointProblems(network),
    ...(isListed(network) ? listedSubnetProblems(network) : plannedSubnetProblems(network)),
    ...databaseZoneProblems(network, region),
  ];
}

/** The subnets as listed, or as planned. Both have passed `networkProblems`. */
export function subnetLayout(network: z.output<typeof networkSchema>) {
  const { privateSubnets, publicSubnets, databaseSubnets } = network;
  if (!privateSubnets && !publicSubnets && !databaseSubnets) return planSubnets(network.cidr, network.zones);
  return { private: privateSubnets ?? [], public: publicSubnets ?? [], database: databaseSubnets ?? [] };
}

function isListed(network: FilledNetwork): boolean {
  return TIERS.some((tier) => network[tier]);
}

/** Why AWS would refuse a block, of a VPC as of a subnet; `undefined` if it would not. */
function cidrFault(text: string): string | undefined {
  const block = parseCidr(text);
  if (!block) return enclosingBlock(text) ? "is not the first address of its block" : "is not an IPv4 CIDR";
  const isAllowed = block.prefix >= PREFIX.min && block.prefix <= PREFIX.max;
  return isAllowed ? undefined : `AWS allows /${PREFIX.min} to /${PREFIX.max}`;
}

/** The block around a text's address that comes nearest to what was meant, no larger or smaller than these prefixes. */
function meantBlock(text: string, { min, max }: { min: number; max: number }): Cidr | undefined {
  const meant = enclosingBlock(text);
  const prefix = Number(meant?.split("/")[1]);
  const allowed = enclosingBlock(text.replace(/\/.*/, `/${Math.min(Math.max(prefix, min), max)}`));
  return meant && allowed ? parseCidr(allowed) : undefined;
}

function isUnusable(block: Cidr): boolean {
  return UNUSABLE.some((text) => {
    const unusable = parseCidr(text);
    return unusable !== undefined && overlaps(unusable, block);
  });
}

function vpcProblems(network: FilledNetwork): Problem[] {
  const { cidr: text } = network;
  if (text === undefined) return [];
  const block = parseCidr(text);
  const reason =
    cidrFault(text) ?? (block && isUnusable(block) ? "AWS allows no VPC among these addresses" : undefined);
  return reason
    ? [{ path: "network.cidr", value: text, reason, use: `"${formatCidr(likelyVpc(network))}"` }]
    : [];
}

/** The VPC that was probably meant: around its address or a subnet's, if possible around all subnets', with room for more. */
function likelyVpc(network: FilledNetwork): Cidr {
  const largest = { min: PREFIX.min, max: PREFIX.min };
  const subnets = TIERS.flatMap((tier) => network[tier] ?? []).flatMap((text) => parseCidr(text ?? "") ?? []);
  const candidates = [
    meantBlock(network.cidr ?? "", PLANNED_VPC_PREFIX),
    meantBlock(network.cidr ?? "", largest),
    ...subnets.map((subnet) => meantBlock(formatCidr(subnet), largest)),
    meantBlock(DEFAULT_VPC, largest),
  ].flatMap((block) => (block && !isUnusable(block) ? block : []));
  const enclosing = candidates.find((block) => subnets.every((subnet) => contains(block, subnet)));
  return enclosing ?? (candidates.find(({ prefix }) => prefix === PREFIX.min) as Cidr);
}

function zoneProblems(network: FilledNetwork, region?: string): Problem[] {
  const { zones } = network;
  if (!zones) return [];
  const known = zones.find(isZone)?.slice(0, -1);
  const home = region ?? known ?? DEFAULT_REGION;
  if (zones.length === 0) {
    const count = TIERS.map((tier) => network[tier]?.length ?? 0).find((length) => length > 0) ?? 2;
    const use = JSON.stringify(zonesOf(home).slice(0, count));
    return [{ path: "network.zones", value: zones, reason: "name at least one zone", use }];
  }
  const isPlanned = !isListed(network);
  const faults = zones.map((zone, index) => zoneFault(zone, region, zones.slice(0, index), isPlanned));
  const taken = zones.filter((_zone, index) => faults[index] === undefined).filter(isZone);
  const isTaken = (name: string) =>
    taken.some((other) => other === name || (isPlanned && isSamePlace(other, name)));
  return zones.flatMap((zone, index) => {
    const reason = faults[index];
    if (!reason) return [];
    const free = likelyZones(home, zone).find((name) => !isTaken(name));
    if (free) taken.push(free);
    const use = free ? `"${free}"` : isPlanned ? "leave it out, or list the subnets" : "each zone once";
    return [{ path: `network.zones[${index}]`, value: zone, reason, use }];
  });
}

/** A region's zones, first the one of the same letter as a zone that is wrong. */
function likelyZones(region: string, zone: string | undefined): string[] {
  const isSame = (name: string) => isZone(zone) && name.endsWith(zone.slice(-1));
  const zones = zonesOf(region);
  return [...zones.filter(isSame), ...zones.filter((name) => !isSame(name))];
}

function zoneFault(
  zone: string | undefined,
  region: string | undefined,
  earlier: readonly (string | undefined)[],
  isPlanned: boolean,
): string | undefined {
  const isOfRegion = (name: string) => !region || zonesOf(region).includes(name);
  if (zone === undefined) return undefined;
  if (!isZone(zone)) return "is not an availability zone";
  if (!isOfRegion(zone)) return `is not a zone of the region ${region}`;
  if (earlier.includes(zone)) return "is named twice";
  const same = earlier.filter(isZone).find((other) => isOfRegion(other) && isSamePlace(other, zone));
  if (!isPlanned || !same) return undefined;
  return `has the planned subnets of ${same}, whose letter is four before or after: to have both, list privateSubnets, publicSubnets and databaseSubnets`;
}

function isSamePlace(one: string, other: string): boolean {
  return plannedPlace(one) === plannedPlace(other);
}

/** The zones in which something may be; those that are right. */
export function zonesInUse({ zones = [], retiredZones }: FilledNetwork): string[] {
  return zones.filter(isZone).filter((zone) => !retiredZones?.includes(zone));
}

function retiredZoneProblems({ zones, retiredZones = [] }: FilledNetwork): Problem[] {
  const known = zones?.filter(isZone) ?? [];
  if (known.length === 0) return [];
  return retiredZones.flatMap((zone, index) => {
    const isRepeated = retiredZones.indexOf(zone) < index;
    if (zone === undefined || (known.includes(zone) && !isRepeated)) return [];
    const reason = isRepeated
      ? "is named twice"
      : `is not among the network's zones, ${known.join(", ")}: a zone stays there until nothing is in it any more`;
    const free = known.filter((name) => !retiredZones.includes(name)).at(-1);
    const use = !isRepeated && free ? `"${free}", or leave it out` : "leave it out";
    return [{ path: `network.retiredZones[${index}]`, value: zone, reason, use }];
  });
}

function natZoneProblems(network: FilledNetwork): Problem[] {
  const { natGateways, natZone } = network;
  const inUse = zonesInUse(network);
  if (natZone === undefined || natGateways === undefined || inUse.length === 0) return [];
  const problem = { path: "network.natZone", value: natZone };
  if (natGateways !== "single") {
    const reason = `is the zone of one NAT gateway for all, and natGateways is "${natGateways}"`;
    return [{ ...problem, reason, use: 'leave it out, or natGateways: "single"' }];
  }
  if (inUse.includes(natZone)) return [];
  const reason = network.retiredZones?.includes(natZone)
    ? "is retired (network.retiredZones)"
    : `is not among the network's zones, ${inUse.join(", ")}`;
  return [{ ...problem, reason, use: `"${[...inUse].sort()[0]}"` }];
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/privatelink-interface-endpoints.html: no private DNS. */
const WITHOUT_PRIVATE_DNS = ["dynamodb", "dynamodb-fips", "dynamodb-streams"];

/**
 * A private name makes a service's own host name lead to its endpoint. Beside a gateway endpoint, S3's is for clients outside of the VPC
 * only, which is AWS's default, and refused without that one.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html#private-dns-s3
 */
function privateNameProblems({ gatewayEndpoints, interfaceEndpoints }: FilledNetwork): Problem[] {
  const gateways = gatewayEndpoints.filter((service) => service !== undefined);
  const beside = (service: "s3" | "dynamodb") => JSON.stringify([...new Set([...gateways, service])]);
  const nameless = interfaceEndpoints.flatMap((service, index) => {
    if (service === undefined || !WITHOUT_PRIVATE_DNS.includes(service)) return [];
    const reason = "the service has no private name, with which endpoints are made here";
    const use =
      service === "dynamodb-streams" ? "leave it out" : `network.gatewayEndpoints: ${beside("dynamodb")}`;
    return [{ path: `network.interfaceEndpoints[${index}]`, value: service, reason, use }];
  });
  if (!interfaceEndpoints.includes("s3") || gateways.includes("s3")) return nameless;
  const reason =
    "AWS refuses an interface endpoint of s3 with a private name where there is no gateway endpoint";
  return [
    ...nameless,
    { path: "network.gatewayEndpoints", value: gatewayEndpoints, reason, use: beside("s3") },
  ];
}

function endpointProblems(network: FilledNetwork): Problem[] {
  return [...repeatedEndpointProblems(network), ...privateNameProblems(network)];
}

function repeatedEndpointProblems(network: FilledNetwork): Problem[] {
  const { gatewayEndpoints, interfaceEndpoints } = network;
  // Terraform's names have _ for both.
  const names = interfaceEndpoints.map((service) => service?.replaceAll(".", "-"));
  const twice = [
    ...repeated(gatewayEndpoints).map((index) => ({
      path: `network.gatewayEndpoints[${index}]`,
      value: gatewayEndpoints[index],
      reason: "is named twice",
    })),
    ...repeated(names).map((index) => ({
      path: `network.interfaceEndpoints[${index}]`,
      value: interfaceEndpoints[index],
      reason: repeated(interfaceEndpoints).includes(index)
        ? "is named twice"
        : `has one name in Terraform with ${interfaceEndpoints.find((_, other) => names[other] === names[index])}`,
    })),
  ].map((where) => ({ ...where, use: "each endpoint once" }));
  if (interfaceEndpoints.length > 0 && isListed(network) && (network.privateSubnets ?? []).length === 0) {
    const reason = "interface endpoints live in private subnets, and there are none";
    return [
      ...twice,
      { path: "network.interfaceEndpoints", value: interfaceEndpoints, reason, use: "[] or private subnets" },
    ];
  }
  return twice;
}

function repeated(values: readonly unknown[]): number[] {
  return values.flatMap((value, index) =>
    value !== undefined && values.indexOf(value) < index ? [index] : [],
  );
}

function plannedSubnetProblems(network: FilledNetwork): Problem[] {
  const { cidr: text } = network;
  const vpc = text === undefined ? undefined : parseCidr(text);
  if (!vpc || vpc.prefix <= PLANNED_VPC_PREFIX.max || vpcProblems(network).length > 0) return [];
  const reason = `is too small to plan subnets in; /${PLANNED_VPC_PREFIX.max} is the smallest, or list the subnets`;
  const use = `"${formatCidr(likelyVpc(network))}"`;
  return [{ path: "network.cidr", value: text, reason, use }];
}

function listedSubnetProblems(network: FilledNetwork): Problem[] {
  const { natGateways, publicSubnets = [], privateSubnets = [] } = network;
  const problems = [...countProblems(network), ...placeProblems(network)];
  if (publicSubnets.length === 0 && privateSubnets.length > 0 && natGateways !== "none") {
    const reason = "NAT gateways live in public subnets, and there are none";
    problems.push({
      path: "network.natGateways",
      value: natGateways,
      reason,
      use: '"none" or public subnets',
    });
  }
  return problems;
}

function databaseZoneProblems(network: FilledNetwork, region: string | undefined): Problem[] {
  const { zones = [], retiredZones, databaseSubnets = [] } = network;
  const [zone] = zones;
  const hasDatabases = !isListed(network) || databaseSubnets.length > 0;
  const inUse = zones.filter((each) => !retiredZones?.includes(each));
  if (!hasDatabases || !zone || inUse.length > 1) return [];
  if (zones.length > 1) {
    const reason = `databases and load balancers are in two zones at least, and ${inUse.length === 1 ? "one is" : "none is"} left`;
    const use = "first a further zone in network.zones, and deploy it";
    return [{ path: "network.retiredZones", value: retiredZones, reason, use }];
  }
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html
  const reason = "a database subnet group covers at least two zones";
  const home = region ?? (isZone(zone) ? zone.slice(0, -1) : DEFAULT_REGION);
  const use = JSON.stringify(likelyZones(home, zone).slice(0, 2));
  return [{ path: "network.zones", value: zones, reason, use }];
}

function countProblems(network: FilledNetwork): Problem[] {
  const { zones } = network;
  if (!zones || zones.length === 0) return [];
  return TIERS.flatMap((tier) => {
    const subnets = network[tier];
    if (!subnets || subnets.length === 0 || subnets.length === zones.length) return [];
    const reason = `lists ${subnets.length} subnets for ${zones.length} zones; one each is needed, or none at all`;
    return [
      { path: `network.${tier}`, value: subnets, reason, use: `a list of ${zones.length} CIDRs, or []` },
    ];
  });
}

/**
 * Subnets that are no CIDR, are outside of the VPC, or overlap. The first one seen keeps its block; for each later one, the
 * message suggests a free block.
 */
function placeProblems(network: FilledNetwork): Problem[] {
  const right = vpcProblems(network).length === 0 ? parseCidr(network.cidr ?? "") : undefined;
  const vpc = right ?? likelyVpc(network);
  const all = TIERS.flatMap((tier) =>
    (network[tier] ?? []).flatMap((text, index) =>
      text === undefined ? [] : [{ path: `network.${tier}[${index}]`, text, block: parseCidr(text) }],
    ),
  );
  const taken = all.flatMap(({ block }) => block ?? []);
  const share = Math.ceil(Math.log2(all.length));
  return all.flatMap(({ path, text, block }, position) => {
    const earlier = all
      .slice(0, position)
      .find((other) => block && other.block && overlaps(other.block, block));
    const fault =
      cidrFault(text) ??
      (right && block && !contains(right, block) ? `lies outside the VPC's ${network.cidr}` : undefined) ??
      (earlier && `overlaps with ${earlier.path} (${earlier.text})`);
    if (!fault) return [];
    const free = freeBlock(vpc, meantBlock(text, PREFIX), taken, share);
    if (free) taken.push(free);
    const use = free ? `"${formatCidr(free)}"` : `a larger VPC: no /${PREFIX.max} is free`;
    return [{ path, value: text, reason: fault, use }];
  });
}

/** The block that is wanted, if it is free; else one of its size, or a smaller one. None is larger than its share. */
function freeBlock(
  vpc: Cidr,
  wanted: Cidr | undefined,
  taken: readonly Cidr[],
  share: number,
): Cidr | undefined {
  const prefix = Math.min(Math.max(wanted?.prefix ?? SUBNET_PREFIX, vpc.prefix + share), PREFIX.max);
  const isFree = (block: Cidr) => contains(vpc, block) && !taken.some((other) => overlaps(other, block));
  if (wanted && wanted.prefix >= prefix && isFree(wanted)) return wanted;
  const prefixes = Array.from({ length: PREFIX.max - prefix + 1 }, (_, longer) => prefix + longer);
  return firstOf(prefixes.map((length) => firstFreeBlock(vpc, length, taken)));
}

function firstOf<T>(values: readonly (T | undefined)[]): T | undefined {
  return values.find((value) => value !== undefined);
}
