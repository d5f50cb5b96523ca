import { SpotCapacity, type SpotCapacityProps } from "../../../modules/ecs/spot-capacity";
import { type Synthesized, synthIn } from "../../support/synth";

function synthSpot(changes: Partial<SpotCapacityProps> = {}): Synthesized {
  return synthIn((stack) => {
    new SpotCapacity(stack, "spot", {
      name: "test-spot",
      clusterName: "test-cluster",
      instanceTypes: ["m6i.large", "m5.large"],
      cpuArchitecture: "X86_64",
      maximum: 10,
      subnetIds: ["subnet-1", "subnet-2"],
      securityGroupId: "sg-1",
      tags: { Environment: "test" },
      roleName: "test-spot-role",
      ...changes,
    });
  });
}

const template = (synth: Synthesized) => synth.at("aws_launch_template.spot");
const group = (synth: Synthesized) => synth.at("aws_autoscaling_group.spot");

test("ECS starts instances as tasks come, and ends only those that have none", () => {
  const synth = synthSpot({ maximum: 7 });
  expect(synth.at("aws_ecs_capacity_provider.spot")).toMatchObject({
    name: "test-spot",
    auto_scaling_group_provider: {
      auto_scaling_group_arn: "${aws_autoscaling_group.spot.arn}",
      managed_termination_protection: "ENABLED",
      managed_scaling: { status: "ENABLED", target_capacity: 100 },
    },
  });
  expect(group(synth)).toMatchObject({
    min_size: 0,
    max_size: 7,
    protect_from_scale_in: true,
    vpc_zone_identifier: ["subnet-1", "subnet-2"],
  });
});

test("Terraform leaves the number of instances, and ECS' tag, to ECS", () => {
  const { lifecycle, tag } = group(synthSpot());
  expect(lifecycle).toEqual({ ignore_changes: ["desired_capacity"] });
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

test("an instance joins its cluster, in its security group, with an encrypted disk and tokens for its metadata", () => {
  const instance = template(synthSpot());
  expect(instance).toMatchObject({
    vpc_security_group_ids: ["sg-1"],
    metadata_options: { http_tokens: "required", http_put_response_hop_limit: 1 },
    block_device_mappings: [
      { device_name: "/dev/xvda", ebs: { encrypted: "true", volume_size: 30, volume_type: "gp3" } },
    ],
    iam_instance_profile: { arn: "${aws_iam_instance_profile.spot.arn}" },
  });
  expect(instance.user_data).toMatch(/^\$\{base64encode\("#!\/bin\/sh\\necho ECS_CLUSTER=test-cluster >> /);
});

test("EC2 alone acts as their role, which may what AWS says ECS' instances need", () => {
  const synth = synthSpot();
  expect(synth.at("aws_iam_instance_profile.spot").role).toBe("${aws_iam_role.spot.name}");
  expect(synth.at("aws_iam_role.spot").name).toBe("test-spot-role");
  expect(synth.at("data.aws_iam_policy_document.spot_trust").statement).toEqual([
    { actions: ["sts:AssumeRole"], principals: [{ type: "Service", identifiers: ["ec2.amazonaws.com"] }] },
  ]);
  expect(synth.at("aws_iam_role_policy_attachment.spot").policy_arn).toBe(
    "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role",
  );
  expect(synth.resources("aws_iam_role_policy")).toEqual({});
});

test("any argument can be set", () => {
  const synth = synthSpot({
    overrides: { launchTemplate: { imageId: "ami-1" }, autoscalingGroup: { minSize: 1 } },
  });
  expect(template(synth).image_id).toBe("ami-1");
  expect(group(synth).min_size).toBe(1);
});

test("the group and its instances have the tags that the provider's own would have been", () => {
  expect(group(synthSpot()).tag).toContainEqual({
    key: "Environment",
    value: "test",
    propagate_at_launch: true,
  });
});
