import { validateSettings } from "../../environments/schema/environment";
import { MANAGED_RULES } from "../../environments/schema/managed-rules";
import type { ServiceInput } from "../../environments/schema/service";
import { environment, productionLayer, servicesWith, settings } from "../support/synth";
import { expectMessage, problemsIn, type Wrong } from "../support/wrong-settings";

const found = (changes: object) => problemsIn("platform", changes);

const wrong: Wrong[] = [
  [
    "a certificate's name in another zone",
    { certificateNames: ["*.mcp.acme.example"] },
    "platform.certificateNames[0]",
    "outside the hosted zone",
    '"*.mcp.yourdomain.com"',
  ],
  [
    "a zone in place of a name in it",
    { certificateNames: ["acme.example"] },
    "platform.certificateNames[0]",
    "outside the hosted zone",
    '"*.yourdomain.com"',
  ],
  [
    "names for which AWS wants to be asked",
    { certificateNames: [..."abcdefghi"].map((letter) => `${letter}.yourdomain.com`) },
    "platform.certificateNames",
    "10 names",
    "a.yourdomain.com",
  ],
  [
    "a load balancer named too long",
    { loadBalancer: { name: "a".repeat(33) } },
    "platform.loadBalancer.name",
    "at most 32",
    "mcp-alb",
  ],
  [
    "a security group's beginning",
    { loadBalancer: { name: "sg-x" } },
    "platform.loadBalancer.name",
    "sg-",
    "mcp-alb",
  ],
  [
    "connections cut off",
    { loadBalancer: { idleTimeoutSeconds: 60 } },
    "platform.loadBalancer.idleTimeoutSeconds",
    "may take 300 seconds",
    "310",
  ],
  [
    "a group twice",
    {
      waf: {
        managedRuleGroups: [{ name: "AWSManagedRulesUnixRuleSet" }, { name: "AWSManagedRulesUnixRuleSet" }],
      },
    },
    "platform.waf.managedRuleGroups[1].name",
    "is named twice",
    "each group once",
  ],
  [
    "a group that is none",
    { waf: { managedRuleGroups: [{ name: "Mine" }] } },
    "platform.waf.managedRuleGroups[0].name",
    "must be one of",
    "AWSManagedRules",
  ],
  [
    "a group without its beginning",
    { waf: { managedRuleGroups: [{ name: "KnownBadInputsRuleSet" }] } },
    "platform.waf.managedRuleGroups[0].name",
    "must be one of",
    '"AWSManagedRulesKnownBadInputsRuleSet"',
  ],
  ...(
    [
      ["AWSManagedRulesCommonRuleSet", "SizeRestrictions_Body", "SizeRestrictions_BODY"],
      ["AWSManagedRulesCommonRuleSet", "XY", "NoUserAgent_HEADER"],
      ["AWSManagedRulesCommonRuleSet", "Log4JRCE_HEADER", "NoUserAgent_HEADER"],
      ["AWSManagedRulesKnownBadInputsRuleSet", "Log4J_BODY", "Log4JRCE_BODY"],
      ["AWSManagedRulesAmazonIpReputationList", "IPReputationList", "AWSManagedIPReputationList"],
      ["AWSManagedRulesAnonymousIpList", "HostingProvider", "HostingProviderIPList"],
      ["AWSManagedRulesAdminProtectionRuleSet", "Admin", "AdminProtection_URIPATH"],
      ["AWSManagedRulesSQLiRuleSet", "SQLi_Body", "SQLi_BODY"],
      ["AWSManagedRulesLinuxRuleSet", "LFI_HEADERS", "LFI_HEADER"],
      [
        "AWSManagedRulesUnixRuleSet",
        "UNIXShellCommandsVariables_QUERYARGUMENTS",
        "UNIXShellCommandsVariables_QUERYSTRING",
      ],
    ] as const
  ).map(([name, rule, use]): (typeof wrong)[number] => [
    `${rule} in ${name}`,
    { waf: { managedRuleGroups: [{ name, count: [rule] }] } },
    "platform.waf.managedRuleGroups[0].count[0]",
    `${name} has no such rule, and WAF would ignore it`,
    use,
  ]),
  [
    "a bucket in capitals",
    { loadBalancer: { logsBucket: "Logs" } },
    "platform.loadBalancer.logsBucket",
    "lower-case",
    "acme",
  ],
  [
    "instances of another architecture",
    { spotInstances: { instanceTypes: ["m6g.large"] } },
    "platform.spotInstances.instanceTypes[0]",
    "is not of the CPU architecture X86_64",
    "m6i.large",
  ],
  [
    "instances twice",
    { spotInstances: { instanceTypes: ["m6i.large", "m6i.large"] } },
    "platform.spotInstances.instanceTypes[1]",
    "is named twice",
    "m5.large",
  ],
  [
    "AWS's own name",
    { spotInstances: { name: "Fargate-x", instanceTypes: ["m6i.large"] } },
    "platform.spotInstances.name",
    "not beginning with",
    "mcp-spot",
  ],
  [
    "tasks that nobody counts",
    { containerInsights: "disabled" },
    "services.all.worker.autoscaling.backlog",
    "platform.containerInsights",
    "leave it out",
  ],
];

