import { environment, type Synthesized, synthEnvironments } from "../support/synth";

test("the load balancer waits until requests may reach it", () => {
  const platform = synthEnvironments(environment())["mcp-production-platform"] as Synthesized;
  expect(platform.at("aws_lb.main").depends_on).toEqual(
    expect.arrayContaining([
      "aws_vpc_security_group_ingress_rule.alb_http",
      "aws_vpc_security_group_ingress_rule.alb_https",
    ]),
  );
});
