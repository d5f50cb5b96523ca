/** How what a killed run has made is found: of every type of resource that the code can make. */
import { identityOf } from "../../tools/recover/identities";
import { stacksOf } from "../policy/stacks";
import { argumentNames } from "../support/argument-names";
import { guidesVariants } from "../support/variants";

/** Seldom changed, and few: recover names them, to be looked for by hand. */
const BY_HAND = [
  "aws_autoscaling_group",
  "aws_budgets_budget",
  "aws_ce_anomaly_monitor",
  "aws_ce_anomaly_subscription",
  "aws_chatbot_slack_channel_configuration",
  "aws_cloudwatch_query_definition",
];

const types = [
  ...new Set(
    guidesVariants
      .flatMap(stacksOf)
      .flatMap(({ synth }) => synth.addresses())
      .map((address) => address.split(".")[0] ?? ""),
  ),
];

test("every type is one that is imported, written over, or looked for by hand", () => {
  expect(types.length).toBeGreaterThan(50);
  expect(types.filter((type) => identityOf(type) === undefined).sort()).toEqual(BY_HAND);
});

test("ids follow from arguments that the types have", () => {
  const unknown = types.flatMap((type) => {
    const identity = identityOf(type);
    if (identity === undefined || identity === "none") return [];
    const names = argumentNames(`${type}.any`);
    return identity.needs.filter((name) => !names.has(name)).map((name) => `${type}.${name}`);
  });
  expect(unknown).toEqual([]);
});
