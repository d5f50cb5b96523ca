/** Rules of our own, on every stack that the code can make; and each on stacks that break it. */
import { environment as guide } from "../support/synth";
import { guidesVariants } from "../support/variants";
import { rules } from "./all-rules";
import { plantedStack } from "./rule";
import { expectKept, stacksOf } from "./stacks";

const stacks = guidesVariants.flatMap(stacksOf);

test("every layer is looked at", () => {
  const addresses = new Set(stacks.flatMap(({ synth }) => synth.addresses()));
  const oneOfEach = [
    "aws_s3_bucket.terraform_state",
    "aws_vpc.vpc",
    "aws_db_instance.mcp_postgres",
    "aws_lb.main",
    "aws_ecs_service.mcp_server",
  ];
  for (const address of oneOfEach) expect(addresses).toContain(address);
});

describe.each(rules.map((rule) => [rule.title, rule] as const))("%s", (_title, rule) => {
  test("all stacks keep it", () => expectKept(rule, stacks));

  test.each(Object.entries(rule.planted))("%s is found", (_what, planted) => {
    const violations = rule.violations(plantedStack(planted), guide());
    expect(violations).not.toEqual([]);
    for (const violation of violations) expect(violation).toMatch(/^[\w.]+\.planted: .+; .+/);
  });
});
