import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbListenerRule } from "@cdktf/provider-aws/lib/lb-listener-rule";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Testing } from "cdktf";
import type { Construct } from "constructs";
import {
  LoadBalancer,
  type LoadBalancerProps,
  type Target,
  type TargetProps,
} from "../../../modules/load-balancer/load-balancer";
import { PrivateBucket } from "../../../modules/storage/private-bucket";
import { type Synthesized, synthIn } from "../../support/synth";

const TARGET: TargetProps = {
  name: "test-server",
  port: 8080,
  healthCheck: {
    path: "/health",
    intervalSeconds: 30,
    timeoutSeconds: 5,
    healthyThreshold: 2,
    unhealthyThreshold: 5,
  },
  deregistrationDelaySeconds: 30,
  rules: [
    { id: "websocket", priority: 20, paths: ["/ws", "/ws/*"] },
    { id: "mcp", priority: 30, hosts: ["mcp.example.com"] },
    { id: "both", priority: 40, hosts: ["api.example.com"], paths: ["/v1/*"] },
  ],
};

function addLoadBalancer(
  scope: Construct,
  id: string,
  changes: Partial<LoadBalancerProps> = {},
): LoadBalancer {
  return new LoadBalancer(scope, id, {
    name: "test-alb",
    vpc: { id: "vpc-1" },
    subnets: [{ id: "subnet-1" }, { id: "subnet-2" }],
    securityGroup: { id: "sg-1" },
    certificate: { arn: "arn:aws:acm:us-east-1:123456789012:certificate/c" },
    sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
    idleTimeoutSeconds: 3600,
    deletionProtection: true,
    logs: new PrivateBucket(scope, `${id}_logs`, {
      name: `test-${id}-logs`,
      lifecycle: { ruleId: "expire", oldVersionsExpireDays: 1 },
    }),
    ...changes,
  });
}

interface Changes {
  readonly loadBalancer?: Partial<LoadBalancerProps>;
  readonly target?: Partial<TargetProps>;
}

/** A load balancer with one target. */
function synthLoadBalancer({ loadBalancer, target }: Changes = {}): Synthesized {
  return synthIn((stack) => {
    addLoadBalancer(stack, "main", loadBalancer).addTarget("server", { ...TARGET, ...target });
  });
}

const fixedResponse = (status_code: string, message_body: string) => ({
  type: "fixed-response",
  fixed_response: { content_type: "text/plain", status_code, message_body },
});

describe("in a stack of one's own", () => {
  const stack = Testing.synthScope((scope) => {
    addLoadBalancer(scope, "main").addTarget("server", TARGET);
  });

  test("it faces the internet, writes access logs, and takes no malformed headers", () => {
    expect(stack).toHaveResourceWithProperties(Lb, {
      name: "test-alb",
      load_balancer_type: "application",
      internal: false,
      subnets: ["subnet-1", "subnet-2"],
      security_groups: ["sg-1"],
      idle_timeout: 3600,
      drop_invalid_header_fields: true,
      enable_deletion_protection: true,
      access_logs: { bucket: expect.stringContaining("aws_s3_bucket.main_logs"), enabled: true },
      tags: { Name: "test-alb" },
    });
  });

  test("HTTP is redirected to HTTPS, permanently", () => {
    expect(stack).toHaveResourceWithProperties(LbListener, {
      port: 80,
      protocol: "HTTP",
      default_action: [
        { type: "redirect", redirect: { port: "443", protocol: "HTTPS", status_code: "HTTP_301" } },
      ],
    });
  });

  test("HTTPS has the certificate and the policy, and what is nobody's is not found", () => {
    expect(stack).toHaveResourceWithProperties(LbListener, {
      port: 443,
      protocol: "HTTPS",
      ssl_policy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      certificate_arn: "arn:aws:acm:us-east-1:123456789012:certificate/c",
      default_action: [fixedResponse("404", "Not found")],
    });
  });

  test("operators' paths are refused", () => {
    expect(stack).toHaveResourceWithProperties(LbListenerRule, {
      action: [fixedResponse("403", "Forbidden")],
      condition: [{ path_pattern: { values: ["/metrics", "/metrics/*", "/debug", "/debug/*"] } }],
    });
  });

  test("a target has tasks by their addresses, and is asked whether they are well", () => {
    expect(stack).toHaveResourceWithProperties(LbTargetGroup, {
      name: "test-server",
      vpc_id: "vpc-1",
      target_type: "ip",
      protocol: "HTTP",
      port: 8080,
      deregistration_delay: "30",
      health_check: {
        path: "/health",
        protocol: "HTTP",
        matcher: "200",
        interval: 30,
        timeout: 5,
        healthy_threshold: 2,
        unhealthy_threshold: 5,
      },
      // Another port replaces the group: the rules have to forward to the new one before the old one is deleted.
      lifecycle: { create_before_destroy: true, ignore_changes: ["port"] },
    });
  });
});

test("it can be left unprotected from deletion", () => {
  const synth = synthLoadBalancer({ loadBalancer: { deletionProtection: false } });
  expect(synth.at("aws_lb.main").enable_deletion_protection).toBe(false);
});

