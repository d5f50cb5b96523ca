import {
  CloudwatchLogGroup,
  type CloudwatchLogGroupConfig,
} from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { CloudwatchLogResourcePolicy } from "@cdktf/provider-aws/lib/cloudwatch-log-resource-policy";
import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import {
  Wafv2WebAcl,
  type Wafv2WebAclConfig,
  type Wafv2WebAclRule,
  type Wafv2WebAclVisibilityConfig,
} from "@cdktf/provider-aws/lib/wafv2-web-acl";
import { Wafv2WebAclAssociation } from "@cdktf/provider-aws/lib/wafv2-web-acl-association";
import { Wafv2WebAclLoggingConfiguration } from "@cdktf/provider-aws/lib/wafv2-web-acl-logging-configuration";
import { Construct } from "constructs";
import type { EncryptionKey } from "../encryption/encryption-key";
import { ofThisAccount } from "../iam/of-this-account";
import { part } from "../part";

/** Headers that let somebody in: they are not written down. */
const SECRET_HEADERS = ["authorization", "cookie"];

export interface ManagedRuleGroup {
  /** AWS's name of the group. */
  readonly name: string;
  /** Rules of it that count what they match, and let it pass. @default none */
  readonly count?: readonly string[];
}

export interface WebAclProps {
  readonly name: string;
  /** What it protects: the ARN of a load balancer. */
  readonly resourceArn: string;
  /** Requests in five minutes that one address may send, 10–2000000000. */
  readonly rateLimit: number;
  /** AWS's groups of rules, in their order. */
  readonly managedRuleGroups: readonly ManagedRuleGroup[];
  /** Name of the log group, which AWS wants to begin with aws-waf-logs-. */
  readonly logGroupName: string;
  /** Days CloudWatch keeps the log, one of its own steps: 1, 3, 5, 7, 14, 30 … 3653. */
  readonly logRetentionDays: number;
  /** Encrypts it; its policy has to let CloudWatch Logs (`logEncryption`). */
  readonly logKey: EncryptionKey;
  readonly overrides?: {
    readonly webAcl?: Partial<Wafv2WebAclConfig>;
    readonly logGroup?: Partial<CloudwatchLogGroupConfig>;
  };
}

/**
 * A web application firewall before a load balancer: a limit for each address, and groups of rules of AWS's. What it lets pass
 * or blocks is logged, without what would let somebody in. Its resources bear the construct's id. About 8 USD a month, and
 * 0.60 USD a million requests. Guide: lines 689–755.
 */
export class WebAcl extends Construct {
  readonly webAcl: Wafv2WebAcl;
  readonly logGroup: CloudwatchLogGroup;

  constructor(
    scope: Construct,
    private readonly id: string,
    private readonly props: WebAclProps,
  ) {
    super(scope, id);
    this.webAcl = this.createWebAcl();
    new Wafv2WebAclAssociation(part(this, "association"), id, {
      webAclArn: this.webAcl.arn,
      resourceArn: props.resourceArn,
    });
    this.logGroup = this.createLogGroup();
    this.log();
  }

  private createWebAcl(): Wafv2WebAcl {
    const { name, managedRuleGroups, overrides } = this.props;
    return new Wafv2WebAcl(part(this, "web_acl"), this.id, {
      name,
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      rule: [this.rateLimit(), ...managedRuleGroups.map(managedRuleGroup)],
      visibilityConfig: visibility(name),
      ...overrides?.webAcl,
    });
  }

  private rateLimit(): Wafv2WebAclRule {
    return {
      name: "RateLimitRule",
      priority: 1,
      action: { block: {} },
      // The bindings do not know statements, and hand them on as they are: their names are Terraform's own.
      statement: { rate_based_statement: { limit: this.props.rateLimit, aggregate_key_type: "IP" } },
      visibilityConfig: visibility("RateLimitRule"),
    };
  }

  private createLogGroup(): CloudwatchLogGroup {
    const { logGroupName, logRetentionDays, logKey, overrides } = this.props;
    return new CloudwatchLogGroup(part(this, "log_group"), "waf", {
      name: logGroupName,
      retentionInDays: logRetentionDays,
      kmsKeyId: logKey.key.arn,
      ...overrides?.logGroup,
    });
  }

  /** https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html */
  private log(): void {
    const document = new DataAwsIamPolicyDocument(part(this, "documents"), "waf_log", {
      statement: [
        {
          principals: [{ type: "Service", identifiers: ["delivery.logs.amazonaws.com"] }],
          actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
          resources: [`${this.logGroup.arn}:*`],
          condition: [ofThisAccount(this)],
        },
      ],
    });
    const policy = new CloudwatchLogResourcePolicy(part(this, "log_policy"), "waf", {
      policyName: this.props.logGroupName,
      policyDocument: document.json,
    });
    new Wafv2WebAclLoggingConfiguration(part(this, "logging"), this.id, {
      resourceArn: this.webAcl.arn,
      logDestinationConfigs: [this.logGroup.arn],
      redactedFields: SECRET_HEADERS.map((name) => ({ singleHeader: { name } })),
      dependsOn: [policy],
    });
  }
}

/** The guide's names, without AWS's beginning: `CommonRuleSet`. */
function managedRuleGroup({ name, count = [] }: ManagedRuleGroup, index: number): Wafv2WebAclRule {
  const shortName = name.replace("AWSManagedRules", "");
  const counted = count.map((rule) => ({ name: rule, action_to_use: { count: {} } }));
  return {
    name: shortName,
    priority: index + 2,
    overrideAction: { none: {} },
    statement: {
      managed_rule_group_statement: {
        vendor_name: "AWS",
        name,
        ...(counted.length > 0 ? { rule_action_override: counted } : {}),
      },
    },
    visibilityConfig: visibility(shortName),
  };
}

function visibility(metricName: string): Wafv2WebAclVisibilityConfig {
  return { cloudwatchMetricsEnabled: true, metricName, sampledRequestsEnabled: true };
}
