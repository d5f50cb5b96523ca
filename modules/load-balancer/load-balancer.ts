import { Lb, type LbConfig } from "@cdktf/provider-aws/lib/lb";
import { LbListener, type LbListenerConfig } from "@cdktf/provider-aws/lib/lb-listener";
import {
  LbListenerRule,
  type LbListenerRuleAction,
  type LbListenerRuleConfig,
} from "@cdktf/provider-aws/lib/lb-listener-rule";
import { LbTargetGroup, type LbTargetGroupConfig } from "@cdktf/provider-aws/lib/lb-target-group";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { type InnerIds, innerIds } from "../inner-ids";
import { type Override, overridden } from "../override";
import { part } from "../part";
import type { HasArn, HasId } from "../reference";
import type { PrivateBucket } from "../storage/private-bucket";
import { waive } from "../waiver";
import { REFUSED_PATHS, REFUSED_PRIORITY, REFUSED_RULE } from "./refused-paths";

export interface LoadBalancerProps extends InnerIds {
  /** At most 32 letters, digits and hyphens. */
  readonly name: string;
  readonly vpc: HasId;
  /** Public subnets in two zones and more. */
  readonly subnets: readonly HasId[];
  readonly securityGroup: HasId;
  /** Of the host names in its rules; it has to be issued already. */
  readonly certificate: HasArn;
  /** The listener's security policy: protocols and ciphers. */
  readonly sslPolicy: string;
  /** Idle timeout: seconds that a connection may be open without data, 1–4000. */
  readonly idleTimeoutSeconds: number;
  /** Makes AWS refuse to delete it. */
  readonly deletionProtection: boolean;
  /** Where its access logs go; the bucket has to let it write (`allowAccessLogs`). */
  readonly logs: PrivateBucket;
  readonly dependsOn?: readonly ITerraformDependable[];
  readonly overrides?: {
    readonly loadBalancer?: Override<LbConfig>;
    readonly httpListener?: Override<LbListenerConfig>;
    readonly httpsListener?: Override<LbListenerConfig>;
    /** The rule that refuses operators' paths. */
    readonly refusedPaths?: Override<LbListenerRuleConfig>;
  };
}

export interface TargetProps {
  /** At most 32 letters, digits and hyphens; another one for another VPC, which replaces the group beside the old one. */
  readonly name: string;
  /** The TCP port of its first tasks. Each is registered with its own, so a later change has no effect here. */
  readonly port: number;
  /** Path of the health check; the answer has to be 200. */
  readonly healthCheck: {
    readonly path: string;
    readonly intervalSeconds: number;
    readonly timeoutSeconds: number;
    readonly healthyThreshold: number;
    readonly unhealthyThreshold: number;
  };
  /** Deregistration delay: seconds that open requests have to finish when a target is deregistered, 0–3600. */
  readonly deregistrationDelaySeconds: number;
  /** Stickiness: seconds that a client's requests go to the same target, 1–604800. @default none */
  readonly stickinessSeconds?: number;
  /** What is sent here: each rule by its id, its priority and what a request has to have. */
  readonly rules: readonly {
    readonly id: string;
    readonly priority: number;
    readonly hosts?: readonly string[];
    readonly paths?: readonly string[];
  }[];
  readonly overrides?: {
    readonly targetGroup?: Override<LbTargetGroupConfig>;
    /** Each of the rules. */
    readonly rule?: Override<LbListenerRuleConfig>;
  };
}

/** Where requests go. */
export interface Target {
  readonly group: LbTargetGroup;
  /** ECS adds tasks only to a group that a rule leads to: a service has to wait for them. */
  readonly rules: readonly LbListenerRule[];
}

/**
 * An application load balancer that faces the internet: HTTPS only, to targets by host and path, and nowhere else. It
 * bears the construct's id; `http`, `https` and `refused_paths` are inside. About 20 USD a month and traffic. Guide: lines 554–579 and 668–685.
 */
