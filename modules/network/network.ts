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
  /** Availability zones, in the order of the subnets. */
  readonly zones: readonly string[];
  /** A CIDR for each zone in each tier; an empty list leaves a tier out. */
  readonly subnets: SubnetLayout;
  /** A NAT gateway in each zone, one in the first zone for all, or none. About 33 USD a month each. @default "none" */
  readonly natGateways?: "perZone" | "single" | "none";
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

/**
 * A VPC with public, private and database subnets in each zone, with their routes. The same resources, names and
 * tags as terraform-aws-modules/vpc 5.0.0. Guide: lines 151–173.
 */
export class Network extends Construct {
  readonly vpc: Vpc;
  readonly publicSubnets: readonly Subnet[];
  readonly privateSubnets: readonly Subnet[];
  readonly databaseSubnets: readonly Subnet[];
  /** Absent without database subnets. */
  readonly databaseSubnetGroup?: DbSubnetGroup;
  /** Absent, as the public route table, without public subnets. */
  readonly internetGateway?: InternetGateway;
  readonly publicRouteTable?: RouteTable;
  /** The NAT gateways' routes: what needs one in the same stack depends on it. */
  readonly routes: Route[] = [];
  /** One for each zone, or one, or none. */
  readonly natGateways: readonly NatGateway[];
  /** One for each zone that has private or database subnets; they share it. */
  readonly privateRouteTables: readonly RouteTable[];
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

    this.publicSubnets = this.createSubnets("public", "public", overrides?.publicSubnet);
    this.privateSubnets = this.createSubnets("private", "private", overrides?.privateSubnet);
    this.databaseSubnets = this.createSubnets("database", "db", overrides?.databaseSubnet);
    this.databaseSubnetGroup = this.createDatabaseSubnetGroup();

    this.internetGateway = this.createInternetGateway();
    this.publicRouteTable = this.createPublicRouteTable();
    this.natGateways = this.createNatGateways();
    this.privateRouteTables = this.createPrivateRouteTables();
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

  private createSubnets(
    tier: keyof SubnetLayout,
    label: string,
    override?: Override<SubnetConfig>,
  ): Subnet[] {
    return this.props.subnets[tier].map((cidrBlock, index) => {
      const zone = this.zone(index);
      const config: SubnetConfig = {
        vpcId: this.vpc.id,
        availabilityZone: zone,
        cidrBlock,
        mapPublicIpOnLaunch: false,
        tags: { Name: `${this.props.name}-${label}-${zone}` },
      };
      const id = this.inner(`${tier}_${zoneId(zone)}`);
      return new Subnet(part(this, "subnets"), id, overridden(config, override));
    });
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
    if (this.publicSubnets.length === 0) return undefined;
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
    this.createRoute("public_internet", { routeTableId: table.id, gatewayId: this.internetGateway.id });
    this.publicSubnets.forEach((subnet) => {
      this.associate(subnet, table);
    });
    return table;
  }

  private createNatGateways(): NatGateway[] {
    const { natGateways = "none", overrides } = this.props;
    const count = { perZone: this.publicSubnets.length, single: 1, none: 0 }[natGateways];
    return this.publicSubnets.slice(0, count).map((subnet, index) => {
      const zone = this.zone(index);
      const tags = { Name: `${this.props.name}-${zone}` };
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
    });
  }

  /** A table for each zone whatever the NAT gateways, so that changing their number changes routes in place. */
  private createPrivateRouteTables(): RouteTable[] {
    const tiers = [this.privateSubnets, this.databaseSubnets];
    const zoneCount = Math.max(...tiers.map((subnets) => subnets.length));
    return this.props.zones.slice(0, zoneCount).map((zone, index) => {
      const table = this.createRouteTable(`private_${zoneId(zone)}`, `private-${zone}`);
      const nat = this.natGateways[index] ?? this.natGateways[0];
      if (nat)
        this.createRoute(`private_nat_${zoneId(zone)}`, { routeTableId: table.id, natGatewayId: nat.id });
      for (const subnets of tiers) {
        const subnet = subnets[index];
        if (subnet) this.associate(subnet, table);
      }
      return table;
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

  private createRoute(id: string, target: Omit<RouteConfig, "destinationCidrBlock">): void {
    const config: RouteConfig = {
      destinationCidrBlock: "0.0.0.0/0",
      timeouts: { create: ROUTE_CREATE_TIMEOUT },
      ...target,
    };
    const { overrides } = this.props;
    this.routes.push(new Route(part(this, "routes"), this.inner(id), overridden(config, overrides?.route)));
  }

  private associate(subnet: Subnet, table: RouteTable): void {
    const config: RouteTableAssociationConfig = { subnetId: subnet.id, routeTableId: table.id };
    new RouteTableAssociation(
      part(this, "associations"),
      subnet.node.id,
      overridden(config, this.props.overrides?.routeTableAssociation),
    );
  }

  private zone(index: number): string {
    const zone = this.props.zones[index];
    if (zone === undefined) {
      throw new RangeError(`network ${this.props.name}: more subnets in a tier than its ${index} zones`);
    }
    return zone;
  }
}

/** A zone as part of a Terraform name: `us_east_1a`. */
function zoneId(zone: string): string {
  return zone.replaceAll("-", "_");
}