test("it waits until the bucket lets it write, and for what it needs besides", () => {
  const synth = synthIn((stack) => {
    addLoadBalancer(stack, "main", { dependsOn: [new Vpc(stack, "needed", {})] });
  });
  expect(synth.at("aws_lb.main").depends_on).toEqual(["aws_s3_bucket_policy.main_logs", "aws_vpc.needed"]);
});

test("it has these two listeners, and no third", () => {
  const listeners = Object.values(synthLoadBalancer().resources("aws_lb_listener"));
  expect(listeners.map((listener) => listener.port)).toEqual([80, 443]);
  for (const listener of listeners) expect(listener.load_balancer_arn).toBe("${aws_lb.main.arn}");
});

test("operators' paths are refused before any rule leads to a target", () => {
  const { main_refused_paths: refused, ...forwarding } =
    synthLoadBalancer().resources("aws_lb_listener_rule");
  expect(refused?.listener_arn).toBe("${aws_lb_listener.main_https.arn}");
  expect(Object.keys(forwarding)).toHaveLength(3);
  for (const rule of Object.values(forwarding)) {
    expect(rule.priority).toBeGreaterThan(refused?.priority as number);
  }
});

describe("a target", () => {
  test("is reached by host, by path, or by both at once", () => {
    const rule = (priority: number, condition: object[]) => ({
      listener_arn: "${aws_lb_listener.main_https.arn}",
      priority,
      action: [{ type: "forward", target_group_arn: "${aws_lb_target_group.server.arn}" }],
      condition,
    });
    const mcp = { host_header: { values: ["mcp.example.com"] } };
    const api = { host_header: { values: ["api.example.com"] } };
    expect(synthLoadBalancer().resources("aws_lb_listener_rule")).toMatchObject({
      websocket: rule(20, [{ path_pattern: { values: ["/ws", "/ws/*"] } }]),
      mcp: rule(30, [mcp]),
      both: rule(40, [api, { path_pattern: { values: ["/v1/*"] } }]),
    });
  });

  test("keeps a client for as long as said, or not at all", () => {
    const stickiness = (stickinessSeconds?: number) =>
      synthLoadBalancer({ target: { stickinessSeconds } }).at("aws_lb_target_group.server").stickiness;
    expect(stickiness()).toEqual({ enabled: false, type: "lb_cookie" });
    expect(stickiness(86_400)).toEqual({ enabled: true, type: "lb_cookie", cookie_duration: 86_400 });
  });

  test("says by which rules it is reached: a service waits for them", () => {
    const added: Target[] = [];
    synthIn((stack) => {
      added.push(addLoadBalancer(stack, "main").addTarget("server", TARGET));
    });
    const [target] = added;
    expect(target?.group.node.id).toBe("server");
    expect(target?.rules.map((rule) => rule.node.id)).toEqual(["websocket", "mcp", "both"]);
  });
});

test("it says what others ask of it", () => {
  const synth = synthIn((stack) => {
    const { arn, arnSuffix, dnsName, zoneId } = addLoadBalancer(stack, "main");
    new Vpc(stack, "asking", { tags: { arn, arnSuffix, dnsName, zoneId } });
  });
  expect(synth.at("aws_vpc.asking").tags).toEqual({
    arn: "${aws_lb.main.arn}",
    arnSuffix: "${aws_lb.main.arn_suffix}",
    dnsName: "${aws_lb.main.dns_name}",
    zoneId: "${aws_lb.main.zone_id}",
  });
});

test("two of them stand in one stack", () => {
  const synth = synthIn((stack) => {
    addLoadBalancer(stack, "main");
    addLoadBalancer(stack, "internal", { idPrefix: "" });
  });
  expect(Object.keys(synth.resources("aws_lb_listener")).sort()).toEqual([
    "http",
    "https",
    "main_http",
    "main_https",
  ]);
});

test("any argument of any resource can be set; what is not named stays", () => {
  const synth = synthLoadBalancer({
    loadBalancer: {
      overrides: {
        loadBalancer: { dropInvalidHeaderFields: false },
        httpListener: { port: 8080 },
        httpsListener: { tags: { Kind: "listener" } },
        refusedPaths: (config) => ({ ...config, priority: config.priority && config.priority + 1 }),
      },
    },
    target: {
      overrides: {
        targetGroup: { healthCheck: { matcher: "200-299" }, lifecycle: { preventDestroy: true } },
        rule: { tags: { Kind: "rule" } },
      },
    },
  });
  expect(synth.at("aws_lb.main").drop_invalid_header_fields).toBe(false);
  expect(synth.at("aws_lb_listener.main_http").port).toBe(8080);
  expect(synth.at("aws_lb_listener.main_https")).toMatchObject({ port: 443, tags: { Kind: "listener" } });
  expect(synth.at("aws_lb_listener_rule.main_refused_paths").priority).toBe(11);
  expect(synth.at("aws_lb_listener_rule.mcp")).toMatchObject({ priority: 30, tags: { Kind: "rule" } });
  expect(synth.at("aws_lb_target_group.server")).toMatchObject({
    health_check: { path: "/health", matcher: "200-299" },
    lifecycle: { create_before_destroy: true, ignore_changes: ["port"], prevent_destroy: true },
  });
});
