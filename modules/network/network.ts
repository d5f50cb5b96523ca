import { DbSubnetGroup, type DbSubnetGroupConfig } from "@cdktf/provider-aws/lib/db-subnet-group";
import { Eip, type EipConfig } from "@cdktf/provider-aws/lib/eip";
import { InternetGateway, type InternetGatewayConfig } from "@cdktf/provider-aws/lib/internet-gateway";
import { NatGateway, type NatGatewayConfig } from "@cdktf/provider-aws/lib/nat-gateway";
import { Route, type RouteConfig } from "@cdktf/provider-aws/lib/route";
import { RouteTable, type RouteTableConfig } from "@cdktf/provider-aws/lib/route-table";
import {
  RouteTableAssociation,
  type RouteTableAssociationConfig,
} from "@cdktf/provider-aws/lib/route-table-association";
import { Subnet, type SubnetConfig } from "@cdktf/provider-aws/lib/subnet";
import { Vpc, type VpcConfig } from "@cdktf/provider-aws/lib/vpc";
import type { TerraformElement } from "cdktf";
import { Construct } from "constructs";
import { type InnerIds, innerIds } from "../inner-ids";
import type { AlarmDefinition } from "../monitoring/alarm-definition";
import type { MetricWidget } from "../monitoring/dashboard";
import { type Override, overridden } from "../override";
import { part } from "../part";
import { AdoptedDefaults, type AdoptedDefaultsProps } from "./adopted-defaults";
import { DEFAULT_NAT_THRESHOLDS, natAlarms } from "./nat-alarms";
import { natWidgets } from "./nat-widgets";
import type { SubnetLayout } from "./subnet-plan";

/** A new gateway can take minutes until AWS accepts a route to it; terraform-aws-modules/vpc waits as long. */
const ROUTE_CREATE_TIMEOUT = "5m";

export interface NetworkProps extends InnerIds {
  /** The VPC's name; the names of everything in it begin with it. At most 200 characters. */
  readonly name: string;
  /** The VPC's IPv4 CIDR, /16 to /28. */
  readonly cidr: string;
  /** Availability zones, in the order of the subnets, which is the only thing that their order means. */
  readonly zones: readonly string[];
  /** A CIDR for each zone in each tier; an empty list leaves a tier out. */
  readonly subnets: SubnetLayout;
  /**
   * Zones on their way out: their subnets stay, with their routes, and are not among `publicSubnets`, `privateSubnets` and
   * `databaseSubnets`, so that nothing of anybody's is in them when they are removed. @default none
   */
  readonly retiredZones?: readonly string[];
  /** A NAT gateway in each zone, one for all, or none. About 33 USD a month each. @default "none" */
  readonly natGateways?: "perZone" | "single" | "none";
  /** The zone of the one for all. @default the first by name that has a public subnet and is not retired */
  readonly natZone?: string;
  /** Gives instances public DNS names. @default true */
  readonly enableDnsHostnames?: boolean;
  /** Answers DNS inside the VPC. @default true */
  readonly enableDnsSupport?: boolean;
  /** One of a kind is for all of that kind. */
  readonly overrides?: {
    readonly vpc?: Override<VpcConfig>;
    readonly publicSubnet?: Override<SubnetConfig>;
    readonly privateSubnet?: Override<SubnetConfig>;
    readonly databaseSubnet?: Override<SubnetConfig>;
    readonly databaseSubnetGroup?: Override<DbSubnetGroupConfig>;
    readonly internetGateway?: Override<InternetGatewayConfig>;
    readonly natGateway?: Override<NatGatewayConfig>;
    readonly eip?: Override<EipConfig>;
    readonly routeTable?: Override<RouteTableConfig>;
    readonly route?: Override<RouteConfig>;
    readonly routeTableAssociation?: Override<RouteTableAssociationConfig>;
  } & AdoptedDefaultsProps["overrides"];
}

const TIERS = ["public", "private", "database"] as const;

/** A zone with what lies in it. */
interface Zone {
  readonly name: string;
  readonly isRetired: boolean;
  readonly subnets: Readonly<Partial<Record<keyof SubnetLayout, Subnet>>>;
}

/** A NAT gateway and the zone that it is in. */
interface ZonalNat {
  readonly zone: string;
  readonly isRetired: boolean;
  readonly gateway: NatGateway;
}

/**
 * A VPC with public, private and database subnets in each zone, with their routes. The same resources, names and
 * tags as terraform-aws-modules/vpc 5.0.0. What belongs to a zone follows from its name, and not from its place in the list.
 * Guide: lines 151–173.
 */
