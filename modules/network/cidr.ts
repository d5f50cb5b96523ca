/**
 * IPv4 CIDR arithmetic, pure: no cloud, no Terraform. Addresses are numbers below 2^32, so that a block's end never
 * overflows as it would with JavaScript's 32-bit operators.
 */
export interface Cidr {
  /** First address of the block. */
  readonly start: number;
  /** Prefix length, 0–32. */
  readonly prefix: number;
}

const CIDR = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/** The number of addresses in a block. */
export function size(cidr: Cidr): number {
  return 2 ** (32 - cidr.prefix);
}

/** Reads `10.0.0.0/16`; `undefined` if it is not one, or if its address is not the first of its block. */
export function parseCidr(text: string): Cidr | undefined {
  const numbers = CIDR.exec(text)?.slice(1).map(Number);
  if (!numbers) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = numbers;
  if (prefix > 32 || [a, b, c, d].some((octet) => octet > 255)) return undefined;
  const cidr = { start: ((a * 256 + b) * 256 + c) * 256 + d, prefix };
  // Terraform takes no leading zeros: 010 is 8 to some, and 10 to others.
  return cidr.start % size(cidr) === 0 && formatCidr(cidr) === text ? cidr : undefined;
}

/** Writes a block as `10.0.0.0/16`. */
export function formatCidr({ start, prefix }: Cidr): string {
  const octets = [24, 16, 8, 0].map((bits) => Math.floor(start / 2 ** bits) % 256);
  return `${octets.join(".")}/${prefix}`;
}

/** The block of the given prefix length that the text's address lies in: what `10.0.1.7/24` should have been. */
export function enclosingBlock(text: string): string | undefined {
  const [address, prefix] = text.split("/");
  const host = parseCidr(`${address}/32`);
  const length = Number(prefix);
  if (!host || !Number.isInteger(length) || length < 0 || length > 32) return undefined;
  return formatCidr({ start: host.start - (host.start % 2 ** (32 - length)), prefix: length });
}

export function overlaps(a: Cidr, b: Cidr): boolean {
  return a.start < b.start + size(b) && b.start < a.start + size(a);
}

export function contains(outer: Cidr, inner: Cidr): boolean {
  return outer.start <= inner.start && inner.start + size(inner) <= outer.start + size(outer);
}

/** The block with this index when `cidr` is divided into blocks that are `bits` bits longer. */
export function subBlock(cidr: Cidr, bits: number, index: number): Cidr {
  const prefix = cidr.prefix + bits;
  return { start: cidr.start + index * 2 ** (32 - prefix), prefix };
}

/** The first free block of a prefix length inside `outer` that touches none of `taken`; `undefined` if there is none. */
export function firstFreeBlock(outer: Cidr, prefix: number, taken: readonly Cidr[]): Cidr | undefined {
  if (prefix < outer.prefix) return undefined;
  let candidate: Cidr = { start: outer.start, prefix };
  while (contains(outer, candidate)) {
    const obstacle = taken.find((block) => overlaps(block, candidate));
    if (!obstacle) return candidate;
    // Continue at the first aligned address after the obstacle.
    const step = size(candidate);
    candidate = { start: Math.ceil((obstacle.start + size(obstacle)) / step) * step, prefix };
  }
  return undefined;
}
