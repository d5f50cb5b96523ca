import { TerraformStack, Testing } from "cdktf";
import { addressCollisions, terraformName } from "../../stacks/addresses";
import { EVERY_MODULE, moduleClasses } from "../support/every-module";

/** A stack with our addresses, and nothing else. */
class TestStack extends TerraformStack {
  protected override allocateLogicalId(element: Parameters<TerraformStack["getLogicalId"]>[0]): string {
    return terraformName("node" in element ? element.node : element);
  }
}

function collisions(name: string): string[] {
  const stack = new TestStack(Testing.app(), "test");
  const make = EVERY_MODULE[name];
  if (!make)
    throw new Error(
      `there is no entry for ${name}: add to __tests__/support/every-module.ts how to make one`,
    );
  for (const id of ["first", "second"]) make(stack, id, undefined as never);
  return addressCollisions([stack]);
}

for (const name of moduleClasses()) {
  test(`${name} can be made twice in one stack`, () => {
    expect(collisions(name)).toEqual([]);
  });
}

test("every entry is of a module that there is", () => {
  expect(Object.keys(EVERY_MODULE).filter((name) => !moduleClasses().includes(name))).toEqual([]);
});
