import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { Wafv2WebAcl } from "@cdktf/provider-aws/lib/wafv2-web-acl";
import { Wafv2WebAclAssociation } from "@cdktf/provider-aws/lib/wafv2-web-acl-association";
import { Wafv2WebAclLoggingConfiguration } from "@cdktf/provider-aws/lib/wafv2-web-acl-logging-configuration";
import { Testing } from "cdktf";
import type { Construct } from "constructs";
import { EncryptionKey } from "../../../modules/encryption/encryption-key";
import { WebAcl, type WebAclProps } from "../../../modules/waf/web-acl";
import { type Block, type Synthesized, synthIn } from "../../support/synth";

const LOAD_BALANCER = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/test/1";

function addWebAcl(scope: Construct, id: string, changes: Partial<WebAclProps> = {}): WebAcl {
  return new WebAcl(scope, id, {
    name: "test-waf",
    loadBalancer: { arn: LOAD_BALANCER },
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
    logKey: new EncryptionKey(scope, `${id}_logs`, { alias: "alias/logs", description: "test" }),
    ...changes,
  });
}

const synthWebAcl = (changes?: Partial<WebAclProps>): Synthesized =>
  synthIn((stack) => {
    addWebAcl(stack, "main", changes);
  });

const webAcl = (synth: Synthesized) => synth.at("aws_wafv2_web_acl.main");
const rules = (changes?: Partial<WebAclProps>) => webAcl(synthWebAcl(changes)).rule as Block[];
const visibility = (metric_name: string) => ({
  cloudwatch_metrics_enabled: true,
  metric_name,
  sampled_requests_enabled: true,
});

describe("in a stack of one's own", () => {
  const stack = Testing.synthScope((scope) => {
    addWebAcl(scope, "main");
  });

  test("it lets pass what no rule blocks, before this load balancer", () => {
    expect(stack).toHaveResourceWithProperties(Wafv2WebAcl, {
      name: "test-waf",
      scope: "REGIONAL",
      default_action: { allow: {} },
      visibility_config: visibility("test-waf"),
    });
    expect(stack).toHaveResourceWithProperties(Wafv2WebAclAssociation, {
      web_acl_arn: expect.stringContaining("aws_wafv2_web_acl.main_"),
      resource_arn: LOAD_BALANCER,
    });
  });

  test("its log is encrypted, kept as long as said, and says nothing that would let somebody in", () => {
    expect(stack).toHaveResourceWithProperties(CloudwatchLogGroup, {
      name: "aws-waf-logs-test",
      retention_in_days: 365,
      kms_key_id: expect.stringContaining("aws_kms_key.main_logs"),
    });
    expect(stack).toHaveResourceWithProperties(Wafv2WebAclLoggingConfiguration, {
      redacted_fields: [
        { single_header: { name: "authorization" } },
        { single_header: { name: "cookie" } },
        { single_header: { name: "x-api-key" } },
      ],
    });
  });

  test("this account's WAF may write it, and nobody else's", () => {
    expect(stack).toHaveDataSourceWithProperties(DataAwsIamPolicyDocument, {
      statement: [
        {
          principals: [{ type: "Service", identifiers: ["delivery.logs.amazonaws.com"] }],
          actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
          resources: [expect.stringMatching(/^\$\{aws_cloudwatch_log_group\.\w+\.arn\}:\*$/)],
          condition: [expect.objectContaining({ test: "StringEquals", variable: "aws:SourceAccount" })],
        },
      ],
    });
  });
});

test("it is before this load balancer by its own ARN", () => {
  expect(synthWebAcl().at("aws_wafv2_web_acl_association.main").web_acl_arn).toBe(
    "${aws_wafv2_web_acl.main.arn}",
  );
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

test("its log is written once the policy lets WAF write", () => {
  const synth = synthWebAcl();
  expect(synth.at("aws_wafv2_web_acl_logging_configuration.main")).toMatchObject({
    resource_arn: "${aws_wafv2_web_acl.main.arn}",
    log_destination_configs: ["${aws_cloudwatch_log_group.main_waf.arn}"],
    depends_on: ["aws_cloudwatch_log_resource_policy.main_waf"],
  });
  expect(synth.at("aws_cloudwatch_log_resource_policy.main_waf")).toMatchObject({
    policy_name: "aws-waf-logs-test",
    policy_document: "${data.aws_iam_policy_document.main_waf_log.json}",
  });
});

test("two of them stand in one stack", () => {
  const synth = synthIn((stack) => {
    addWebAcl(stack, "main", { idPrefix: "" });
    addWebAcl(stack, "internal");
  });
  expect(Object.keys(synth.resources("aws_cloudwatch_log_group")).sort()).toEqual(["internal_waf", "waf"]);
  expect(Object.keys(synth.resources("aws_wafv2_web_acl")).sort()).toEqual(["internal", "main"]);
});

test("any argument of any resource can be set; what is not named stays", () => {
  const synth = synthWebAcl({
    overrides: {
      webAcl: { captchaConfig: { immunityTimeProperty: { immunityTime: 120 } } },
      association: { lifecycle: { createBeforeDestroy: true } },
      logGroup: { skipDestroy: true },
      logPolicy: { policyName: "other" },
      logging: (config) => ({
        ...config,
        redactedFields: [...(config.redactedFields as object[]), { queryString: {} }],
      }),
    },
  });
  expect(webAcl(synth)).toMatchObject({
    default_action: { allow: {} },
    captcha_config: { immunity_time_property: { immunity_time: 120 } },
  });
  expect(synth.at("aws_wafv2_web_acl_association.main")).toMatchObject({
    resource_arn: LOAD_BALANCER,
    lifecycle: { create_before_destroy: true },
  });
  expect(synth.at("aws_cloudwatch_log_group.main_waf")).toMatchObject({
    retention_in_days: 365,
    skip_destroy: true,
  });
  expect(synth.at("aws_cloudwatch_log_resource_policy.main_waf").policy_name).toBe("other");
  expect(synth.at("aws_wafv2_web_acl_logging_configuration.main").redacted_fields).toHaveLength(4);
});
