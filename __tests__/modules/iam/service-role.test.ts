import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Testing } from "cdktf";
import { EncryptionKey } from "../../../modules/encryption/encryption-key";
import { ServiceRole, type ServiceRoleOverrides } from "../../../modules/iam/service-role";
import { synthIn } from "../../support/synth";

const props = { name: "test-role", service: "ecs-tasks.amazonaws.com" };

test("a role that its service takes, with one policy once something is granted", () => {
  const synth = Testing.synthScope((stack) => {
    const role = new ServiceRole(stack, "test", props);
    role.allow({ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::first/*"] });
  });
  expect(synth).toHaveResourceWithProperties(IamRole, { name: "test-role" });
  expect(synth).toHaveResourceWithProperties(IamRolePolicy, { name: "test-role" });
  expect(synth).toHaveDataSourceWithProperties(DataAwsIamPolicyDocument, {
    statement: [{ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::first/*"] }],
  });
});

test("only its service may assume it, for this account, and it has no permissions at first", () => {
  const synth = synthIn((stack) => new ServiceRole(stack, "test", props));
  expect(synth.at("data.aws_iam_policy_document.test_trust").statement).toEqual([
    {
      actions: ["sts:AssumeRole"],
      principals: [{ type: "Service", identifiers: ["ecs-tasks.amazonaws.com"] }],
      condition: [
        {
          test: "StringEquals",
          variable: "aws:SourceAccount",
          values: ["${data.aws_caller_identity.current.account_id}"],
        },
      ],
    },
  ]);
  expect(synth.addresses()).toEqual(["aws_iam_role.test"]);
});

test("a service that names no account is not asked for one", () => {
  const ofInstances = { name: "test-role", service: "ec2.amazonaws.com", namesAccount: false };
  const synth = synthIn((stack) => new ServiceRole(stack, "test", ofInstances));
  expect(synth.at("data.aws_iam_policy_document.test_trust").statement).toEqual([
    { actions: ["sts:AssumeRole"], principals: [{ type: "Service", identifiers: ["ec2.amazonaws.com"] }] },
  ]);
});

test("all that it is granted is in one policy", () => {
  const synth = synthIn((stack) => {
    const role = new ServiceRole(stack, "test", props);
    role.allow({ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::first/*"] });
    role.allow({ actions: ["s3:PutObject"], resources: ["arn:aws:s3:::second/*"] });
  });
  expect(synth.at("aws_iam_role_policy.test")).toMatchObject({
    role: "${aws_iam_role.test.id}",
    policy: "${data.aws_iam_policy_document.test.json}",
  });
  expect(synth.at("data.aws_iam_policy_document.test").statement).toEqual([
    { actions: ["s3:GetObject"], resources: ["arn:aws:s3:::first/*"] },
    { actions: ["s3:PutObject"], resources: ["arn:aws:s3:::second/*"] },
  ]);
});

test("what it is granted twice, it may once", () => {
  const synth = synthIn((stack) => {
    const role = new ServiceRole(stack, "test", props);
    const read = { actions: ["s3:GetObject"], resources: ["arn:aws:s3:::first/*"] };
    role.allow(read);
    role.allow({ ...read, resources: ["arn:aws:s3:::second/*"] });
    role.allow({ ...read });
  });
  expect(synth.at("data.aws_iam_policy_document.test").statement).toEqual([
    { actions: ["s3:GetObject"], resources: ["arn:aws:s3:::first/*"] },
    { actions: ["s3:GetObject"], resources: ["arn:aws:s3:::second/*"] },
  ]);
});

test("two secrets under one key grant that key once", () => {
  const synth = synthIn((stack) => {
    const key = new EncryptionKey(stack, "secrets", { alias: "alias/test", description: "test" });
    const role = new ServiceRole(stack, "test", props);
    key.grantDecrypt(role);
    key.grantDecrypt(role);
  });
  expect(synth.at("data.aws_iam_policy_document.test").statement).toHaveLength(1);
});

test("its policy has the role's name and address, or its own", () => {
  const policies = (own: { policyName?: string; policyId?: string }) =>
    synthIn((stack) => {
      const role = new ServiceRole(stack, "test", { ...props, ...own });
      role.allow({ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::first/*"] });
    }).resources("aws_iam_role_policy");
  expect(policies({})).toEqual({ test: expect.objectContaining({ name: "test-role" }) });
  expect(policies({ policyName: "test-policy", policyId: "test_policy" })).toEqual({
    test_policy: expect.objectContaining({ name: "test-policy", role: "${aws_iam_role.test.id}" }),
  });
});

test("a policy of AWS's own is named in whatever partition the account is", () => {
  const synth = synthIn((stack) => new ServiceRole(stack, "test", props).attachManaged("service-role/Some"));
  expect(synth.at("aws_iam_role_policy_attachment.test")).toMatchObject({
    role: "${aws_iam_role.test.name}",
    policy_arn: "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/Some",
  });
});

test("any argument can be set, by a value or by a function of ours", () => {
  const overrides: ServiceRoleOverrides = {
    role: (config) => ({ ...config, maxSessionDuration: 7200 }),
    policy: { name: "mine" },
  };
  const synth = synthIn((stack) => {
    const role = new ServiceRole(stack, "test", { ...props, overrides });
    role.allow({ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::first/*"] });
  });
  expect(synth.at("aws_iam_role.test")).toMatchObject({ name: "test-role", max_session_duration: 7200 });
  expect(synth.at("aws_iam_role_policy.test").name).toBe("mine");
});