export class Network extends Construct {
  readonly vpc: Vpc;
  /** Those of zones that are not retired, in the order of the zones' names, as in the other tiers. */
  readonly publicSubnets: readonly Subnet[];
  readonly privateSubnets: readonly Subnet[];
  readonly databaseSubnets: readonly Subnet[];
  /** Absent without database subnets. */
  readonly databaseSubnetGroup?: DbSubnetGroup;
  /** Absent, as the public route table, without public subnets. */
  readonly internetGateway?: InternetGateway;
  readonly publicRouteTable?: RouteTable;
  /** The public subnets' way to the internet: what faces it depends on them, in the same stack. */
  readonly publicReady: TerraformElement[] = [];
  /** The private subnets' way to the internet, which leads through the public ones: what goes there depends on them. */
  readonly privateReady: TerraformElement[] = [];
  /** One for each zone that is not retired, or one, or none. */
  readonly natGateways: readonly NatGateway[];
  /** One for each zone that is not retired and has private or database subnets; they share it. */
  readonly privateRouteTables: readonly RouteTable[];
  private readonly zones: readonly Zone[];
  private readonly inner: (name: string) => string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: NetworkProps,
  ) {
    super(scope, id);
    const { name, overrides } = props;
    this.inner = innerIds(id, props);
    this.vpc = this.createVpc();
    new AdoptedDefaults(part(this, "defaults"), this.inner("default"), { vpc: this.vpc, name, overrides });

    this.zones = this.createZones();
    this.publicSubnets = this.inUse("public");
    this.privateSubnets = this.inUse("private");
    this.databaseSubnets = this.inUse("database");
    this.databaseSubnetGroup = this.createDatabaseSubnetGroup();

    this.internetGateway = this.createInternetGateway();
    this.publicRouteTable = this.createPublicRouteTable();
    const nats = this.createNatGateways();
    this.natGateways = nats.flatMap(({ isRetired, gateway }) => (isRetired ? [] : [gateway]));
    this.privateReady.push(...this.publicReady);
    this.privateRouteTables = this.createPrivateRouteTables(nats);
  }

  /** The VPC's: wherever a module wants a VPC, the network will do. */
  get id(): string {
    return this.vpc.id;
  }

  widgets(): MetricWidget[] {
    return natWidgets(this.natGateways.map(({ id, node }) => ({ label: node.id, gatewayId: id })));
  }

  alarms(thresholds = DEFAULT_NAT_THRESHOLDS): AlarmDefinition[] {
    return natAlarms(
      this.natGateways.map((gateway) => gateway.id),
      thresholds,
    );
  }

  private createVpc(): Vpc {
    const { name, cidr, enableDnsHostnames = true, enableDnsSupport = true, overrides } = this.props;
    const config: VpcConfig = {
      cidrBlock: cidr,
      enableDnsHostnames,
      enableDnsSupport,
      instanceTenancy: "default",
      tags: { Name: name },
    };
    return new Vpc(this, this.inner("vpc"), overridden(config, overrides?.vpc));
  }

  private createZones(): Zone[] {
    const { name, zones, subnets, retiredZones = [] } = this.props;
    if (TIERS.some((tier) => subnets[tier].length > zones.length))
      throw new RangeError(`network ${name}: more subnets in a tier than its ${zones.length} zones`);
    return [...zones].sort().map((zone) => ({
      name: zone,
      isRetired: retiredZones.includes(zone),
      subnets: Object.fromEntries(
        TIERS.flatMap((tier) => {
          const cidr = subnets[tier][zones.indexOf(zone)];
          return cidr === undefined ? [] : [[tier, this.createSubnet(tier, zone, cidr)]];
        }),
      ),
    }));
  }

  private createSubnet(tier: keyof SubnetLayout, zone: string, cidrBlock: string): Subnet {
    const { name, overrides = {} } = this.props;
    const label = tier === "database" ? "db" : tier;
    const config: SubnetConfig = {
      vpcId: this.vpc.id,
      availabilityZone: zone,
      cidrBlock,
      mapPublicIpOnLaunch: false,
      tags: { Name: `${name}-${label}-${zone}` },
    };
    return new Subnet(
      part(this, "subnets"),
      this.inner(`${tier}_${zoneId(zone)}`),
      overridden(config, overrides[`${tier}Subnet`]),
    );
  }

  private inUse(tier: keyof SubnetLayout): Subnet[] {
    return this.zones.flatMap(({ isRetired, subnets }) => (isRetired ? [] : (subnets[tier] ?? [])));
  }

  private createDatabaseSubnetGroup(): DbSubnetGroup | undefined {
    if (this.databaseSubnets.length === 0) return undefined;
    // RDS keeps the names of subnet groups in lower case.
    const name = this.props.name.toLowerCase();
    const config: DbSubnetGroupConfig = {
      name,
      description: `Database subnet group for ${this.props.name}`,
      subnetIds: this.databaseSubnets.map((subnet) => subnet.id),
      tags: { Name: name },
    };
    return new DbSubnetGroup(
      part(this, "subnet_group"),
      this.inner("database"),
      overridden(config, this.props.overrides?.databaseSubnetGroup),
    );
  }

  private createInternetGateway(): InternetGateway | undefined {
    if (this.zones.every(({ subnets }) => !subnets.public)) return undefined;
    const config: InternetGatewayConfig = { vpcId: this.vpc.id, tags: { Name: this.props.name } };
    return new InternetGateway(
      part(this, "internet_gateway"),
      this.inner("internet"),
      overridden(config, this.props.overrides?.internetGateway),
    );
  }

  private createPublicRouteTable(): RouteTable | undefined {
    if (!this.internetGateway) return undefined;
    const table = this.createRouteTable("public", "public");
    this.publicReady.push(
      this.createRoute("public_internet", { routeTableId: table.id, gatewayId: this.internetGateway.id }),
      ...this.zones.flatMap(({ subnets }) => (subnets.public ? [this.associate(subnets.public, table)] : [])),
    );
    return table;
  }

  private createNatGateways(): ZonalNat[] {
    return this.zones.flatMap(({ name: zone, isRetired, subnets }) =>
      subnets.public && this.hasNat(zone)
        ? [{ zone, isRetired, gateway: this.createNatGateway(zone, subnets.public) }]
        : [],
    );
  }

  /** A zone that is retired keeps the one that it has of its own, until it is removed: tasks may still be in it. */
  private hasNat(zone: string): boolean {
    const { natGateways = "none", natZone } = this.props;
    if (natGateways !== "single") return natGateways === "perZone";
    const first = this.zones.find(({ isRetired, subnets }) => !isRetired && subnets.public);
    return zone === (natZone ?? first?.name);
  }

  private createNatGateway(zone: string, subnet: Subnet): NatGateway {
    const { name, overrides } = this.props;
    const tags = { Name: `${name}-${zone}` };
    const address = new Eip(
      part(this, "addresses"),
      this.inner(`nat_${zoneId(zone)}`),
      overridden<EipConfig>({ domain: "vpc", tags }, overrides?.eip),
    );
    const config: NatGatewayConfig = {
      allocationId: address.id,
      subnetId: subnet.id,
      tags,
      // AWS refuses a public NAT gateway in a VPC without an internet gateway.
      dependsOn: this.internetGateway && [this.internetGateway],
    };
    return new NatGateway(
      part(this, "nat_gateways"),
      this.inner(zoneId(zone)),
      overridden(config, overrides?.natGateway),
    );
  }

  /** A table for each zone whatever the NAT gateways, so that changing their number changes routes in place. */
  private createPrivateRouteTables(nats: readonly ZonalNat[]): RouteTable[] {
    return this.zones.flatMap(({ name: zone, isRetired, subnets }) => {
      const members = [subnets.private, subnets.database].flatMap((subnet) => subnet ?? []);
      if (members.length === 0) return [];
      const table = this.createRouteTable(`private_${zoneId(zone)}`, `private-${zone}`);
      const nat = nats.find((each) => each.zone === zone) ?? nats.find((each) => !each.isRetired);
      if (nat) {
        const target = { routeTableId: table.id, natGatewayId: nat.gateway.id };
        this.privateReady.push(this.createRoute(`private_nat_${zoneId(zone)}`, target));
      }
      this.privateReady.push(...members.map((subnet) => this.associate(subnet, table)));
      return isRetired ? [] : [table];
    });
  }

  private createRouteTable(id: string, label: string): RouteTable {
    const config: RouteTableConfig = { vpcId: this.vpc.id, tags: { Name: `${this.props.name}-${label}` } };
    return new RouteTable(
      part(this, "route_tables"),
      this.inner(id),
      overridden(config, this.props.overrides?.routeTable),
    );
  }

  private createRoute(id: string, target: Omit<RouteConfig, "destinationCidrBlock">): Route {
    const config: RouteConfig = {
      destinationCidrBlock: "0.0.0.0/0",
      timeouts: { create: ROUTE_CREATE_TIMEOUT },
      ...target,
    };
    const { overrides } = this.props;
    return new Route(part(this, "routes"), this.inner(id), overridden(config, overrides?.route));
  }

  private associate(subnet: Subnet, table: RouteTable): RouteTableAssociation {
    const config: RouteTableAssociationConfig = { subnetId: subnet.id, routeTableId: table.id };
    return new RouteTableAssociation(
      part(this, "associations"),
      subnet.node.id,
      overridden(config, this.props.overrides?.routeTableAssociation),
    );
  }
}

/** A zone as part of a Terraform name: `us_east_1a`. */
function zoneId(zone: string): string {
  return zone.replaceAll("-", "_");
}
