/** Guide, "4. WAF Configuration": lines 687–742, with the errata to line 690. */
import { type Block, productionInOne, type Synthesized } from "../support/synth";

let stack: Synthesized;
let acl: Block;
let rules: Block[];

beforeAll(() => {
  stack = productionInOne();
  acl = stack.at("aws_wafv2_web_acl.main");
  rules = acl.rule as Block[];
});

test("mcp-production-waf, regional, lets pass by default", () => {
  expect(acl).toMatchObject({ name: "mcp-production-waf", scope: "REGIONAL", default_action: { allow: {} } });
});

test("RateLimitRule", () => {
  expect(rules[0]).toEqual({
    name: "RateLimitRule",
    priority: 1,
    action: { block: {} },
    statement: { rate_based_statement: { limit: 2000, aggregate_key_type: "IP" } },
    visibility_config: {
      cloudwatch_metrics_enabled: true,
      metric_name: "RateLimitRule",
      sampled_requests_enabled: true,
    },
  });
});

test("errata to line 714: CommonRuleSet counts first what refuses this platform's clients", () => {
  const count = [
    "NoUserAgent_HEADER",
    "SizeRestrictions_BODY",
    "EC2MetaDataSSRF_BODY",
    "GenericLFI_BODY",
    "GenericRFI_BODY",
    "CrossSiteScripting_BODY",
  ];
  expect(rules[1]).toEqual({
    name: "CommonRuleSet",
    priority: 2,
    override_action: { none: {} },
    statement: {
      managed_rule_group_statement: {
        vendor_name: "AWS",
        name: "AWSManagedRulesCommonRuleSet",
        rule_action_override: count.map((name) => ({ name, action_to_use: { count: {} } })),
      },
    },
    visibility_config: {
      cloudwatch_metrics_enabled: true,
      metric_name: "CommonRuleSet",
      sampled_requests_enabled: true,
    },
  });
});

test("errata: visible itself, associated with the load balancer, logged without what lets somebody in", () => {
  expect(acl.visibility_config).toMatchObject({ cloudwatch_metrics_enabled: true });
  expect(stack.at("aws_wafv2_web_acl_association.main")).toEqual({
    web_acl_arn: "${aws_wafv2_web_acl.main.arn}",
    resource_arn: "${aws_lb.main.arn}",
  });
  expect(stack.at("aws_wafv2_web_acl_logging_configuration.main")).toMatchObject({
    log_destination_configs: ["${aws_cloudwatch_log_group.waf.arn}"],
    redacted_fields: ["authorization", "cookie", "x-api-key"].map((name) => ({ single_header: { name } })),
  });
  expect(stack.at("aws_cloudwatch_log_group.waf").name).toBe("aws-waf-logs-mcp-production");
});
