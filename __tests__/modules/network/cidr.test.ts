import fc from "fast-check";
import {
  contains,
  enclosingBlock,
  firstFreeBlock,
  formatCidr,
  overlaps,
  parseCidr,
  size,
  subBlock,
} from "../../../modules/network/cidr";

const block = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 32 }))
  .map(([address, prefix]) => ({
    start: address - (address % 2 ** (32 - prefix)),
    prefix,
  }));

test("what is written is what was read", () => {
  fc.assert(fc.property(block, (cidr) => expect(parseCidr(formatCidr(cidr))).toEqual(cidr)));
});

test.each([
  ...["10.0.0.0", "10.0.0.0/33", "256.0.0.0/8", "10.0.0.1/24", "10.0.0.0/16 ", "::/0", ""],
  ...["10.0.00.0/24", "010.0.0.0/24", "10.0.0.0/08"],
])("refuses %j", (text) => {
  expect(parseCidr(text)).toBeUndefined();
});

test("finds the block that an address is in", () => {
  expect(enclosingBlock("10.0.1.7/24")).toBe("10.0.1.0/24");
  expect(enclosingBlock("10.0.1.7")).toBeUndefined();
});

test("two blocks overlap exactly if one contains the other", () => {
  fc.assert(
    fc.property(block, block, (a, b) => expect(overlaps(a, b)).toBe(contains(a, b) || contains(b, a))),
  );
});

test("the parts of a block fill it without overlap", () => {
  fc.assert(
    fc.property(block, fc.integer({ min: 0, max: 4 }), (cidr, bits) => {
      fc.pre(cidr.prefix + bits <= 32);
      const parts = Array.from({ length: 2 ** bits }, (_, index) => subBlock(cidr, bits, index));
      expect(parts.every((part) => contains(cidr, part))).toBe(true);
      expect(parts.reduce((sum, part) => sum + size(part), 0)).toBe(size(cidr));
      expect(parts.some((part, index) => parts.slice(0, index).some((other) => overlaps(part, other)))).toBe(
        false,
      );
    }),
  );
});

test("a free block is inside, and free", () => {
  const vpc = { start: 10 * 2 ** 24, prefix: 16 };
  const inside = fc.tuple(fc.integer({ min: 0, max: 2 ** 16 - 1 }), fc.integer({ min: 18, max: 28 }));
  const blocks = inside.map(([offset, prefix]) => ({
    start: vpc.start + offset - (offset % 2 ** (32 - prefix)),
    prefix,
  }));
  fc.assert(
    fc.property(fc.array(blocks, { maxLength: 12 }), fc.integer({ min: 16, max: 28 }), (taken, prefix) => {
      const free = firstFreeBlock(vpc, prefix, taken);
      if (!free) return;
      expect(free.prefix).toBe(prefix);
      expect(contains(vpc, free)).toBe(true);
      expect(taken.some((other) => overlaps(other, free))).toBe(false);
    }),
  );
});

test("no block is free where one fills all", () => {
  const vpc = { start: 10 * 2 ** 24, prefix: 16 };
  expect(firstFreeBlock(vpc, 24, [vpc])).toBeUndefined();
  expect(firstFreeBlock(vpc, 8, [])).toBeUndefined();
});
