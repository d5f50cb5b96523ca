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
import { PLANNED_VPC_PREFIX, PLANNED_ZONES, planSubnets } from "../../modules/network/subnet-plan";
import type { Problem } from "./problem";

/** AWS's limits for VPCs and subnets alike. https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
const PREFIX = { min: 16, max: 28 } as const;

/** Days CloudWatch Logs can keep. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

function cidr(example: string) {
  return z
    .string()
    .superRefine((text, context) => {
      const block = parseCidr(text);
      if (!block) {
        const meant = enclosingBlock(text);
        context.addIssue({
          code: "custom",
          message: meant ? "is not the first address of its block" : "is not an IPv4 CIDR",
          params: { use: `"${meant ?? example}"` },
        });
      } else if (block.prefix < PREFIX.min || block.prefix > PREFIX.max) {
        context.addIssue({ code: "custom", message: `AWS allows /${PREFIX.min} to /${PREFIX.max}` });
      }
    })
    .meta({ example });
}

export const networkSchema = z.strictObject({
  /** The VPC's IPv4 CIDR, /16 to /28. */
  cidr: cidr("10.0.0.0/16"),
  /** Availability zones, in the order of the subnets. Two or more for databases and load balancers. */
  zones: z
    .array(
      z
        .string()
        .regex(/^[a-z]{2}(-[a-z]+)+-\d[a-z]$/, "is not an availability zone")
        .meta({ example: "us-east-1a" }),
    )
    .min(1, "name at least one zone")
    .meta({ example: ["us-east-1a", "us-east-1b"] }),
  /**
   * One CIDR for each zone, or an empty list for no such subnets. Leave out all three lists to have the subnets planned
   * from the VPC's CIDR, with room for four zones.
   */
  privateSubnets: z
    .array(cidr("10.0.10.0/24"))
    .optional()
    .meta({ example: ["10.0.10.0/24", "10.0.20.0/24"] }),
  /** As `privateSubnets`: what faces the internet, and NAT gateways. */
  publicSubnets: z
    .array(cidr("10.0.1.0/24"))
    .optional()
    .meta({ example: ["10.0.1.0/24", "10.0.2.0/24"] }),
  /** As `privateSubnets`: databases and caches. A database subnet group needs two zones. */
  databaseSubnets: z
    .array(cidr("10.0.100.0/24"))
    .optional()
    .meta({ example: ["10.0.100.0/24", "10.0.200.0/24"] }),
  /**
   * The private subnets' way out: a NAT gateway in each zone, one for all (cheaper; its zone's failure cuts off all), or
   * none. A gateway costs about 33 USD a month and traffic. @default "perZone"
   */
  natGateways: z.enum(["perZone", "single", "none"]).default("perZone"),
  /** Gives instances public DNS names. @default true */
  enableDnsHostnames: z.boolean().default(true).meta({ example: true }),
  /** Answers DNS inside the VPC. @default true */
  enableDnsSupport: z.boolean().default(true).meta({ example: true }),
  /** Endpoints in the route tables, free of charge: traffic to S3 and DynamoDB stays off the NAT gateways. @default [] */
  gatewayEndpoints: z.array(z.enum(["s3", "dynamodb"])).default([]),
  /**
   * Private endpoints in the private subnets by AWS's service name, such as `ecr.api` or `secretsmanager`. Each costs
   * about 7 USD a month and zone. @default []
   */
  interfaceEndpoints: z
    .array(
      z
        .string()
        .regex(/^[a-z0-9]+([.-][a-z0-9]+)*$/, "is not an AWS service name")
        .meta({ example: "ecr.api" }),
    )
    .default([]),
  /** Records all traffic's addresses and ports in CloudWatch Logs. @default no flow logs */
  flowLogs: z
    .strictObject({
      /** How long CloudWatch keeps them, one of its own steps. */
      retentionDays: z.literal(RETENTION_DAYS).meta({ example: 30 }),
    })
    .optional()
    .meta({ example: { retentionDays: 30 } }),
});

type NetworkInput = z.input<typeof networkSchema>;

const TIERS = ["privateSubnets", "publicSubnets", "databaseSubnets"] as const;

/** What a network still lacks when each of its settings is right by itself. Takes the settings that are. */
export function networkProblems(network: Partial<NetworkInput>, region: string | undefined): Problem[] {
  return [
    ...zoneProblems(network, region),
    ...endpointProblems(network),
    ...(TIERS.some((tier) => network[tier]) ? listedSubnetProblems(network) : plannedSubnetProblems(network)),
  ];
}

/** The subnets as listed, or as planned. Both have passed `networkProblems`. */
export function subnetLayout(network: z.output<typeof networkSchema>) {
  const { privateSubnets, publicSubnets, databaseSubnets } = network;
  if (!privateSubnets && !publicSubnets && !databaseSubnets)
    return planSubnets(network.cidr, network.zones.length);
  return { private: privateSubnets ?? [], public: publicSubnets ?? [], database: databaseSubnets ?? [] };
}

