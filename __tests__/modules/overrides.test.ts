import { TerraformResource, TerraformStack, Testing } from "cdktf";
import { part } from "../../modules/part";
import { EVERY_MODULE, HELPERS, moduleClasses } from "../support/every-module";

/** No module sets it, so whatever has it has been given our override. */
const MARK = 7;

/** Each of its properties is itself, and as an override it marks a resource. */
const markEach: object = new Proxy(() => undefined, {
  get: () => markEach,
  apply: (_target, _this, [config]: [object]) => ({ ...config, count: MARK }),
});

/** The resources of a module that no override reaches. */
function unreached(name: string): string[] {
  const stack = new TerraformStack(Testing.app(), "test");
  EVERY_MODULE[name]?.(stack, "made", markEach as never);
  const helpers = new Set(part(stack, HELPERS).node.findAll());
  return stack.node
    .findAll()
    .filter((construct) => !helpers.has(construct))
    .filter((construct): construct is TerraformResource => TerraformResource.isTerraformResource(construct))
    .filter(({ count }) => count !== MARK)
    .map(({ terraformResourceType, node }) => `${terraformResourceType}.${node.id}`);
}

for (const name of moduleClasses()) {
  test(`every resource of ${name} has an override`, () => {
    expect(unreached(name)).toEqual([]);
  });
}
