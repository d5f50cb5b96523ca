import type { Environment } from "../../environments/schema/environment";
import { placeEnvironment, placeState } from "../../stacks/place-environment";
import { type Synthesized, synthApp } from "../support/synth";
import type { Rule } from "./rule";

export interface Stack {
  readonly name: string;
  readonly environment: Environment;
  readonly synth: Synthesized;
}

/** All stacks of an environment. The state is in an app of its own. */
export function stacksOf([title, environment]: readonly [string, Environment]): Stack[] {
  const apps = [
    synthApp((app) => placeEnvironment(app, environment)),
    synthApp((app) => placeState(app, environment)),
  ];
  return apps
    .flatMap((app) => Object.entries(app))
    .map(([name, synth]) => ({ name: `${name} (${title})`, environment, synth }));
}

/** Fails with a line for each violation. */
export function expectKept(rule: Rule, stacks: readonly Stack[]): void {
  const violations = stacks.flatMap(({ name, environment, synth }) =>
    rule.violations(synth, environment).map((violation) => `${name}: ${violation}`),
  );
  // Not `expect`, which would show the lines as one text in quotes.
  if (violations.length > 0) throw new Error(violations.join("\n"));
}
