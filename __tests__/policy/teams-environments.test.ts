/** Rules of our own, on every stack of a team's environments. */
import { teamsEnvironments } from "../support/teams-environments";
import { rules } from "./all-rules";
import { expectKept, stacksOf } from "./stacks";

const stacks = teamsEnvironments.flatMap(stacksOf);

test.each(rules.map((rule) => [rule.title, rule] as const))("%s", (_title, rule) => {
  expectKept(rule, stacks);
});
