import { EncryptionKey } from "../../../modules/encryption/encryption-key";
import { WebAcl, type WebAclProps } from "../../../modules/waf/web-acl";
import { type Block, type Synthesized, synthIn } from "../../support/synth";

function synthWebAcl(changes: Partial<WebAclProps> = {}): Synthesized {
  return synthIn((stack) => {
    new WebAcl(stack, "main", {
      name: "test-waf",
      resourceArn: "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/test/1",
      rateLimit: 2000,
      managedRuleGroups: [
        {
          name: "AWSManagedRulesCommonRuleSet",
          count: ["SizeRestrictions_BODY", "CrossSiteScripting_BODY"],
        },
        { name: "AWSManagedRulesKnownBadInputsRuleSet" },
      ],
      logGroupName: "aws-waf-logs-test",
      logRetentionDays: 365,
      logKey: new EncryptionKey(stack, "logs", { alias: "alias/logs", description: "test" }),
      ...changes,
    });
  });
}

const webAcl = (synth: Synthesized) => synth.at("aws_wafv2_web_acl.main");
const rules = (changes?: Partial<WebAclProps>) => webAcl(synthWebAcl(changes)).rule as Block[];
const visibility = (metric_name: string) => ({
  cloudwatch_metrics_enabled: true,
  metric_name,
  sampled_requests_enabled: true,
});

test("it lets pass what no rule blocks, before this load balancer", () => {
  const synth = synthWebAcl();
  expect(webAcl(synth)).toMatchObject({
    name: "test-waf",
    scope: "REGIONAL",
    default_action: { allow: {} },
    visibility_config: visibility("test-waf"),
  });
  expect(synth.at("aws_wafv2_web_acl_association.main")).toEqual({
    web_acl_arn: "${aws_wafv2_web_acl.main.arn}",
    resource_arn: "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/test/1",
  });
});

test("first of all, it blocks an address that asks too often", () => {
  expect(rules({ rateLimit: 500 })[0]).toEqual({
    name: "RateLimitRule",
    priority: 1,
    action: { block: {} },
    statement: { rate_based_statement: { limit: 500, aggregate_key_type: "IP" } },
    visibility_config: visibility("RateLimitRule"),
  });
});

test("then AWS's groups in their order, each with AWS's actions but for what only counts", () => {
  const only = (name: string) => ({ name, action_to_use: { count: {} } });
  expect(rules().slice(1)).toEqual([
    {
      name: "CommonRuleSet",
      priority: 2,
      override_action: { none: {} },
      statement: {
        managed_rule_group_statement: {
          vendor_name: "AWS",
          name: "AWSManagedRulesCommonRuleSet",
          rule_action_override: [only("SizeRestrictions_BODY"), only("CrossSiteScripting_BODY")],
        },
      },
      visibility_config: visibility("CommonRuleSet"),
    },
    {
      name: "KnownBadInputsRuleSet",
      priority: 3,
      override_action: { none: {} },
      statement: {
        managed_rule_group_statement: { vendor_name: "AWS", name: "AWSManagedRulesKnownBadInputsRuleSet" },
      },
      visibility_config: visibility("KnownBadInputsRuleSet"),
    },
  ]);
});

test("it may have no group at all", () => {
  expect(rules({ managedRuleGroups: [] }).map((rule) => rule.name)).toEqual(["RateLimitRule"]);
});

describe("its log", () => {
  test("is encrypted and kept as long as said", () => {
    expect(synthWebAcl().at("aws_cloudwatch_log_group.waf")).toMatchObject({
      name: "aws-waf-logs-test",
      retention_in_days: 365,
      kms_key_id: "${aws_kms_key.logs.arn}",
    });
  });

  test("says nothing that would let somebody in", () => {
    expect(synthWebAcl().at("aws_wafv2_web_acl_logging_configuration.main").redacted_fields).toEqual([
      { single_header: { name: "authorization" } },
      { single_header: { name: "cookie" } },
    ]);
  });

  test("is written once this account's WAF may, and nobody else's", () => {
    const synth = synthWebAcl();
    expect(synth.at("aws_wafv2_web_acl_logging_configuration.main")).toMatchObject({
      resource_arn: "${aws_wafv2_web_acl.main.arn}",
      log_destination_configs: ["${aws_cloudwatch_log_group.waf.arn}"],
      depends_on: ["aws_cloudwatch_log_resource_policy.waf"],
    });
    expect(synth.at("aws_cloudwatch_log_resource_policy.waf")).toMatchObject({
      policy_name: "aws-waf-logs-test",
      policy_document: "${data.aws_iam_policy_document.waf_log.json}",
    });
    expect(synth.at("data.aws_iam_policy_document.waf_log").statement).toEqual([
      {
        principals: [{ type: "Service", identifiers: ["delivery.logs.amazonaws.com"] }],
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: ["${aws_cloudwatch_log_group.waf.arn}:*"],
        condition: [
          {
            test: "StringEquals",
            variable: "aws:SourceAccount",
            values: ["${data.aws_caller_identity.current.account_id}"],
          },
        ],
      },
    ]);
  });
});

test("any argument can be set", () => {
  const synth = synthWebAcl({
    overrides: { webAcl: { tokenDomains: ["example.com"] }, logGroup: { skipDestroy: true } },
  });
  expect(webAcl(synth).token_domains).toEqual(["example.com"]);
  expect(synth.at("aws_cloudwatch_log_group.waf").skip_destroy).toBe(true);
});