function zoneProblems({ zones = [] }: Partial<NetworkInput>, region = ""): Problem[] {
  return zones.flatMap((zone, index) => {
    const path = `network.zones[${index}]`;
    if (zone === undefined) return [];
    if (region && zone.slice(0, -1) !== region) {
      const use = `"${region}${zone.slice(-1)}"`;
      return [{ path, value: zone, reason: `is not a zone of the region ${region}`, use }];
    }
    if (zones.indexOf(zone) < index) {
      const free = [..."abcdef"]
        .map((letter) => zone.slice(0, -1) + letter)
        .find((name) => !zones.includes(name));
      return [{ path, value: zone, reason: "is named twice", use: free ? `"${free}"` : "each zone once" }];
    }
    return [];
  });
}

function endpointProblems(network: Partial<NetworkInput>): Problem[] {
  const { gatewayEndpoints = [], interfaceEndpoints = [] } = network;
  const twice = [
    ...repeated(gatewayEndpoints).map((index) => ({
      path: `network.gatewayEndpoints[${index}]`,
      value: gatewayEndpoints[index],
    })),
    ...repeated(interfaceEndpoints).map((index) => ({
      path: `network.interfaceEndpoints[${index}]`,
      value: interfaceEndpoints[index],
    })),
  ].map((where) => ({ ...where, reason: "is named twice", use: "each endpoint once" }));
  const listed = TIERS.some((tier) => network[tier]);
  if (interfaceEndpoints.length > 0 && listed && (network.privateSubnets ?? []).length === 0) {
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

function plannedSubnetProblems({ cidr: text, zones }: Partial<NetworkInput>): Problem[] {
  const problems: Problem[] = [];
  const vpc = text === undefined ? undefined : parseCidr(text);
  if (vpc && vpc.prefix > PLANNED_VPC_PREFIX.max) {
    const reason = `is too small to plan subnets in; /${PLANNED_VPC_PREFIX.max} is the smallest, or list the subnets`;
    const use = `"${formatCidr({ start: vpc.start - (vpc.start % 256), prefix: PLANNED_VPC_PREFIX.max })}"`;
    problems.push({ path: "network.cidr", value: text, reason, use });
  }
  if (zones && zones.length > PLANNED_ZONES) {
    const reason = `subnets are planned for at most ${PLANNED_ZONES} zones; list them for more`;
    problems.push({
      path: "network.zones",
      value: zones,
      reason,
      use: JSON.stringify(zones.slice(0, PLANNED_ZONES)),
    });
  }
  return [...problems, ...databaseZoneProblems(zones, true)];
}

function listedSubnetProblems(network: Partial<NetworkInput>): Problem[] {
  const { zones, natGateways, publicSubnets = [], privateSubnets = [], databaseSubnets = [] } = network;
  const problems = [...countProblems(network), ...placeProblems(network)];
  problems.push(...databaseZoneProblems(zones, databaseSubnets.length > 0));
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

function databaseZoneProblems(zones: NetworkInput["zones"] | undefined, hasDatabases: boolean): Problem[] {
  const [zone, second] = zones ?? [];
  if (!hasDatabases || !zone || second || zones?.length !== 1) return [];
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html
  const reason = "a database subnet group covers at least two zones";
  const other = zone.endsWith("a") ? "b" : "a";
  return [
    { path: "network.zones", value: zones, reason, use: JSON.stringify([zone, zone.slice(0, -1) + other]) },
  ];
}

function countProblems(network: Partial<NetworkInput>): Problem[] {
  const { zones } = network;
  if (!zones) return [];
  return TIERS.flatMap((tier) => {
    const subnets = network[tier];
    if (!subnets || subnets.length === 0 || subnets.length === zones.length) return [];
    const reason = `lists ${subnets.length} subnets for ${zones.length} zones; one each is needed, or none at all`;
    return [
      { path: `network.${tier}`, value: subnets, reason, use: `a list of ${zones.length} CIDRs, or []` },
    ];
  });
}

/** Subnets outside of the VPC, or over one another. What was seen first stays, what comes later must give way. */
function placeProblems(network: Partial<NetworkInput>): Problem[] {
  const vpc = network.cidr === undefined ? undefined : parseCidr(network.cidr);
  if (!vpc) return [];
  const all = TIERS.flatMap((tier) =>
    (network[tier] ?? []).flatMap((text, index) => {
      const block = text === undefined ? undefined : parseCidr(text);
      return block ? [{ path: `network.${tier}[${index}]`, text, block }] : [];
    }),
  );
  const taken = all.map(({ block }) => block);
  return all.flatMap(({ path, text, block }, position) => {
    const earlier = all.slice(0, position).find((other) => overlaps(other.block, block));
    const fault = !contains(vpc, block)
      ? `lies outside the VPC's ${network.cidr}`
      : earlier && `overlaps with ${earlier.path} (${earlier.text})`;
    return fault ? [{ path, value: text, reason: fault, use: freeBlock(vpc, block, taken) }] : [];
  });
}

function freeBlock(vpc: Cidr, wanted: Cidr, taken: readonly Cidr[]): string {
  const free = firstFreeBlock(vpc, wanted.prefix, taken);
  return free ? `"${formatCidr(free)}"` : `a smaller subnet, or a larger VPC: no /${wanted.prefix} is free`;
}
