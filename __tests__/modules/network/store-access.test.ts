import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { StoreAccess } from "../../../modules/network/store-access";
import { BaseStack } from "../../../stacks/base-stack";
import { environment, synthApp, synthIn } from "../../support/synth";

const props = { vpcId: "vpc-1", name: "test-store", description: "A store", port: 5432 };

test("nobody gets in or out who is not let in", () => {
  const synth = synthIn((stack) => new StoreAccess(stack, "store", props));
  expect(synth.addresses()).toEqual(["aws_security_group.store"]);
  expect(synth.at("aws_security_group.store")).not.toHaveProperty("ingress");
});

test("a group that has to be replaced goes after the new one has come: a store is never without", () => {
  const synth = synthIn((stack) => new StoreAccess(stack, "store", props));
  expect(synth.at("aws_security_group.store").lifecycle).toEqual({ create_before_destroy: true });
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
