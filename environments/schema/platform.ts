import { z } from "zod";
import type { Filled } from "./filled";
import { instanceSize } from "./instance-size";
import { nearest } from "./likeness";
import { COUNTED_FIRST, MANAGED_RULE_GROUPS, MANAGED_RULES } from "./managed-rules";
import { CAPACITY_PROVIDER_NAME } from "./names";
import { RETENTION_DAYS } from "./network";
import type { Problem } from "./problem";
import { checkHost, host, MAX_CERTIFICATE_NAMES } from "./routes";
import { bucketName } from "./state";
import { wholeNumber } from "./whole-number";

/** Graviton has a g behind its generation. */
const IS_ARM = /^(a1|[a-z]+\d+[a-z]*g[a-z]*)\./;

/** Those that are offered, from the likeliest on. */
const INSTANCE_TYPES = {
  X86_64: ["m6i.large", "m5.large", "m7i.large", "c6i.large", "r6i.large"],
  ARM64: ["m6g.large", "m7g.large", "c6g.large", "c7g.large", "r6g.large"],
} as const;

/** https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html: the first one. */
const MAX_FIRST_NAME = 64;

/**
 * AWS's policies that take TLS 1.2 and 1.3, or 1.3 alone, and of TLS 1.2 only ciphers with forward secrecy. Those with PQ in their
 * names offer a hybrid key exchange with ML-KEM beside the classical one, to clients that know it: what is recorded today stays
 * secret from quantum computers. Left out: what takes TLS 1.1 or 1.0, and Ext1 and Ext2, with ciphers without forward secrecy.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
 */
const SSL_POLICIES = [
  "ELBSecurityPolicy-TLS13-1-2-2021-06",
  "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
  "ELBSecurityPolicy-TLS13-1-3-2021-06",
  "ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04",
  "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04",
  "ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04",
  "ELBSecurityPolicy-TLS13-1-2-PQ-2025-09",
  "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
  "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
  "ELBSecurityPolicy-TLS13-1-2-FIPS-PQ-2025-09",
  "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-PQ-2025-09",
  "ELBSecurityPolicy-TLS13-1-3-FIPS-PQ-2025-09",
] as const;

/** https://docs.aws.amazon.com/waf/latest/APIReference/API_ManagedRuleGroupStatement.html */
const MAX_RULES = 100;

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html */
const IDLE_TIMEOUT_SECONDS = { default: 60, max: 4000 } as const;

/** A request that takes all of its time is answered by the service, not cut off by the load balancer. */
const ANSWER_SECONDS = 10;

const INSTANCE_TYPE = /^(?!mac)[a-z]+\d+[a-z-]*\.(nano|micro|small|medium|\d*x?large|metal(-\d+xl)?)$/;

/** Sizes that families have, and that any task of Fargate's sizes fits into one of. */
const SIZES = ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge"];

const CPU_UNITS_PER_VCPU = 1024;
const MIB_PER_GIB = 1024;

