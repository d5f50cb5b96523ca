import { validateSettings } from "../../environments/schema/environment";
import { settings } from "../support/synth";
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
    "3600",
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

test("rules are known by the groups that have them", () => {
  const managedRuleGroups = [
    { name: "AWSManagedRulesCommonRuleSet", count: ["SizeRestrictions_BODY", "GenericLFI_URIPATH"] },
    { name: "AWSManagedRulesKnownBadInputsRuleSet", count: ["ReactJSRCE_BODY"] },
    { name: "AWSManagedRulesAmazonIpReputationList", count: ["AWSManagedReconnaissanceList"] },
    // Nobody knows here what these have.
    { name: "AWSManagedRulesSQLiRuleSet", count: ["Any_Rule"] },
  ];
  expect(found({ waf: { managedRuleGroups } })).toEqual([]);
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
