import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import type { TerraformStack } from "cdktf";
import {
  LoadBalancer,
  type LoadBalancerProps,
  type Target,
  type TargetProps,
} from "../../../modules/load-balancer/load-balancer";
import { PrivateBucket } from "../../../modules/storage/private-bucket";
import { type Synthesized, synthIn } from "../../support/synth";

const TARGET: TargetProps = {
  name: "test-server-8080",
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

interface Changes {
  readonly loadBalancer?: (stack: TerraformStack) => Partial<LoadBalancerProps>;
  readonly target?: Partial<TargetProps>;
  readonly onAdded?: (target: Target) => void;
}

/** A load balancer with one target. */
function synthLoadBalancer({ loadBalancer, target, onAdded }: Changes = {}): Synthesized {
  return synthIn((stack) => {
    const logs = new PrivateBucket(stack, "alb_logs", {
      bucket: "test-alb-logs",
      lifecycle: { ruleId: "expire", oldVersionsExpireDays: 1 },
    });
    const added = new LoadBalancer(stack, "main", {
      name: "test-alb",
      vpcId: "vpc-1",
      subnetIds: ["subnet-1", "subnet-2"],
      securityGroupId: "sg-1",
      certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/c",
      sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      idleTimeoutSeconds: 3600,
      deletionProtection: true,
      logs,
      ...loadBalancer?.(stack),
    }).addTarget("server", { ...TARGET, ...target });
    onAdded?.(added);
  });
}

const loadBalancer = (synth: Synthesized) => synth.at("aws_lb.main");
const targetGroup = (synth: Synthesized) => synth.at("aws_lb_target_group.server");

test("it faces the internet, and takes no malformed headers", () => {
  expect(loadBalancer(synthLoadBalancer())).toMatchObject({
    name: "test-alb",
    load_balancer_type: "application",
    internal: false,
    subnets: ["subnet-1", "subnet-2"],
    security_groups: ["sg-1"],
    idle_timeout: 3600,
    drop_invalid_header_fields: true,
    tags: { Name: "test-alb" },
  });
});

test.each([true, false])("it is protected from deletion: %s", (deletionProtection) => {
  const synth = synthLoadBalancer({ loadBalancer: () => ({ deletionProtection }) });
  expect(loadBalancer(synth).enable_deletion_protection).toBe(deletionProtection);
});

test("it writes access logs, once the bucket lets it, and waits for what it needs besides", () => {
  const synth = synthLoadBalancer({
    loadBalancer: (stack) => ({ dependsOn: [new Vpc(stack, "needed", {})] }),
  });
  expect(loadBalancer(synth)).toMatchObject({
    access_logs: { bucket: "${aws_s3_bucket.alb_logs.bucket}", enabled: true },
    depends_on: ["aws_s3_bucket_policy.alb_logs", "aws_vpc.needed"],
  });
});

test("whoever comes by HTTP is sent to HTTPS, for good", () => {
  expect(synthLoadBalancer().at("aws_lb_listener.http")).toMatchObject({
    load_balancer_arn: "${aws_lb.main.arn}",
    port: 80,
    protocol: "HTTP",
    default_action: [
      { type: "redirect", redirect: { port: "443", protocol: "HTTPS", status_code: "HTTP_301" } },
    ],
  });
});

test("HTTPS has the certificate and the policy, and what is nobody's is not found", () => {
  expect(synthLoadBalancer().at("aws_lb_listener.https")).toMatchObject({
    load_balancer_arn: "${aws_lb.main.arn}",
    port: 443,
    protocol: "HTTPS",
    ssl_policy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
    certificate_arn: "arn:aws:acm:us-east-1:123456789012:certificate/c",
    default_action: [
      {
        type: "fixed-response",
        fixed_response: { content_type: "text/plain", status_code: "404", message_body: "Not found" },
      },
    ],
  });
});

test("operators' paths are refused before any rule leads to a target", () => {
  const { refused_paths: refused, ...forwarding } = synthLoadBalancer().resources("aws_lb_listener_rule");
  expect(refused).toMatchObject({
    listener_arn: "${aws_lb_listener.https.arn}",
    action: [
      {
        type: "fixed-response",
        fixed_response: { content_type: "text/plain", status_code: "403", message_body: "Forbidden" },
      },
    ],
    condition: [{ path_pattern: { values: ["/metrics", "/metrics/*", "/debug", "/debug/*"] } }],
  });
  expect(Object.keys(forwarding)).toHaveLength(3);
  for (const rule of Object.values(forwarding)) {
    expect(rule.priority).toBeGreaterThan(refused?.priority as number);
  }
});

describe("a target", () => {
  test("is reached by host, by path, or by both at once", () => {
    const rule = (priority: number, condition: object[]) => ({
      listener_arn: "${aws_lb_listener.https.arn}",
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

  test("has tasks by their addresses, and is asked whether they are well", () => {
    expect(targetGroup(synthLoadBalancer())).toMatchObject({
      name: "test-server-8080",
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
    });
  });

  test("keeps a client for as long as said, or not at all", () => {
    expect(targetGroup(synthLoadBalancer()).stickiness).toEqual({ enabled: false, type: "lb_cookie" });
    const synth = synthLoadBalancer({ target: { stickinessSeconds: 86400 } });
    expect(targetGroup(synth).stickiness).toEqual({
      enabled: true,
      type: "lb_cookie",
      cookie_duration: 86400,
    });
  });

  test("that has to be replaced goes after the new one has come, which the rules lead to", () => {
    expect(targetGroup(synthLoadBalancer()).lifecycle).toEqual({ create_before_destroy: true });
  });

  test("says by which rules it is reached: a service waits for them", () => {
    let added: Target | undefined;
    synthLoadBalancer({
      onAdded: (target) => {
        added = target;
      },
    });
    expect(added?.group.node.id).toBe("server");
    expect(added?.rules.map((rule) => rule.node.id)).toEqual(["websocket", "mcp", "both"]);
  });
});

test("any argument can be set", () => {
  const synth = synthLoadBalancer({
    loadBalancer: () => ({ overrides: { loadBalancer: { dropInvalidHeaderFields: false } } }),
    target: { overrides: { targetGroup: { slowStart: 30 } } },
  });
  expect(loadBalancer(synth).drop_invalid_header_fields).toBe(false);
  expect(targetGroup(synth).slow_start).toBe(30);
});
