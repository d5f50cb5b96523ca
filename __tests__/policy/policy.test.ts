/** Rules of our own, on every stack of every environment; and each on stacks that break it. */
import type { Environment } from "../../environments/schema/environment";
import { placeEnvironment, placeState } from "../../stacks/place-environment";
import { environment as fixture, type Synthesized, synthApp } from "../support/synth";
import { inLayers, inOne, withAllOptions, withoutSecretsInState } from "../support/variants";
import { plantedStack, type Rule } from "./rule";
import { bucketsArePrivate } from "./rules/buckets-are-private";
import { logsEnd } from "./rules/logs-end";
import { names } from "./rules/names";
import { noSecretInOutputs } from "./rules/no-secret-in-outputs";
import { noWildcardActions } from "./rules/no-wildcard-actions";
import { noWildcardResources } from "./rules/no-wildcard-resources";
import { nothingOpenToTheWorld } from "./rules/nothing-open-to-the-world";
import { secretsOfTheEnvironment } from "./rules/secrets-of-the-environment";
import { storesAreEncrypted } from "./rules/stores-are-encrypted";
import { tags } from "./rules/tags";

const rules: readonly Rule[] = [
  noWildcardActions,
  noWildcardResources,
  secretsOfTheEnvironment,
  nothingOpenToTheWorld,
  storesAreEncrypted,
  logsEnd,
  bucketsArePrivate,
  names,
  tags,
  noSecretInOutputs,
];

interface Stack {
  readonly name: string;
  readonly environment: Environment;
  readonly synth: Synthesized;
}

const stacks = [...inLayers, ...inOne, ...withAllOptions, ...withoutSecretsInState].flatMap(stacksOf);

test("every layer of every environment is looked at", () => {
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
  test("all stacks keep it", () => {
    const violations = stacks.flatMap(({ name, environment, synth }) =>
      rule.violations(synth, environment).map((violation) => `${name}: ${violation}`),
    );
    // Not `expect`, which would show the lines as one text in quotes.
    if (violations.length > 0) throw new Error(violations.join("\n"));
  });

  test.each(Object.entries(rule.planted))("%s is found", (_what, planted) => {
    const violations = rule.violations(plantedStack(planted), fixture());
    expect(violations).not.toEqual([]);
    for (const violation of violations) expect(violation).toMatch(/^[\w.]+\.planted: .+; .+/);
  });
});

/** The state is in an app of its own. */
function stacksOf([title, environment]: readonly [string, Environment]): Stack[] {
  const apps = [
    synthApp((app) => placeEnvironment(app, environment)),
    synthApp((app) => placeState(app, environment)),
  ];
  return apps
    .flatMap((app) => Object.entries(app))
    .map(([name, synth]) => ({ name: `${name} (${title})`, environment, synth }));
}
