/** Guide, "1. Network Security": lines 551–600. */
import { productionInOne, type Synthesized } from "../support/synth";

let stack: Synthesized;

beforeAll(() => {
  stack = productionInOne();
});

test.each([
  ["alb", "mcp-alb-"],
  ["app", "mcp-app-"],
])("aws_security_group.%s: name_prefix %s, in the VPC", (id, name_prefix) => {
  expect(stack.at(`aws_security_group.${id}`)).toMatchObject({ name_prefix, vpc_id: "${aws_vpc.vpc.id}" });
});

test.each([
  ["alb_https", 443],
  ["alb_http", 80],
])("%s: anybody reaches the load balancer on %i", (id, port) => {
  expect(stack.at(`aws_vpc_security_group_ingress_rule.${id}`)).toMatchObject({
    security_group_id: "${aws_security_group.alb.id}",
    cidr_ipv4: "0.0.0.0/0",
    ip_protocol: "tcp",
    from_port: port,
    to_port: port,
  });
});

test("the load balancer reaches the services on 8080 to 8081", () => {
  expect(stack.at("aws_vpc_security_group_ingress_rule.app_from_alb")).toMatchObject({
    security_group_id: "${aws_security_group.app.id}",
    referenced_security_group_id: "${aws_security_group.alb.id}",
    ip_protocol: "tcp",
    from_port: 8080,
    to_port: 8081,
  });
});

test.each(["alb", "app"])("%s may go out to anywhere", (id) => {
  const rule = stack.at(`aws_vpc_security_group_egress_rule.${id}_to_anywhere`);
  expect(rule).toMatchObject({ cidr_ipv4: "0.0.0.0/0", ip_protocol: "-1" });
  expect(rule).not.toHaveProperty("from_port");
});

test("services reach one another, the database and Redis; nobody else reaches them", () => {
  const rules = Object.entries(stack.resources("aws_vpc_security_group_ingress_rule"));
  const into = (group: string) =>
    rules
      .filter(([, rule]) => rule.security_group_id === `\${aws_security_group.${group}.id}`)
      .map(([id]) => id);
  expect(into("app").sort()).toEqual(["app_from_alb", "app_from_app"]);
  expect(into("rds").sort()).toEqual(["rds_from_app", "rds_from_jobs"]);
  expect(into("redis")).toEqual(["redis_from_app"]);
});
