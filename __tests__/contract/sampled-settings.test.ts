/** Settings that are accepted are right to Terraform and the AWS provider as well: a sample of them, as modules of one stack. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import fc from "fast-check";
import { type Environment, environmentSchema } from "../../environments/schema/environment";
import { createApp, withoutTokenTraces } from "../../stacks/create-app";
import { placeEnvironment } from "../../stacks/place-environment";
import { awsProviderVersion } from "../../stacks/provider-lock";
import { synthesize } from "../../stacks/synthesize";
import { everySetting } from "../support/every-setting";
import { describeWith } from "../support/layer-of-proof";
import { type OddSettings, oddSettings, verdictOn } from "../support/odd-settings";
import { needsProviders, needsTerraform } from "../support/requirements";
import { terraformEnvironment, terraformIn } from "../support/terraform";
import { variations } from "../support/variations";

const SEED = 15;

/** https://developer.hashicorp.com/terraform/cli/commands/validate#json-output-format */
interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly summary: string;
  readonly detail: string;
  readonly range?: { readonly filename: string };
}

/** Changes of every setting, each by itself, in an order that the seed makes. */
const likely: readonly OddSettings[] = variations(environmentSchema, everySetting).flatMap(
  ({ path, after }) => after.map((settings) => ({ settings, changes: [path] })),
);

/** The first that are accepted, of one major of the provider: it has one of a version in a configuration. */
function accepted(settings: readonly OddSettings[], count: number): [OddSettings, Environment][] {
  const found: [OddSettings, Environment][] = [];
  for (const odd of settings) {
    const { environment } = verdictOn(odd);
    if (environment?.awsProvider === 5) found.push([odd, environment]);
    if (found.length === count) break;
  }
  return found;
}

describeWith(needsTerraform() ?? needsProviders(), "accepted settings", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "accepted-"));
  });

  afterEach(() => rmSync(root, { recursive: true }));

  test("50 of them validate", async () => {
    const [shuffled = []] = fc.sample(fc.shuffledSubarray([...likely], { minLength: likely.length }), {
      numRuns: 1,
      seed: SEED,
    });
    const samples = [
      ...accepted(shuffled, 25),
      ...accepted(fc.sample(oddSettings, { numRuns: 2000, seed: SEED }), 25),
    ];
    expect(samples).toHaveLength(50);
    const modules = samples.map(([, environment], index) => writeModule(String(index), environment));
    writeFileSync(join(root, "main.tf.json"), JSON.stringify(callOf(modules)));
    const terraform = terraformIn(root, await terraformEnvironment());
    await terraform.succeed("init", "-backend=false");
    const { output } = await terraform.run("validate", "-json");
    const { diagnostics }: { diagnostics: Diagnostic[] } = JSON.parse(output);
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    expect(
      errors.map(({ summary, detail, range }) => {
        const [odd] = samples[Number.parseInt(range?.filename ?? "", 10)] ?? [];
        return `${odd?.changes.join("; ")}: ${summary}: ${detail}`;
      }),
    ).toEqual([]);
  }, 900_000);

  /** An environment in one stack, without what only the root may have, and the provider: one process serves all modules. */
  function writeModule(folder: string, environment: Environment): string {
    const app = createApp(join(root, folder));
    const [directory = ""] = withoutTokenTraces(() => {
      placeEnvironment(app, { ...environment, layout: "single" });
      return synthesize(app);
    });
    const file = join(directory, "cdk.tf.json");
    const stack = JSON.parse(readFileSync(file, "utf8"));
    delete stack.terraform.backend;
    delete stack.import;
    delete stack.provider;
    writeFileSync(file, JSON.stringify(stack));
    return `./${relative(root, directory)}`;
  }

  function callOf(modules: readonly string[]): object {
    return {
      terraform: {
        required_providers: { aws: { source: "hashicorp/aws", version: awsProviderVersion(5) } },
      },
      provider: { aws: { region: "us-east-1" } },
      module: Object.fromEntries(modules.map((source, index) => [`settings_${index}`, { source }])),
    };
  }
});
