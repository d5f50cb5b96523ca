import { Lb, type LbConfig } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import {
  LbListenerRule,
  type LbListenerRuleAction,
  type LbListenerRuleCondition,
} from "@cdktf/provider-aws/lib/lb-listener-rule";
import { LbTargetGroup, type LbTargetGroupConfig } from "@cdktf/provider-aws/lib/lb-target-group";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { part } from "../part";
import type { PrivateBucket } from "../storage/private-bucket";
import { waive } from "../waiver";

/** Paths that are for operators, and open to whoever asks the services. */
const REFUSED_PATHS = ["/metrics", "/metrics/*", "/debug", "/debug/*"];
const REFUSED_PRIORITY = 10;

export interface LoadBalancerProps {
  /** At most 32 letters, digits and hyphens. */
  readonly name: string;
  readonly vpcId: string;
  /** Public subnets in two zones and more. */
  readonly subnetIds: readonly string[];
  readonly securityGroupId: string;
  /** The certificate's ARN. */
  readonly certificateArn: string;
  /** ELB's policy of protocols and ciphers. */
  readonly sslPolicy: string;
  /** Seconds that a connection may be silent, 1–4000. */
  readonly idleTimeoutSeconds: number;
  /** Makes AWS refuse to delete it. */
  readonly deletionProtection: boolean;
  /** Where its access logs go; the bucket has to let it write (`allowAccessLogs`). */
  readonly logs: PrivateBucket;
  readonly dependsOn?: readonly ITerraformDependable[];
  readonly overrides?: { readonly loadBalancer?: Partial<LbConfig> };
}

export interface TargetProps {
  /** At most 32 letters, digits and hyphens; another one for another port or VPC, which replace the group beside the old one. */
  readonly name: string;
  /** The TCP port of its tasks. */
  readonly port: number;
  /** What is asked to see whether a target is well; the answer has to be 200. */
  readonly healthCheck: {
    readonly path: string;
    readonly intervalSeconds: number;
    readonly timeoutSeconds: number;
    readonly healthyThreshold: number;
    readonly unhealthyThreshold: number;
  };
  /** Seconds that requests in hand have when a target goes, 0–3600. */
  readonly deregistrationDelaySeconds: number;
  /** Seconds that a client comes back to the target it was at, 1–604800. @default requests go to any target */
  readonly stickinessSeconds?: number;
  /** What is sent here: each rule by its id, its priority and what a request has to have. */
  readonly rules: readonly {
    readonly id: string;
    readonly priority: number;
    readonly hosts?: readonly string[];
    readonly paths?: readonly string[];
  }[];
  readonly overrides?: { readonly targetGroup?: Partial<LbTargetGroupConfig> };
}

/** Where requests go. */
export interface Target {
  readonly group: LbTargetGroup;
  /** ECS adds tasks only to a group that a rule leads to: a service has to wait for them. */
  readonly rules: readonly LbListenerRule[];
}

/**
 * An application load balancer that faces the internet: HTTPS only, to targets by host and path, and nowhere else. Its
 * resources bear the construct's id. About 20 USD a month and traffic. Guide: lines 554–578 and 669–687.
 */
export class LoadBalancer extends Construct {
  readonly loadBalancer: Lb;
  private readonly https: LbListener;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: LoadBalancerProps,
  ) {
    super(scope, id);
    this.loadBalancer = this.createLoadBalancer(id);
    this.redirectToHttps();
    this.https = this.listen();
    this.refuse();
  }

  /** A target group of IP addresses, to which ECS adds its tasks, with the rules that lead to it. */
  addTarget(id: string, target: TargetProps): Target {
    const group = this.createTargetGroup(id, target);
    const rules = target.rules.map(({ id: ruleId, priority, hosts, paths }) =>
      this.createRule(ruleId, priority, { type: "forward", targetGroupArn: group.arn }, [
        ...(hosts ? [{ hostHeader: { values: [...hosts] } }] : []),
        ...(paths ? [{ pathPattern: { values: [...paths] } }] : []),
      ]),
    );
    return { group, rules };
  }

  private createLoadBalancer(id: string): Lb {
    const { props } = this;
    const loadBalancer = new Lb(part(this, "load_balancer"), id, {
      name: props.name,
      loadBalancerType: "application",
      internal: false,
      subnets: [...props.subnetIds],
      securityGroups: [props.securityGroupId],
      idleTimeout: props.idleTimeoutSeconds,
      dropInvalidHeaderFields: true,
      enableDeletionProtection: props.deletionProtection,
      accessLogs: { bucket: props.logs.bucket.bucket, enabled: true },
      tags: { Name: props.name },
      // It is refused as long as the bucket does not let it write.
      dependsOn: [props.logs.policy, ...(props.dependsOn ?? [])],
      ...props.overrides?.loadBalancer,
    });
    if (!props.deletionProtection)
      waive(loadBalancer, "CKV_AWS_150", "Protection is a setting, which this environment does without");
    return loadBalancer;
  }

  private redirectToHttps(): void {
    new LbListener(part(this, "listeners"), "http", {
      loadBalancerArn: this.loadBalancer.arn,
      port: 80,
      protocol: "HTTP",
      defaultAction: [
        { type: "redirect", redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" } },
      ],
    });
  }

  private listen(): LbListener {
    const { certificateArn, sslPolicy } = this.props;
    return new LbListener(part(this, "listeners"), "https", {
      loadBalancerArn: this.loadBalancer.arn,
      port: 443,
      protocol: "HTTPS",
      sslPolicy,
      certificateArn,
      // Whoever asks for a host that is none of ours is a scanner.
      defaultAction: [fixedResponse("404", "Not found")],
    });
  }

  private refuse(): void {
    this.createRule("refused_paths", REFUSED_PRIORITY, fixedResponse("403", "Forbidden"), [
      { pathPattern: { values: REFUSED_PATHS } },
    ]);
  }

  private createRule(
    id: string,
    priority: number,
    action: LbListenerRuleAction,
    condition: LbListenerRuleCondition[],
  ): LbListenerRule {
    return new LbListenerRule(part(this, "rules"), id, {
      listenerArn: this.https.arn,
      priority,
      action: [action],
      condition,
    });
  }

  private createTargetGroup(id: string, target: TargetProps): LbTargetGroup {
    const { healthCheck, stickinessSeconds } = target;
    const group = new LbTargetGroup(part(this, "target_groups"), id, {
      name: target.name,
      vpcId: this.props.vpcId,
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
      // Another port makes another group, which the rules have to lead to before this one goes.
      lifecycle: { createBeforeDestroy: true },
      ...target.overrides?.targetGroup,
    });
    waive(
      group,
      "CKV_AWS_378",
      "TLS ends at the load balancer; from there it is the VPC's private subnets, and images have no certificates",
    );
    return group;
  }
}

function fixedResponse(statusCode: string, messageBody: string) {
  return { type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode, messageBody } };
}