export const platformSchema = z.strictObject({
  /** The public hosted zone in Route 53, which has to exist: the certificate is validated in it. */
  domain: host("yourdomain.com", 253, "DNS"),
  /**
   * Further names in the certificate beside the services' hosts, also with * in front; of one account, no two environments have
   * one, with or without the *. @default []
   */
  certificateNames: z
    .array(
      z
        .string()
        .superRefine((name, context) => checkHost(name.replace(/^\*\./, ""), context))
        .meta({ example: "*.mcp.yourdomain.com" }),
    )
    .max(MAX_CERTIFICATE_NAMES, `AWS allows ${MAX_CERTIFICATE_NAMES} without being asked`)
    .default([])
    .meta({ example: ["*.mcp.yourdomain.com"] }),
  /** The load balancer. @default {} */
  loadBalancer: z
    .strictObject({
      /** Its name, at most 32 letters, digits and hyphens. @default "<namePrefix>-<name>-alb" */
      name: z
        .string()
        .regex(
          /^(?!internal-|sg-)[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/,
          "must be at most 32 letters, digits and hyphens, not beginning with internal- or sg-",
        )
        .optional()
        .meta({ example: "mcp-alb" }),
      /** The protocols and ciphers that clients may use. @default "ELBSecurityPolicy-TLS13-1-2-2021-06" */
      sslPolicy: z.enum(SSL_POLICIES).default("ELBSecurityPolicy-TLS13-1-2-2021-06"),
      /**
       * Idle timeout: seconds without data after which a connection is closed, 1–4000. WebSockets stay open by pings. At least
       * configuration.requestTimeoutSeconds, and below what each service says in `target.keepAliveSeconds`.
       * @default 10 more than configuration.requestTimeoutSeconds, and 60 at least, as far as the services' keepAliveSeconds allow
       */
      idleTimeoutSeconds: wholeNumber(1, IDLE_TIMEOUT_SECONDS.max, "seconds")
        .optional()
        .meta({ example: 120 }),
      /** Makes AWS refuse to delete it. @default true */
      deletionProtection: z.boolean().default(true),
      /** Name of the bucket of its access logs, global. @default "<namePrefix>-<name>-alb-logs" */
      logsBucket: bucketName.optional(),
      /** Days until access logs are deleted, 1 and more. @default 365 */
      logsExpireDays: wholeNumber(1, 3653, "days", "must be").default(365),
    })
    .prefault({}),
  /** The web application firewall. @default {} */
  waf: z
    .strictObject({
      /** Rate limit: requests in five minutes that one address may send, 10–2000000000. @default 2000 */
      rateLimit: wholeNumber(10, 2_000_000_000, "requests").default(2000),
      /**
       * AWS's managed rule groups, in their order. Of a group that is listed, all rules block that its `count` does not name.
       * @default COUNTED_FIRST of managed-rules.ts: the common rules, known bad inputs and anonymous addresses, where every rule
       * that searches the body counts, as do NoUserAgent_HEADER and both rules of anonymous addresses
       */
      managedRuleGroups: z
        .array(
          z.strictObject({
            name: z.enum(MANAGED_RULE_GROUPS),
            /**
             * Rules that count what they match and let it pass: those that refuse ordinary clients. docs/operations.md says how to
             * find out which, and how to let one block. @default []
             */
            count: z
              .array(
                z.string().regex(/^\w+$/, "is not a rule's name").meta({ example: "SizeRestrictions_BODY" }),
              )
              .max(MAX_RULES, `AWS allows ${MAX_RULES}`)
              .default([]),
          }),
        )
        .max(MANAGED_RULE_GROUPS.length, `there are ${MANAGED_RULE_GROUPS.length}`)
        .default([...COUNTED_FIRST])
        .meta({ example: [{ name: "AWSManagedRulesCommonRuleSet" }] }),
      /** Days CloudWatch keeps its log, one of its own steps. @default 365 */
      logRetentionDays: z.literal(RETENTION_DAYS).default(365),
    })
    .prefault({}),
  /** Container Insights of the cluster: with metrics of each task (enhanced), of services, or none. @default "enabled" */
  containerInsights: z.enum(["enhanced", "enabled", "disabled"]).default("enabled"),
  /**
   * A capacity provider of spot instances on EC2, for services whose capacityProviders name EC2_SPOT. It is retired before it is
   * taken away: docs/operations.md, "Where tasks run". @default none
   */
  spotInstances: z
    .strictObject({
      /**
       * Neither the cluster nor any service names it any more; the capacity provider and its instances are still there. What AWS
       * finds named, it does not delete. @default false
       */
      retired: z.boolean().default(false).meta({ example: true }),
      /** The capacity provider's name; another one is another provider, and refused. @default "<namePrefix>-<name>-spot-capacity" */
      name: z
        .string()
        .regex(CAPACITY_PROVIDER_NAME.pattern, `must be ${CAPACITY_PROVIDER_NAME.allowed}`)
        .max(CAPACITY_PROVIDER_NAME.maxLength, `AWS allows ${CAPACITY_PROVIDER_NAME.maxLength} characters`)
        .optional()
        .meta({ example: "mcp-spot-capacity" }),
      /**
       * Types of instances, of one CPU architecture, each with room for a task of every service that names EC2_SPOT; the more, the
       * fewer interruptions.
       */
      instanceTypes: z
        .array(z.string().regex(INSTANCE_TYPE, "is not an instance type").meta({ example: "m6i.large" }))
        .min(1, "name at least one")
        .max(40, "AWS allows 40")
        .meta({ example: ["m6i.large", "m5.large"] }),
      /** The most instances, 1–1000. @default 10 */
      maximum: wholeNumber(1, 1000, "instances", "must be").default(10),
    })
    .optional()
    .meta({ example: { instanceTypes: ["m6i.large", "m5.large"] } }),
});

type FilledPlatform = Filled<typeof platformSchema>;

/** A host of a service's, and where it is said. */
export interface NamedHost {
  readonly path: string;
  readonly name: string;
}

/** How long a service keeps idle connections, and where it is said. */
export interface NamedKeepAlive {
  readonly path: string;
  readonly seconds: number;
}

/** What a task on an instance of EC2 takes, and whose it is. */
export interface InstanceTask {
  readonly service: string;
  readonly cpu: number;
  readonly memory: number;
}

/** What of the services the platform has to fit. */
export interface Served {
  readonly requestTimeoutSeconds: number;
  readonly cpuArchitecture: keyof typeof INSTANCE_TYPES;
  /** Those of all services, in the order of the settings. */
  readonly hosts: readonly NamedHost[];
  readonly keepAlives: readonly NamedKeepAlive[];
  readonly instanceTasks: readonly InstanceTask[];
}

/** What the platform's settings lack when each is right by itself. Takes the settings that are. */
export function platformProblems(platform: FilledPlatform, served: Served): Problem[] {
  const { waf, loadBalancer, spotInstances } = platform;
  const { cpuArchitecture, hosts } = served;
  return [
    ...requestTimeoutProblems(served),
    ...[
      ...certificateNameProblems(platform),
      ...idleTimeoutProblems(loadBalancer.idleTimeoutSeconds, served),
      ...instanceProblems(spotInstances?.instanceTypes ?? [], cpuArchitecture),
      ...smallInstanceProblems(spotInstances?.instanceTypes ?? [], served),
      ...ruleGroupProblems(waf.managedRuleGroups),
      ...ruleProblems(waf.managedRuleGroups),
    ].map((problem) => ({ ...problem, path: `platform.${problem.path}` })),
    ...certificateProblems(platform, hosts),
  ];
}

function certificateNameProblems({ domain, certificateNames }: FilledPlatform): Problem[] {
  return certificateNames.flatMap((value, index) =>
    value === undefined || domain === undefined || value === domain || value.endsWith(`.${domain}`)
      ? []
      : [
          {
            path: `certificateNames[${index}]`,
            value,
            reason: `lies outside the hosted zone ${domain}`,
            use: `"${inDomain(value, domain)}"`,
          },
        ],
  );
}

/** The name in another zone, which replaces as many labels as it has itself. */
function inDomain(name: string, domain: string): string {
  const own = name.split(".").slice(0, -domain.split(".").length);
  return [...(own.length > 0 ? own : ["*"]), domain].join(".");
}

/** A name's wildcard is validated by the same record, and Terraform knows records by their names without . and -. */
function certificateProblems(
  { domain, certificateNames }: FilledPlatform,
  hosts: readonly NamedHost[],
): Problem[] {
  const further = certificateNames.flatMap((name, index) =>
    name === undefined ? [] : [{ path: `platform.certificateNames[${index}]`, name }],
  );
  const all = [...hosts, ...further];
  const records = all.map(({ name }) => name.replace(/^\*\./, ""));
  const ids = records.map((record) => record.replaceAll(/[.-]/g, "_"));
  const same = all.flatMap(({ path, name }, index) => {
    const first = ids.indexOf(ids[index] ?? "");
    if (records[first] === records[index]) return [];
    const reason = `has one name in Terraform with ${records[first]}`;
    return [{ path, value: name, reason, use: "a name that differs by more than . and -" }];
  });
  const names = new Set(all.map(({ name }) => name));
  const most = Math.max(0, MAX_CERTIFICATE_NAMES - hosts.length);
  const tooMany = {
    path: "platform.certificateNames",
    value: certificateNames,
    reason: `a certificate has ${MAX_CERTIFICATE_NAMES} names without asking AWS for more, of which the services' hosts are ${hosts.length}`,
    use: JSON.stringify([...new Set(certificateNames)].slice(0, most)),
  };
  const none = {
    path: "platform.certificateNames",
    value: certificateNames,
    reason: "the load balancer's certificate needs a name, and no service has a host",
    use: JSON.stringify([domain ?? "yourdomain.com"]),
  };
  const [first] = all;
  const tooLong = first && {
    path: first.path,
    value: first.name,
    reason: `a certificate's first name has ${MAX_FIRST_NAME} characters at most, and this is the first`,
    use: "a shorter name, or another one before it",
  };
  return [
    ...same,
    ...(certificateNames.length + hosts.length === 0 ? [none] : []),
    ...(names.size > MAX_CERTIFICATE_NAMES ? [tooMany] : []),
    ...(tooLong && first.name.length > MAX_FIRST_NAME ? [tooLong] : []),
  ];
}

/** One launch template has one image, of one architecture: that of services.cpuArchitecture. */
function instanceProblems(
  types: readonly (string | undefined)[],
  cpuArchitecture: keyof typeof INSTANCE_TYPES,
): Problem[] {
  const taken: (string | undefined)[] = [...types];
  return types.flatMap((type, index) => {
    if (type === undefined) return [];
    const isRight = IS_ARM.test(type) === (cpuArchitecture === "ARM64");
    if (isRight && types.indexOf(type) === index) return [];
    const free = INSTANCE_TYPES[cpuArchitecture].find((name) => !taken.includes(name));
    taken.push(free);
    const reason = isRight
      ? "is named twice"
      : `is not of the CPU architecture ${cpuArchitecture} (services.cpuArchitecture)`;
    const path = `spotInstances.instanceTypes[${index}]`;
    return [{ path, value: type, reason, use: free ? `"${free}"` : "each type once" }];
  });
}

/** ECS places no task on an instance that is too small for it, and says so in the service's events alone. */
function smallInstanceProblems(
  types: readonly (string | undefined)[],
  { instanceTasks, cpuArchitecture }: Served,
): Problem[] {
  return types.flatMap((type, index) => {
    const size = type === undefined ? undefined : instanceSize(type);
    const task = instanceTasks.find((each) => type !== undefined && !holds(type, each));
    if (type === undefined || !size || !task) return [];
    const reason = `has ${size.vcpus * CPU_UNITS_PER_VCPU} CPU units and ${size.gib * MIB_PER_GIB} MiB, some of them the system's: a task of services.all.${task.service}, with ${task.cpu} and ${task.memory}, never runs there`;
    const families = [type, ...INSTANCE_TYPES[cpuArchitecture]].map((each) => each.split(".")[0]);
    const larger = families
      .flatMap((family) => SIZES.map((each) => `${family}.${each}`))
      .find((each) => !types.includes(each) && instanceTasks.every((other) => holds(each, other)));
    const path = `spotInstances.instanceTypes[${index}]`;
    return [{ path, value: type, reason, use: larger ? `"${larger}"` : "a larger type" }];
  });
}

/**
 * Whether a task fits; it does where nobody knows. The system has some of an instance's memory.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html
 */
function holds(type: string, { cpu, memory }: InstanceTask): boolean {
  const size = instanceSize(type);
  return !size || (cpu <= size.vcpus * CPU_UNITS_PER_VCPU && memory < size.gib * MIB_PER_GIB);
}

/**
 * The load balancer's idle timeout if none is set: longer than a request may take, and shorter than any service keeps a connection.
 *
 * @param keepAliveSeconds what the services say of themselves; none that say nothing
 */
export function fittingIdleTimeout(
  requestTimeoutSeconds: number,
  keepAliveSeconds: readonly number[],
): number {
  const wanted = Math.max(IDLE_TIMEOUT_SECONDS.default, requestTimeoutSeconds + ANSWER_SECONDS);
  return Math.min(wanted, ...keepAliveSeconds.map((seconds) => seconds - 1));
}

/** The load balancer waits as long as a request may take: no idle timeout fits a service that closes connections before. */
function requestTimeoutProblems({ requestTimeoutSeconds, keepAlives }: Served): Problem[] {
  const shortest = shortestOf(keepAlives);
  if (!shortest || requestTimeoutSeconds < shortest.seconds) return [];
  const reason = `the load balancer waits as long, and has to close idle connections before a service does, which is after ${shortest.seconds} seconds (${shortest.path})`;
  const use = `${shortest.seconds - 1}`;
  return [{ path: "configuration.requestTimeoutSeconds", value: requestTimeoutSeconds, reason, use }];
}

function idleTimeoutProblems(value: number | undefined, served: Served): Problem[] {
  if (value === undefined) return [];
  const { requestTimeoutSeconds, keepAlives } = served;
  const shortest = shortestOf(keepAlives);
  const longestRequest = Math.min(
    requestTimeoutSeconds,
    shortest ? shortest.seconds - 1 : requestTimeoutSeconds,
  );
  const use = `${fittingIdleTimeout(
    longestRequest,
    keepAlives.map(({ seconds }) => seconds),
  )}`;
  const path = "loadBalancer.idleTimeoutSeconds";
  if (shortest && value >= shortest.seconds) {
    const reason = `a service closes idle connections after ${shortest.seconds} seconds (${shortest.path}): the load balancer has to do so before, or some requests are answered with 502`;
    return [{ path, value, reason, use }];
  }
  if (value >= longestRequest) return [];
  const reason = `a request may take ${requestTimeoutSeconds} seconds (configuration.requestTimeoutSeconds), and be cut off`;
  return [{ path, value, reason, use }];
}

function shortestOf(keepAlives: readonly NamedKeepAlive[]): NamedKeepAlive | undefined {
  return [...keepAlives].sort((one, other) => one.seconds - other.seconds)[0];
}

type RuleGroup = FilledPlatform["waf"]["managedRuleGroups"][number];

function ruleGroupProblems(groups: readonly RuleGroup[]): Problem[] {
  const names = groups.map(({ name }) => name);
  return names.flatMap((name, index) =>
    name !== undefined && names.indexOf(name) < index
      ? [
          {
            path: `waf.managedRuleGroups[${index}].name`,
            value: name,
            reason: "is named twice",
            use: "each group once",
          },
        ]
      : [],
  );
}

function ruleProblems(groups: readonly RuleGroup[]): Problem[] {
  return groups.flatMap(({ name, count }, index) => {
    const known = name === undefined ? undefined : MANAGED_RULES[name];
    return count.flatMap((rule, position) => {
      if (known === undefined || rule === undefined || known.includes(rule)) return [];
      const path = `waf.managedRuleGroups[${index}].count[${position}]`;
      const reason = `${name} has no such rule, and WAF would ignore it`;
      return [{ path, value: rule, reason, use: `"${nearest(rule, known) ?? known[0]}"` }];
    });
  });
}
