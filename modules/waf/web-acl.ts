import {
  CloudwatchLogGroup,
  type CloudwatchLogGroupConfig,
} from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import {
  CloudwatchLogResourcePolicy,
  type CloudwatchLogResourcePolicyConfig,
} from "@cdktf/provider-aws/lib/cloudwatch-log-resource-policy";
import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import {
  Wafv2WebAcl,
  type Wafv2WebAclConfig,
  type Wafv2WebAclRule,
  type Wafv2WebAclVisibilityConfig,
} from "@cdktf/provider-aws/lib/wafv2-web-acl";
import {
  Wafv2WebAclAssociation,
  type Wafv2WebAclAssociationConfigA as Wafv2WebAclAssociationConfig,
} from "@cdktf/provider-aws/lib/wafv2-web-acl-association";
import {
  Wafv2WebAclLoggingConfiguration,
  type Wafv2WebAclLoggingConfigurationConfig,
} from "@cdktf/provider-aws/lib/wafv2-web-acl-logging-configuration";
import { Construct } from "constructs";
import { ofThisAccount } from "../iam/of-this-account";
import { type InnerIds, innerIds } from "../inner-ids";
import { type Override, overridden } from "../override";
import { part } from "../part";
import type { HasArn } from "../reference";

/**
 * Headers with credentials, by which clients of the platform log in: redacted in the log. Terraform's provider
 * wants them in lower case.
 */
const SECRET_HEADERS = ["authorization", "cookie", "x-api-key"];

export interface ManagedRuleGroup {
  /** AWS's name of the group. */
  readonly name: string;
  /** Rules whose action is Count instead of Block. @default none */
  readonly count?: readonly string[];
}

export interface WebAclProps extends InnerIds {
  readonly name: string;
  /** What it protects. */
  readonly loadBalancer: HasArn;
  /** Rate limit: requests in five minutes that one address may send, 10–2000000000. */
  readonly rateLimit: number;
  /** AWS's managed rule groups, in their order. */
  readonly managedRuleGroups: readonly ManagedRuleGroup[];
  /** Name of the log group, which AWS wants to begin with aws-waf-logs-. */
  readonly logGroupName: string;
  /** Days CloudWatch keeps the log, one of its own steps: 1, 3, 5, 7, 14, 30 … 3653. */
  readonly logRetentionDays: number;
  /** Encrypts it; its policy has to let CloudWatch Logs (`logEncryption`). */
  readonly logKey: HasArn;
  readonly overrides?: {
    readonly webAcl?: Override<Wafv2WebAclConfig>;
    readonly association?: Override<Wafv2WebAclAssociationConfig>;
    readonly logGroup?: Override<CloudwatchLogGroupConfig>;
    readonly logPolicy?: Override<CloudwatchLogResourcePolicyConfig>;
    readonly logging?: Override<Wafv2WebAclLoggingConfigurationConfig>;
  };
}

/**
 * A web ACL in front of a load balancer: a rate limit for each address, and AWS's managed rule groups. What it lets pass
 * or blocks is logged, without credentials. Its resources bear the construct's id, its log is `waf`. About 8 USD a month, and
 * 0.60 USD a million requests. Guide: lines 687–742.
 */
export class WebAcl extends Construct {
  readonly webAcl: Wafv2WebAcl;
  /** From here on, requests pass it: what sends clients to the load balancer depends on this, in the same stack. */
  readonly association: Wafv2WebAclAssociation;
  readonly logGroup: CloudwatchLogGroup;
  private readonly logGroupId: string;

  constructor(
    scope: Construct,
    private readonly id: string,
    private readonly props: WebAclProps,
  ) {
    super(scope, id);
    this.logGroupId = innerIds(id, props)("waf");
    this.webAcl = this.createWebAcl();
    this.association = this.protect();
    this.logGroup = this.createLogGroup();
    this.log();
  }

  get arn(): string {
    return this.webAcl.arn;
  }

  private createWebAcl(): Wafv2WebAcl {
    const { name, managedRuleGroups, overrides } = this.props;
    const config: Wafv2WebAclConfig = {
      name,
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      rule: [this.rateLimit(), ...managedRuleGroups.map(managedRuleGroup)],
      visibilityConfig: visibility(name),
    };
    return new Wafv2WebAcl(part(this, "web_acl"), this.id, overridden(config, overrides?.webAcl));
  }

  private protect(): Wafv2WebAclAssociation {
    const { loadBalancer, overrides } = this.props;
    const config: Wafv2WebAclAssociationConfig = {
      webAclArn: this.webAcl.arn,
      resourceArn: loadBalancer.arn,
    };
    return new Wafv2WebAclAssociation(
      part(this, "association"),
      this.id,
      overridden(config, overrides?.association),
    );
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
    const config: CloudwatchLogGroupConfig = {
      name: logGroupName,
      retentionInDays: logRetentionDays,
      kmsKeyId: logKey.arn,
    };
    return new CloudwatchLogGroup(
      part(this, "log_group"),
      this.logGroupId,
      overridden(config, overrides?.logGroup),
    );
  }

  /** https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html */
  private log(): void {
    const config: Wafv2WebAclLoggingConfigurationConfig = {
      resourceArn: this.webAcl.arn,
      logDestinationConfigs: [this.logGroup.arn],
      redactedFields: SECRET_HEADERS.map((name) => ({ singleHeader: { name } })),
      dependsOn: [this.createLogPolicy()],
    };
    new Wafv2WebAclLoggingConfiguration(
      part(this, "logging"),
      this.id,
      overridden(config, this.props.overrides?.logging),
    );
  }

  private createLogPolicy(): CloudwatchLogResourcePolicy {
    const { logGroupName, overrides } = this.props;
    const document = new DataAwsIamPolicyDocument(part(this, "documents"), `${this.logGroupId}_log`, {
      statement: [
        {
          principals: [{ type: "Service", identifiers: ["delivery.logs.amazonaws.com"] }],
          actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
          resources: [`${this.logGroup.arn}:*`],
          condition: [ofThisAccount(this)],
        },
      ],
    });
    const config: CloudwatchLogResourcePolicyConfig = {
      policyName: logGroupName,
      policyDocument: document.json,
    };
    return new CloudwatchLogResourcePolicy(
      part(this, "log_policy"),
      this.logGroupId,
      overridden(config, overrides?.logPolicy),
    );
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