export class LoadBalancer extends Construct {
  readonly loadBalancer: Lb;
  private readonly https: LbListener;
  private readonly inner: (name: string) => string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: LoadBalancerProps,
  ) {
    super(scope, id);
    this.inner = innerIds(id, props);
    this.loadBalancer = this.createLoadBalancer(id);
    this.redirectToHttps();
    this.https = this.listen();
    this.refuse();
  }

  get arn(): string {
    return this.loadBalancer.arn;
  }

  /** The part of its ARN by which CloudWatch knows it. */
  get arnSuffix(): string {
    return this.loadBalancer.arnSuffix;
  }

  get dnsName(): string {
    return this.loadBalancer.dnsName;
  }

  /** Of the hosted zone that its `dnsName` is in, for records that are aliases of it. */
  get zoneId(): string {
    return this.loadBalancer.zoneId;
  }

  /** A target group of IP addresses, to which ECS adds its tasks, with the rules that lead to it. */
  addTarget(id: string, target: TargetProps): Target {
    const group = this.createTargetGroup(id, target);
    const rules = target.rules.map(({ id: ruleId, priority, hosts, paths }) =>
      this.createRule(
        ruleId,
        {
          priority,
          action: [{ type: "forward", targetGroupArn: group.arn }],
          condition: [
            ...(hosts ? [{ hostHeader: { values: [...hosts] } }] : []),
            ...(paths ? [{ pathPattern: { values: [...paths] } }] : []),
          ],
        },
        target.overrides?.rule,
      ),
    );
    return { group, rules };
  }

  private createLoadBalancer(id: string): Lb {
    const { props } = this;
    const config: LbConfig = {
      name: props.name,
      loadBalancerType: "application",
      internal: false,
      subnets: props.subnets.map((subnet) => subnet.id),
      securityGroups: [props.securityGroup.id],
      idleTimeout: props.idleTimeoutSeconds,
      dropInvalidHeaderFields: true,
      enableDeletionProtection: props.deletionProtection,
      accessLogs: { bucket: props.logs.name, enabled: true },
      tags: { Name: props.name },
      // It is refused as long as the bucket does not let it write.
      dependsOn: [props.logs.policy, ...(props.dependsOn ?? [])],
    };
    const loadBalancer = new Lb(
      part(this, "load_balancer"),
      id,
      overridden(config, props.overrides?.loadBalancer),
    );
    if (!props.deletionProtection)
      waive(loadBalancer, "CKV_AWS_150", "Protection is a setting, which this environment does without");
    return loadBalancer;
  }

  private redirectToHttps(): void {
    const config: LbListenerConfig = {
      loadBalancerArn: this.loadBalancer.arn,
      port: 80,
      protocol: "HTTP",
      defaultAction: [
        { type: "redirect", redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" } },
      ],
    };
    this.createListener("http", overridden(config, this.props.overrides?.httpListener));
  }

  private listen(): LbListener {
    const { certificate, sslPolicy, overrides } = this.props;
    const config: LbListenerConfig = {
      loadBalancerArn: this.loadBalancer.arn,
      port: 443,
      protocol: "HTTPS",
      sslPolicy,
      certificateArn: certificate.arn,
      // A request for a host that is not ours is a scanner's.
      defaultAction: [fixedResponse("404", "Not found")],
    };
    return this.createListener("https", overridden(config, overrides?.httpsListener));
  }

  private createListener(name: "http" | "https", config: LbListenerConfig): LbListener {
    return new LbListener(part(this, "listeners"), this.inner(name), config);
  }

  private refuse(): void {
    this.createRule(
      this.inner(REFUSED_RULE),
      {
        priority: REFUSED_PRIORITY,
        action: [fixedResponse("403", "Forbidden")],
        condition: [{ pathPattern: { values: REFUSED_PATHS } }],
      },
      this.props.overrides?.refusedPaths,
    );
  }

  private createRule(
    id: string,
    rule: Omit<LbListenerRuleConfig, "listenerArn">,
    override?: Override<LbListenerRuleConfig>,
  ): LbListenerRule {
    const config: LbListenerRuleConfig = { listenerArn: this.https.arn, ...rule };
    return new LbListenerRule(part(this, "rules"), id, overridden(config, override));
  }

  private createTargetGroup(id: string, target: TargetProps): LbTargetGroup {
    const { healthCheck, stickinessSeconds } = target;
    const config: LbTargetGroupConfig = {
      name: target.name,
      vpcId: this.props.vpc.id,
      targetType: "ip",
      protocol: "HTTP",
      port: target.port,
      deregistrationDelay: `${target.deregistrationDelaySeconds}`,
      healthCheck: {
        path: healthCheck.path,
        protocol: "HTTP",
        matcher: "200",
        interval: healthCheck.intervalSeconds,
        timeout: healthCheck.timeoutSeconds,
        healthyThreshold: healthCheck.healthyThreshold,
        unhealthyThreshold: healthCheck.unhealthyThreshold,
      },
      stickiness:
        stickinessSeconds === undefined
          ? { enabled: false, type: "lb_cookie" }
          : { enabled: true, type: "lb_cookie", cookieDuration: stickinessSeconds },
      lifecycle: {
        // The rules have to forward to the new one before the old one is deleted.
        createBeforeDestroy: true,
        // AWS cannot change it, and nothing uses it: ECS registers each task with its container's port, where the checks go too.
        ignoreChanges: ["port"],
      },
    };
    const group = new LbTargetGroup(
      part(this, "target_groups"),
      id,
      overridden(config, target.overrides?.targetGroup),
    );
    waive(
      group,
      "CKV_AWS_378",
      "TLS ends at the load balancer; from there it is the VPC's private subnets, and images have no certificates",
    );
    return group;
  }
}

function fixedResponse(statusCode: string, messageBody: string): LbListenerRuleAction {
  return { type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode, messageBody } };
}