test.each(wrong)("%s", (...wrongly) => {
  expectMessage("platform", wrongly);
});

/** Settings in which the REST API says how long it keeps connections. */
const keeping = (keepAliveSeconds: number, requestTimeoutSeconds: number, idleTimeoutSeconds?: number) => {
  const { configuration, platform } = settings();
  return settings({
    services: servicesWith({ "rest-api": { target: { keepAliveSeconds } } }),
    configuration: { ...configuration, requestTimeoutSeconds },
    platform: { ...platform, loadBalancer: { idleTimeoutSeconds } },
  });
};

test.each([
  ["as AWS has it, where requests are short", 1000, 30, 60],
  ["longer than a request may take", 1000, 300, 310],
  ["shorter than a service keeps a connection", 90, 30, 60],
  ["between the two, also where there is little room", 66, 60, 65],
])("the load balancer's idle timeout is %s", (_what, keepAlive, request, expected) => {
  expect(validateSettings(keeping(keepAlive, request)).environment?.platform.loadBalancer).toMatchObject({
    idleTimeoutSeconds: expected,
  });
});

test.each([
  ["longer than a service keeps connections", 90, 30, 3600, "platform.loadBalancer.idleTimeoutSeconds", "60"],
  ["as long as a service keeps connections", 90, 30, 90, "platform.loadBalancer.idleTimeoutSeconds", "60"],
  ["shorter than a request", 900, 300, 60, "platform.loadBalancer.idleTimeoutSeconds", "310"],
  ["of none that fits", 90, 300, undefined, "configuration.requestTimeoutSeconds", "89"],
])(
  "an idle timeout %s is refused, and what is offered does",
  (_what, keepAlive, request, idle, path, use) => {
    expect(validateSettings(keeping(keepAlive, request, idle)).problems).toEqual([
      expect.objectContaining({ path, use }),
    ]);
    const fixed = path.startsWith("platform")
      ? keeping(keepAlive, request, Number(use))
      : keeping(keepAlive, Number(use), idle);
    expect(validateSettings(fixed).problems).toBeUndefined();
  },
);

test("both are said where both are wrong", () => {
  const { problems = [] } = validateSettings(keeping(90, 300, 3600));
  expect(problems.map(({ path, use }) => [path, use])).toEqual([
    ["configuration.requestTimeoutSeconds", "89"],
    ["platform.loadBalancer.idleTimeoutSeconds", "89"],
  ]);
  expect(problems[1]?.reason).toContain("services.all.rest-api.target.keepAliveSeconds");
});

test("each group takes each of its rules", () => {
  for (const [name, count] of Object.entries(MANAGED_RULES)) {
    expect(found({ waf: { managedRuleGroups: [{ name, count: [...count] }] } })).toEqual([]);
  }
});

test("if nothing is said, what refuses ordinary clients counts first: every rule about the body, and clients without a name", () => {
  const { platform } = environment({ platform: { domain: "yourdomain.com" } });
  const { managedRuleGroups } = platform.waf;
  for (const { name, count } of managedRuleGroups) {
    const ofBodies = MANAGED_RULES[name].filter((rule) => rule.endsWith("_BODY"));
    expect(count).toEqual(expect.arrayContaining(ofBodies));
  }
  const counted = managedRuleGroups.flatMap(({ count }) => count).filter((rule) => !rule.endsWith("_BODY"));
  expect(counted).toEqual(["NoUserAgent_HEADER", "AnonymousIPList", "HostingProviderIPList"]);
});

test.each([
  "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
  "ELBSecurityPolicy-TLS13-1-2-PQ-2025-09",
  "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
  "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-PQ-2025-09",
] as const)("%s, whose key exchange withstands quantum computers, reaches the listener", (sslPolicy) => {
  const { platform } = settings();
  const stack = productionLayer("platform", { platform: { ...platform, loadBalancer: { sslPolicy } } });
  expect(stack.at("aws_lb_listener.https").ssl_policy).toBe(sslPolicy);
});

