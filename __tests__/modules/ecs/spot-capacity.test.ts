import { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import { EcsCapacityProvider } from "@cdktf/provider-aws/lib/ecs-capacity-provider";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { Testing } from "cdktf";
import type { Construct } from "constructs";
import { SpotCapacity, type SpotCapacityProps } from "../../../modules/ecs/spot-capacity";
import { type Synthesized, synthIn } from "../../support/synth";

function addSpot(scope: Construct, id: string, changes: Partial<SpotCapacityProps> = {}): void {
  new SpotCapacity(scope, id, {
    name: "test-spot",
    cluster: { name: "test-cluster" },
    instanceTypes: ["m6i.large", "m5.large"],
    cpuArchitecture: "X86_64",
    maximum: 7,
    subnets: [{ id: "subnet-1" }, { id: "subnet-2" }],
    securityGroup: { id: "sg-1" },
    tags: { Environment: "test" },
    roleName: "test-spot-role",
    ...changes,
  });
}

const synthSpot = (changes?: Partial<SpotCapacityProps>): Synthesized =>
  synthIn((stack) => addSpot(stack, "spot", changes));

const template = (synth: Synthesized) => synth.at("aws_launch_template.spot");
const group = (synth: Synthesized) => synth.at("aws_autoscaling_group.spot");

describe("in a stack of one's own", () => {
  const stack = Testing.synthScope((scope) => addSpot(scope, "spot"));

  test("ECS starts instances as tasks come, and ends only those that have none", () => {
    expect(stack).toHaveResourceWithProperties(EcsCapacityProvider, {
      name: "test-spot",
      auto_scaling_group_provider: {
        auto_scaling_group_arn: expect.stringContaining("aws_autoscaling_group.spot_"),
        managed_termination_protection: "ENABLED",
        managed_scaling: {
          status: "ENABLED",
          target_capacity: 100,
          minimum_scaling_step_size: 1,
          maximum_scaling_step_size: 10,
        },
      },
    });
    expect(stack).toHaveResourceWithProperties(AutoscalingGroup, {
      min_size: 0,
      max_size: 7,
      protect_from_scale_in: true,
      vpc_zone_identifier: ["subnet-1", "subnet-2"],
      // ECS changes it.
      lifecycle: { ignore_changes: ["desired_capacity"] },
    });
  });

  test("an instance has its security group, an encrypted disk and tokens for its metadata", () => {
    expect(stack).toHaveResourceWithProperties(LaunchTemplate, {
      vpc_security_group_ids: ["sg-1"],
      metadata_options: { http_endpoint: "enabled", http_tokens: "required", http_put_response_hop_limit: 1 },
      block_device_mappings: [
        { device_name: "/dev/xvda", ebs: { encrypted: "true", volume_size: 30, volume_type: "gp3" } },
      ],
      // Metrics of instances by the minute.
      monitoring: { enabled: true },
      update_default_version: true,
    });
  });

  test("its role has what AWS says that ECS' instances need", () => {
    expect(stack).toHaveResourceWithProperties(IamRolePolicyAttachment, {
      policy_arn: expect.stringMatching(/:policy\/service-role\/AmazonEC2ContainerServiceforEC2Role$/),
    });
  });
});

test("Terraform leaves ECS' tag to ECS", () => {
  const { tag } = group(synthSpot());
  expect(tag).toContainEqual({ key: "AmazonECSManaged", value: "true", propagate_at_launch: true });
  expect(tag).toContainEqual({ key: "Name", value: "test-spot", propagate_at_launch: true });
});

test("all are spot instances, of one of the types, where they are least likely to be interrupted", () => {
  expect(group(synthSpot()).mixed_instances_policy).toEqual({
    instances_distribution: {
      on_demand_percentage_above_base_capacity: 0,
      spot_allocation_strategy: "price-capacity-optimized",
    },
    launch_template: {
      launch_template_specification: {
        launch_template_id: "${aws_launch_template.spot.id}",
        version: "$Latest",
      },
      override: [{ instance_type: "m6i.large" }, { instance_type: "m5.large" }],
    },
  });
});

test.each([
  ["X86_64", "amazon-linux-2023"],
  ["ARM64", "amazon-linux-2023/arm64"],
] as const)("on %s, they have AWS's current image for it", (cpuArchitecture, image) => {
  expect(template(synthSpot({ cpuArchitecture })).image_id).toBe(
    `resolve:ssm:/aws/service/ecs/optimized-ami/${image}/recommended/image_id`,
  );
});

test("an instance joins its cluster, moves its tasks before AWS takes it back, and keeps them from its own role", () => {
  const instance = template(synthSpot());
  expect(instance.iam_instance_profile).toEqual({ arn: "${aws_iam_instance_profile.spot.arn}" });
  const [, script = ""] = /^\$\{base64encode\("(.*)"\)\}$/.exec(instance.user_data as string) ?? [];
  expect(script.split("\\n")).toEqual([
    "#!/bin/sh",
    "echo ECS_CLUSTER=test-cluster >> /etc/ecs/ecs.config",
    "echo ECS_ENABLE_SPOT_INSTANCE_DRAINING=true >> /etc/ecs/ecs.config",
    "echo ECS_AWSVPC_BLOCK_IMDS=true >> /etc/ecs/ecs.config",
    "",
  ]);
});

test("EC2 alone acts as their role, which has nothing else", () => {
  const synth = synthSpot();
  expect(synth.at("aws_iam_instance_profile.spot").role).toBe("${aws_iam_role.spot.name}");
  expect(synth.at("aws_iam_role.spot").name).toBe("test-spot-role");
  expect(synth.at("data.aws_iam_policy_document.spot_trust").statement).toEqual([
    { actions: ["sts:AssumeRole"], principals: [{ type: "Service", identifiers: ["ec2.amazonaws.com"] }] },
  ]);
  expect(Object.keys(synth.resources("aws_iam_role_policy_attachment"))).toEqual(["spot"]);
  expect(synth.resources("aws_iam_role_policy")).toEqual({});
});

test("two of them stand in one stack", () => {
  const synth = synthIn((stack) => {
    addSpot(stack, "spot");
    addSpot(stack, "spot_arm", { cpuArchitecture: "ARM64" });
  });
  for (const type of ["autoscaling_group", "launch_template", "ecs_capacity_provider", "iam_role"]) {
    expect(Object.keys(synth.resources(`aws_${type}`)).sort()).toEqual(["spot", "spot_arm"]);
  }
});

test("any argument of any resource can be set; what is not named stays", () => {
  const synth = synthSpot({
    overrides: {
      role: { role: { maxSessionDuration: 7200 } },
      instanceProfile: { path: "/ecs/" },
      launchTemplate: { metadataOptions: { instanceMetadataTags: "enabled" } },
      autoscalingGroup: { minSize: 1 },
      capacityProvider: (config) => ({ ...config, tags: { Kind: "spot" } }),
    },
  });
  expect(synth.at("aws_iam_role.spot").max_session_duration).toBe(7200);
  expect(synth.at("aws_iam_instance_profile.spot")).toMatchObject({ name: "test-spot-role", path: "/ecs/" });
  expect(template(synth).metadata_options).toEqual({
    http_endpoint: "enabled",
    http_tokens: "required",
    http_put_response_hop_limit: 1,
    instance_metadata_tags: "enabled",
  });
  expect(group(synth).min_size).toBe(1);
  expect(synth.at("aws_ecs_capacity_provider.spot").tags).toEqual({ Kind: "spot" });
});

test("the group and its instances have the tags that the provider's own would have been", () => {
  expect(group(synthSpot()).tag).toContainEqual({
    key: "Environment",
    value: "test",
    propagate_at_launch: true,
  });
});
