/** In layout single, Terraform makes everything at once that does not wait for something: what needs it has to. */
import type { Environment } from "../../environments/schema/environment";
import { needsIn, unmet } from "../support/order";
import { environment, Synthesized, settings, synthEnvironments } from "../support/synth";
import { guidesVariants, type Variant, withAllOptions } from "../support/variants";

const inOne = (each: Environment): Synthesized =>
  synthEnvironments({ ...each, layout: "single" })[each.prefix] as Synthesized;

/** Tasks reach AWS by nothing but these. */
const ENDPOINTS = [
  "ecr.api",
  "ecr.dkr",
  "logs",
  "secretsmanager",
  "sqs",
  "bedrock-runtime",
  "monitoring",
  "s3",
];

const { network, data } = settings();

const withoutGateways: Variant = [
  "the guide's, with endpoints in place of NAT gateways",
  environment({
    network: {
      ...network,
      natGateways: "none",
      gatewayEndpoints: ["s3"],
      interfaceEndpoints: ENDPOINTS,
    },
    data: { ...data, postgres: { ...data.postgres, extensionsFrom: "operator" } },
  }),
];

const withOneGateway: Variant = [
  "the guide's, with one NAT gateway",
  environment({ network: { ...network, natGateways: "single" } }),
];

const variants = [...guidesVariants, withoutGateways, withOneGateway].map(
  ([title, each]) => [title, inOne(each)] as const,
);

test.each(variants)("%s: whatever needs something waits for it", (_title, synth) => {
  expect(unmet(synth)).toEqual([]);
});

test.each(guidesVariants.filter(([, { layout }]) => layout === "layered"))(
  "%s: in layers of their own, too",
  (_title, each) => {
    expect(Object.values(synthEnvironments(each)).flatMap((synth) => unmet(synth))).toEqual([]);
  },
);

describe("what is looked at", () => {
  const [, all] = variants.find(([title]) => title === withAllOptions[0]) as (typeof variants)[number];
  const [, enclosed] = variants.find(([title]) => title === withoutGateways[0]) as (typeof variants)[number];

  /** The kinds of needs that resources of a type have. */
  const kinds = (synth: Synthesized, type: string) => {
    const own = needsIn(synth).filter(({ of }) => of.startsWith(`${type}.`));
    return [...new Set(own.map(({ what }) => what))].sort();
  };

  test.each([
    ["aws_lb", ["permissions", "security group rules", "way to the internet"]],
    [
      "aws_ecs_service",
      [
        "capacity providers",
        "listener rules",
        "log group",
        "permissions",
        "secret",
        "security group rules",
        "way out",
      ],
    ],
    ["null_resource", ["log group", "permissions", "secret", "security group rules", "way out"]],
    ["aws_nat_gateway", ["internet gateway"]],
    ["aws_autoscaling_group", ["permissions"]],
    ["aws_db_instance", ["log group", "permissions"]],
    ["aws_flow_log", ["permissions"]],
    ["aws_wafv2_web_acl_logging_configuration", ["permissions"]],
    ["aws_route53_record", ["firewall"]],
  ])("%s", (type, expected) => {
    expect(kinds(all, type)).toEqual(expected);
  });

  test("an interface endpoint beside a gateway endpoint", () => {
    expect(needsIn(enclosed)).toContainEqual({
      of: "aws_vpc_endpoint.s3_interface",
      what: "gateway endpoint",
      address: "aws_vpc_endpoint.s3",
    });
  });

  test("every task, however it is started", () => {
    const out = needsIn(all).filter(({ what }) => what === "way out");
    expect([...new Set(out.map(({ of }) => of))].sort()).toEqual([
      "aws_ecs_service.mcp_server",
      "aws_ecs_service.rest_api",
      "aws_ecs_service.worker",
      "null_resource.migrate",
    ]);
  });
});

describe("what does not wait is found", () => {
  const [, synth] = variants[1] as (typeof variants)[number];
  const needs = needsIn(synth);
  const kinds = [...new Set(needs.map(({ of, what }) => `${of.split(".")[0]}: ${what}`))];

  test.each(kinds)("%s", (kind) => {
    const [type = "", what = ""] = kind.split(": ");
    const own = needs.filter((need) => need.of.startsWith(`${type}.`) && need.what === what);
    expect(unmet(without(synth, type), own).length).toBeGreaterThan(0);
  });
});

/** The same, but resources of a type wait for nothing that they do not refer to, and log groups are only called by name. */
function without(synth: Synthesized, type: string): Synthesized {
  const json = JSON.parse(synth.text);
  for (const block of Object.values<Record<string, unknown>>(json.resource[type])) delete block.depends_on;
  const text = JSON.stringify(json).replaceAll(
    /\$\{aws_cloudwatch_log_group\.(\w+)\.name\}/g,
    (_expression, name) => String(synth.at(`aws_cloudwatch_log_group.${name}`).name),
  );
  return new Synthesized(text);
}
