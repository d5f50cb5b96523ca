import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { DataAwsRoute53Zone } from "@cdktf/provider-aws/lib/data-aws-route53-zone";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { Wafv2WebAcl } from "@cdktf/provider-aws/lib/wafv2-web-acl";
import { environment, type Synthesized, synthEnvironments } from "../support/synth";

test("registry, cluster, load balancer with its certificate and firewall, roles", () => {
  const { text } = synthEnvironments(environment())["mcp-production-platform"] as Synthesized;
  expect(text).toHaveDataSourceWithProperties(DataAwsRoute53Zone, { name: "yourdomain.com" });
  expect(text).toHaveResourceWithProperties(EcrRepository, {
    name: "mcp/server",
    image_tag_mutability: "IMMUTABLE",
  });
  expect(text).toHaveResourceWithProperties(EcsCluster, { name: "mcp-production" });
  expect(text).toHaveResourceWithProperties(AcmCertificate, {
    domain_name: "mcp.yourdomain.com",
    validation_method: "DNS",
  });
  expect(text).toHaveResourceWithProperties(Lb, { name: "mcp-alb", drop_invalid_header_fields: true });
  expect(text).toHaveResourceWithProperties(LbTargetGroup, { port: 8081, target_type: "ip" });
  expect(text).toHaveResourceWithProperties(Wafv2WebAcl, { name: "mcp-production-waf", scope: "REGIONAL" });
  expect(text).toHaveResourceWithProperties(IamRole, { name: "mcp-production-ecs-execution-role" });
});

test("the load balancer waits until requests may reach it", () => {
  const platform = synthEnvironments(environment())["mcp-production-platform"] as Synthesized;
  expect(platform.at("aws_lb.main").depends_on).toEqual(
    expect.arrayContaining([
      "aws_vpc_security_group_ingress_rule.alb_http",
      "aws_vpc_security_group_ingress_rule.alb_https",
    ]),
  );
});
