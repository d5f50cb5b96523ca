import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Testing } from "cdktf";
import { StoreAccess, type StoreAccessProps } from "../../../modules/network/store-access";
import { BaseStack } from "../../../stacks/base-stack";
import { environment, synthApp, synthIn } from "../../support/synth";

const props = { vpc: { id: "vpc-1" }, name: "test-store", description: "A store", port: 5432 };

test("a group of its name, and both rules of each that is let in", () => {
  const synth = Testing.synthScope((stack) => {
    new StoreAccess(stack, "store", props).allowFrom(new SecurityGroup(stack, "app", {}));
  });
  expect(synth).toHaveResourceWithProperties(SecurityGroup, {
    name_prefix: "test-store-",
    description: "A store",
    vpc_id: "vpc-1",
    tags: { Name: "test-store" },
  });
  const port = { ip_protocol: "tcp", from_port: 5432, to_port: 5432 };
  expect(synth).toHaveResourceWithProperties(VpcSecurityGroupIngressRule, {
    description: "from app",
    ...port,
  });
  expect(synth).toHaveResourceWithProperties(VpcSecurityGroupEgressRule, {
    description: "to store",
    ...port,
  });
});

test("no ingress and no egress but what was allowed", () => {
  const synth = synthIn((stack) => new StoreAccess(stack, "store", props));
  expect(synth.addresses()).toEqual(["aws_security_group.store"]);
  expect(synth.at("aws_security_group.store")).not.toHaveProperty("ingress");
});

test("a group that has to be replaced goes after the new one has come: a store is never without", () => {
  const lifecycle = (overrides?: StoreAccessProps["overrides"]) =>
    synthIn((stack) => new StoreAccess(stack, "store", { ...props, overrides })).at(
      "aws_security_group.store",
    ).lifecycle;
  expect(lifecycle()).toEqual({ create_before_destroy: true });
  expect(lifecycle({ securityGroup: { lifecycle: { ignoreChanges: ["description"] } } })).toEqual({
    create_before_destroy: true,
    ignore_changes: ["description"],
  });
});

test("the rules of who is let in lie in his stack, on the store's port only", () => {
  const stacks = synthApp((app) => {
    const [store, services] = ["store", "services"].map(
      (name) => new BaseStack(app, name, { environment: environment(), stateName: name }),
    );
    const access = new StoreAccess(store as BaseStack, "store", props);
    access.allowFrom(new SecurityGroup(services as BaseStack, "app", { vpcId: "vpc-1" }));
  });
  expect(stacks.store?.addresses()).toEqual(["aws_security_group.store"]);
  const store = "${data.terraform_remote_state.store.outputs.aws_security_group_store_id}";
  const app = "${aws_security_group.app.id}";
  const port = { ip_protocol: "tcp", from_port: 5432, to_port: 5432 };
  expect(stacks.services?.at("aws_vpc_security_group_ingress_rule.store_from_app")).toMatchObject({
    security_group_id: store,
    referenced_security_group_id: app,
    ...port,
  });
  expect(stacks.services?.at("aws_vpc_security_group_egress_rule.app_to_store")).toMatchObject({
    security_group_id: app,
    referenced_security_group_id: store,
    ...port,
  });
});
