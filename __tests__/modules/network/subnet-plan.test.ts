import fc from "fast-check";
import { type Cidr, contains, formatCidr, overlaps, parseCidr } from "../../../modules/network/cidr";
import { PLANNED_ZONES, planSubnets, type SubnetLayout } from "../../../modules/network/subnet-plan";

const vpc = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 24 - 1 }), fc.integer({ min: 16, max: 24 }))
  .map(([address, prefix]) => ({ start: 10 * 2 ** 24 + address - (address % 2 ** (32 - prefix)), prefix }));
const zoneCount = fc.integer({ min: 1, max: PLANNED_ZONES });

function blocks(plan: SubnetLayout): Cidr[] {
  return [...plan.public, ...plan.private, ...plan.database].flatMap((text) => parseCidr(text) ?? []);
}

test("every zone has one subnet in each tier, in the VPC, beside the others, of a size that AWS takes", () => {
  fc.assert(
    fc.property(vpc, zoneCount, (cidr, zones) => {
      const all = blocks(planSubnets(formatCidr(cidr), zones));
      expect(all).toHaveLength(3 * zones);
      expect(all.every((block) => contains(cidr, block) && block.prefix >= 16 && block.prefix <= 28)).toBe(
        true,
      );
      expect(all.some((block, index) => all.slice(0, index).some((other) => overlaps(block, other)))).toBe(
        false,
      );
    }),
  );
});

test("another zone moves no subnet", () => {
  fc.assert(
    fc.property(vpc, fc.integer({ min: 1, max: PLANNED_ZONES - 1 }), (cidr, zones) => {
      const before = planSubnets(formatCidr(cidr), zones);
      const after = planSubnets(formatCidr(cidr), zones + 1);
      expect(after.private.slice(0, zones)).toEqual(before.private);
      expect(after.public.slice(0, zones)).toEqual(before.public);
      expect(after.database.slice(0, zones)).toEqual(before.database);
    }),
  );
});

test("half of the VPC is for private subnets", () => {
  expect(planSubnets("10.1.0.0/16", 2)).toEqual({
    private: ["10.1.0.0/19", "10.1.32.0/19"],
    public: ["10.1.128.0/20", "10.1.144.0/20"],
    database: ["10.1.192.0/20", "10.1.208.0/20"],
  });
});

test.each([
  ["10.0.0.0/25", 2, "give a CIDR between /16 and /24"],
  ["10.0.0.0/8", 2, "give a CIDR between /16 and /24"],
  ["10.0.0.1/16", 2, "give a CIDR between /16 and /24"],
  ["10.0.0.0/16", 0, "give 1 to 4"],
  ["10.0.0.0/16", 5, "give 1 to 4"],
  ["10.0.0.0/16", 1.5, "give 1 to 4"],
])("refuses %s for %s zones", (cidr, zones, message) => {
  expect(() => planSubnets(cidr, zones)).toThrow(message);
});
