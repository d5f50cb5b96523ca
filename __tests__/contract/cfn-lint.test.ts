/** What AWS's schemas say of values that stand in our stacks: enumerations, patterns, limits, what goes with what. */
import { plantedStack } from "../policy/rule";
import { stacksOf } from "../policy/stacks";
import { type CfnLint, installCfnLint, type Resource } from "../support/cfn-lint";
import { SHARED_TYPES, type SharedType, translated } from "../support/cloudformation";
import { describeWith } from "../support/layer-of-proof";
import { needsPython } from "../support/requirements";
import type { Synthesized } from "../support/synth";
import { teamsEnvironments } from "../support/teams-environments";
import { guidesVariants } from "../support/variants";

describeWith(needsPython(), "AWS's schemas", () => {
  let cfnLint: CfnLint;
  beforeAll(async () => {
    cfnLint = await installCfnLint();
  }, 600_000);

  const resourcesOf = (synth: Synthesized, type: SharedType) =>
    translated(synth, type, cfnLint.schema(type.cloudFormation));
  const stacks = [...guidesVariants, ...teamsEnvironments].flatMap(stacksOf);

  test("AWS takes every value, in every stack", async () => {
    const resources = new Map<string, Resource>();
    // Most are the same in several variants: each is judged once.
    const seen = new Set<string>();
    for (const { name, synth } of stacks) {
      for (const type of SHARED_TYPES) {
        for (const [address, { properties }] of resourcesOf(synth, type)) {
          const text = JSON.stringify([type.cloudFormation, properties]);
          if (!seen.has(text))
            resources.set(`${name}: ${address}`, { type: type.cloudFormation, properties });
          seen.add(text);
        }
      }
    }
    expect(resources.size).toBeGreaterThan(50);
    const faults = await cfnLint.judge(resources);
    // Not `expect`, which would show the lines as one text in quotes.
    if (faults.length > 0) throw new Error(faults.join("\n"));
  }, 300_000);

  test.each(SHARED_TYPES)("every argument of $terraform is judged, or known not to be", (type) => {
    const unknown = stacks.flatMap(({ synth }) =>
      resourcesOf(synth, type).flatMap((each) => each[1].unknown),
    );
    expect([...new Set(unknown)].sort()).toEqual([...type.unjudged].sort());
  });

  const planted: readonly (readonly [what: string, type: string, block: object, saying: string])[] = [
    ["a value that is none of a list", "aws_cloudwatch_metric_alarm", { statistic: "Mean" }, "is not one of"],
    [
      "a number beyond a limit",
      "aws_db_instance",
      { engine: "postgres", backup_retention_period: 99 },
      "maximum of 35",
    ],
    [
      "a limit of a renamed argument",
      "aws_lb_target_group",
      { health_check: { interval: 1 } },
      "minimum of 5",
    ],
    ["a retired version", "aws_db_instance", { engine: "postgres", engine_version: "15.4" }, "15.4"],
    [
      "a size that Fargate has not",
      "aws_ecs_task_definition",
      { requires_compatibilities: ["FARGATE"], cpu: "256", memory: "4096", container_definitions: "[]" },
      "not compatible",
    ],
    [
      "a value in a container",
      "aws_ecs_task_definition",
      {
        container_definitions: JSON.stringify([{ name: "x", image: "x", dependsOn: [{ condition: "UP" }] }]),
      },
      "'UP' is not one of",
    ],
  ];
  test.each(planted)(
    "%s is found",
    async (_what, terraform, block, saying) => {
      const type = SHARED_TYPES.find((each) => each.terraform === terraform) as SharedType;
      const [[, { properties }] = ["", { properties: {} }]] = resourcesOf(
        plantedStack({ resource: { [terraform]: { planted: block } } }),
        type,
      );
      const faults = await cfnLint.judge(new Map([["planted", { type: type.cloudFormation, properties }]]));
      expect(faults).toContainEqual(expect.stringContaining(saying));
    },
    60_000,
  );
});
