/** Guide, "3. SSL/TLS Configuration": lines 668–685, with the errata to lines 673, 674 and 684, and line 1142. */
import { productionInOne, type Synthesized } from "../support/synth";

let stack: Synthesized;

beforeAll(() => {
  stack = productionInOne();
});

test("the certificate, validated by DNS, for every host name", () => {
  expect(stack.at("aws_acm_certificate.main")).toMatchObject({
    domain_name: "mcp.yourdomain.com",
    subject_alternative_names: expect.arrayContaining(["*.mcp.yourdomain.com", "api.yourdomain.com"]),
    validation_method: "DNS",
  });
});

test("errata to line 673: a name and its wildcard share one record", () => {
  const records = Object.keys(stack.resources("aws_route53_record")).filter((id) =>
    id.startsWith("validate"),
  );
  expect(records.sort()).toEqual(["validate_api_yourdomain_com", "validate_mcp_yourdomain_com"]);
});

test("the listener: HTTPS on 443, the certificate once it is issued, the policy", () => {
  expect(stack.at("aws_lb_listener.https")).toMatchObject({
    load_balancer_arn: "${aws_lb.main.arn}",
    protocol: "HTTPS",
    port: 443,
    certificate_arn: "${aws_acm_certificate_validation.main.certificate_arn}",
    ssl_policy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
  });
});

test("errata to lines 555–578: 80 only sends on to 443", () => {
  expect(stack.at("aws_lb_listener.http")).toMatchObject({
    port: 80,
    default_action: [
      { type: "redirect", redirect: { port: "443", protocol: "HTTPS", status_code: "HTTP_301" } },
    ],
  });
});

describe("errata to line 684: rules by path and host", () => {
  test.each([
    ["websocket", "mcp_server", { path_pattern: { values: ["/ws", "/ws/*"] } }],
    ["mcp", "mcp_server", { host_header: { values: ["mcp.yourdomain.com"] } }],
    ["api", "rest_api", { host_header: { values: ["api.yourdomain.com"] } }],
  ])("%s leads to %s", (id, target, condition) => {
    expect(stack.at(`aws_lb_listener_rule.${id}`)).toMatchObject({
      action: [{ type: "forward", target_group_arn: `\${aws_lb_target_group.${target}.arn}` }],
      condition: [condition],
    });
  });

  test("the server on 8080, with stickiness; the REST API on 8081; connections may be silent longer than the 300 s of line 504", () => {
    expect(stack.at("aws_lb_target_group.mcp_server")).toMatchObject({
      port: 8080,
      stickiness: { enabled: true },
    });
    expect(stack.at("aws_lb_target_group.rest_api")).toMatchObject({
      port: 8081,
      stickiness: { enabled: false },
    });
    expect(stack.at("aws_lb.main").idle_timeout).toBe(310);
  });
});

test("line 1142: deregistration delay 30", () => {
  for (const group of Object.values(stack.resources("aws_lb_target_group"))) {
    expect(group.deregistration_delay).toBe("30");
  }
});

test("the load balancer mcp-alb, in the public subnets, protected", () => {
  expect(stack.at("aws_lb.main")).toMatchObject({
    name: "mcp-alb",
    internal: false,
    security_groups: ["${aws_security_group.alb.id}"],
    subnets: ["${aws_subnet.public_us_east_1a.id}", "${aws_subnet.public_us_east_1b.id}"],
    enable_deletion_protection: true,
    drop_invalid_header_fields: true,
  });
});

test("/metrics and /debug are refused before anything else is looked at", () => {
  const rules = Object.values(stack.resources("aws_lb_listener_rule"));
  const refusal = stack.at("aws_lb_listener_rule.refused_paths");
  expect(refusal).toMatchObject({
    action: [{ type: "fixed-response", fixed_response: { status_code: "403" } }],
    condition: [{ path_pattern: { values: ["/metrics", "/metrics/*", "/debug", "/debug/*"] } }],
  });
  expect(Math.min(...rules.map(({ priority }) => priority as number))).toBe(refusal.priority);
});

test("the host names lead to the load balancer", () => {
  for (const [id, name] of [
    ["mcp", "mcp.yourdomain.com"],
    ["api", "api.yourdomain.com"],
  ]) {
    expect(stack.at(`aws_route53_record.${id}`)).toMatchObject({
      name,
      type: "A",
      alias: { name: "${aws_lb.main.dns_name}", zone_id: "${aws_lb.main.zone_id}" },
    });
  }
});
