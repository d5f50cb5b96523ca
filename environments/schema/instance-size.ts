/** What a type of machine has, as AWS counts it. */
export interface InstanceSize {
  readonly vcpus: number;
  readonly gib: number;
}

/**
 * GiB for each vCPU of the families that keep to it, of EC2, RDS and ElastiCache alike. ElastiCache and RDS give some of it away
 * themselves. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Summary.html
 */
const GIB_PER_VCPU: readonly [family: RegExp, gib: number][] = [
  // c5n has more, for what its network wants.
  [/^c(5(?!n)|[6-9])[a-z]*$/, 2],
  [/^m[4-9][a-z]*$/, 4],
  [/^r[5-9][a-z]*$/, 8],
  [/^z1d$/, 8],
  [/^x(2gd?|2idn|8g)$/, 16],
  [/^x(2iedn|2iezn)$/, 32],
];

/** Burstable families have their memory by the size alone. https://aws.amazon.com/ec2/instance-types/t3/ */
const BURSTABLE: Readonly<Record<string, InstanceSize>> = {
  nano: { vcpus: 2, gib: 0.5 },
  micro: { vcpus: 2, gib: 1 },
  small: { vcpus: 2, gib: 2 },
  medium: { vcpus: 2, gib: 4 },
  large: { vcpus: 2, gib: 8 },
  xlarge: { vcpus: 4, gib: 16 },
  "2xlarge": { vcpus: 8, gib: 32 },
};

/** What a type has: `db.r6g.xlarge`, `cache.r7g.large` or `m6i.large`; `undefined` of a family or size that is not known. */
export function instanceSize(type: string): InstanceSize | undefined {
  const [size = "", family = ""] = type.split(".").reverse();
  // Those before t3 have fewer vCPUs.
  if (/^t[3-9]/.test(family)) return BURSTABLE[size];
  const perVcpu = GIB_PER_VCPU.find(([pattern]) => pattern.test(family))?.[1];
  const vcpus = vcpusOf(size);
  return perVcpu && vcpus ? { vcpus, gib: vcpus * perVcpu } : undefined;
}

function vcpusOf(size: string): number | undefined {
  if (size === "medium") return 1;
  if (size === "large") return 2;
  const [whole, count] = /^(\d*)xlarge$/.exec(size) ?? [];
  return whole === undefined ? undefined : 4 * Number(count || 1);
}
