import fc from "fast-check";
import { type Cidr, contains, formatCidr, overlaps, parseCidr } from "../../../modules/network/cidr";
import { plannedPlace, planSubnets, type SubnetLayout } from "../../../modules/network/subnet-plan";

const vpc = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 24 - 1 }), fc.integer({ min: 16, max: 24 }))
  .map(([address, prefix]) => ({ start: 10 * 2 ** 24 + address - (address % 2 ** (32 - prefix)), prefix }));
const letters = fc.shuffledSubarray([..."abcd"], { minLength: 1 });
const ofRegion = (region: string, of: readonly string[]) => of.map((letter) => `${region}${letter}`);

function blocks(plan: SubnetLayout): Cidr[] {
  return [...plan.public, ...plan.private, ...plan.database].flatMap((text) => parseCidr(text) ?? []);
}

test("every zone has one subnet in each tier, in the VPC, beside the others, of a size that AWS takes", () => {
  fc.assert(
    fc.property(vpc, letters, (cidr, some) => {
      const all = blocks(planSubnets(formatCidr(cidr), ofRegion("us-west-2", some)));
      expect(all).toHaveLength(3 * some.length);
      expect(all.every((block) => contains(cidr, block) && block.prefix >= 16 && block.prefix <= 28)).toBe(
        true,
      );
      expect(all.some((block, index) => all.slice(0, index).some((other) => overlaps(block, other)))).toBe(
        false,
      );
    }),
  );
});

test("what a zone gets is the same whatever the other zones are, and in which order", () => {
  fc.assert(
    fc.property(vpc, letters, (cidr, some) => {
      const together = planSubnets(formatCidr(cidr), ofRegion("us-west-2", some));
      some.forEach((letter, index) => {
        const alone = planSubnets(formatCidr(cidr), ofRegion("us-west-2", [letter]));
        expect(alone.private[0]).toBe(together.private[index]);
        expect(alone.public[0]).toBe(together.public[index]);
        expect(alone.database[0]).toBe(together.database[index]);
      });
    }),
  );
});

test("half of the VPC is for private subnets", () => {
  expect(planSubnets("10.1.0.0/16", ["us-east-1a", "us-east-1b"])).toEqual({
    private: ["10.1.0.0/19", "10.1.32.0/19"],
    public: ["10.1.128.0/20", "10.1.144.0/20"],
    database: ["10.1.192.0/20", "10.1.208.0/20"],
  });
});

test("a fifth and a sixth letter have the places of the first and the second", () => {
  expect([..."abcdef"].map((letter) => plannedPlace(`us-east-1${letter}`))).toEqual([0, 1, 2, 3, 0, 1]);
});

test.each([
  ["10.0.0.0/25", "ab", "give a CIDR between /16 and /24"],
  ["10.0.0.0/8", "ab", "give a CIDR between /16 and /24"],
  ["10.0.0.1/16", "ab", "give a CIDR between /16 and /24"],
  ["10.0.0.0/16", "", "no zones: give 1 to 4"],
  ["10.0.0.0/16", "abcde", "of different places"],
  ["10.0.0.0/16", "ae", "us-east-1a, us-east-1e: give 1 to 4 zones of different places"],
  ["10.0.0.0/16", "1", 'cannot plan subnets for "us-east-11": it is no zone'],
])("refuses %s for the zones %s", (cidr, some, message) => {
  expect(() => planSubnets(cidr, ofRegion("us-east-1", [...some]))).toThrow(message);
});
