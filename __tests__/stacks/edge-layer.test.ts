import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { productionLayer, servicesWith } from "../support/synth";

/** The hosts by the names of their records in Terraform. */
const hosts = (changes: Parameters<typeof servicesWith>[0] = {}) => {
  const records = productionLayer("edge", { services: servicesWith(changes) }).resources(
    "aws_route53_record",
  );
  return Object.fromEntries(Object.entries(records).map(([id, { name }]) => [id, name]));
};

test("each host leads to the load balancer", () => {
  const { text } = productionLayer("edge");
  for (const name of ["mcp.yourdomain.com", "api.yourdomain.com"])
    expect(text).toHaveResourceWithProperties(Route53Record, {
      name,
      type: "A",
      alias: expect.objectContaining({ evaluate_target_health: true }),
    });
});

test("a record for each host of each service, and no other", () => {
  const guides = { mcp: "mcp.yourdomain.com", api: "api.yourdomain.com" };
  expect(hosts()).toEqual(guides);
  const admin = { port: 9000, hosts: { admin: "admin.yourdomain.com" } };
  expect(hosts({ admin })).toEqual({ ...guides, admin: "admin.yourdomain.com" });
});