test.each([
  ["ELBSecurityPolicy-TLS13-1-1-2021-06", "TLS 1.1"],
  ["ELBSecurityPolicy-TLS13-1-0-PQ-2025-09", "TLS 1.0"],
  ["ELBSecurityPolicy-2016-08", "TLS 1.0, and AWS's own default"],
  ["ELBSecurityPolicy-TLS13-1-2-Ext2-PQ-2025-09", "ciphers without forward secrecy"],
])("%s is refused: %s", (sslPolicy) => {
  expect(found({ loadBalancer: { sslPolicy } })).toEqual([
    expect.objectContaining({ path: "platform.loadBalancer.sslPolicy", value: sslPolicy }),
  ]);
});

/** Problems of settings whose only service has no host. */
const withoutHosts = (certificateNames: string[]) => {
  const { platform, services } = settings();
  const { problems = [] } = validateSettings(
    settings({
      services: { ...services, migration: false, all: { worker: { cpu: 256, memory: 512 } } },
      platform: { ...platform, certificateNames },
    }),
  );
  return problems.map(({ path, reason, use }) => `${path}: ${reason}, ${use}`);
};

test("a certificate has a name, if no service has a host, and the first one is short", () => {
  expect(withoutHosts(["yourdomain.com"])).toEqual([]);
  expect(withoutHosts([])).toEqual([
    'platform.certificateNames: the load balancer\'s certificate needs a name, and no service has a host, ["yourdomain.com"]',
  ]);
  expect(withoutHosts([`${"a".repeat(60)}.yourdomain.com`])).toEqual([
    expect.stringContaining("platform.certificateNames[0]: a certificate's first name has 64 characters"),
  ]);
});

test.each(["ecs", "fargate"])(
  "a prefix %s is refused where it begins the name of a capacity provider",
  (namePrefix) => {
    const { platform } = settings();
    const problems = (spotInstances?: { instanceTypes: string[]; name?: string }) =>
      validateSettings(settings({ namePrefix, platform: { ...platform, spotInstances } })).problems ?? [];
    expect(problems({ instanceTypes: ["m6i.large"] })).toEqual([
      {
        path: "namePrefix",
        value: namePrefix,
        reason: `as capacity provider name, "${namePrefix}-production-spot-capacity" must be letters, digits, _ and -, not beginning with aws, ecs or fargate`,
        use: '"mcp"',
      },
    ]);
    expect(problems({ instanceTypes: ["m6i.large"], name: "spot" })).toEqual([]);
    expect(problems()).toEqual([]);
  },
);

/** Problems of instance types, where a worker of a size runs on them. */
const onInstances = (instanceTypes: string[], cpu: 256 | 1024 | 4096, memory: number) => {
  const worker: ServiceInput = { cpu, memory, capacityProviders: [{ provider: "EC2_SPOT", weight: 1 }] };
  const platform = { ...settings().platform, spotInstances: { instanceTypes } };
  const { problems = [] } = validateSettings(settings({ services: servicesWith({ worker }), platform }));
  return problems.map(({ path, reason, use }) => [path, reason, use]);
};

test.each([
  ["memory", ["m6i.large", "t3.micro"], 256, 1024, "t3.large"],
  ["memory, since the system has some", ["c6i.large"], 1024, 4096, "c6i.xlarge"],
  ["CPU", ["r6i.large"], 4096, 8192, "r6i.xlarge"],
] as const)("instances without enough %s for a task are refused, and what is offered does", (...given) => {
  const [, types, cpu, memory, larger] = given;
  const path = `platform.spotInstances.instanceTypes[${types.length - 1}]`;
  const reason = expect.stringContaining(
    `a task of services.all.worker, with ${cpu} and ${memory}, never runs there`,
  );
  expect(onInstances([...types], cpu, memory)).toEqual([[path, reason, `"${larger}"`]]);
  expect(onInstances([...types.slice(0, -1), larger], cpu, memory)).toEqual([]);
});

test.each([["t3.micro"], ["m6i.large"], ["i3en.large"]])("a task that fits runs on %s", (type) => {
  expect(onInstances([type], 256, 512)).toEqual([]);
});

test("instances that no service asks for may be small", () => {
  expect(found({ spotInstances: { instanceTypes: ["t3.nano"] } })).toEqual([]);
});
