import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Block } from "../synth";
import { type Terraform, terraformEnvironment, terraformIn } from "../terraform";
import { standingAlone } from "./standing-alone";

/** A resource as it is deployed and as it is to become. */
export interface ResourceChange {
  readonly type: string;
  readonly before: Block;
  readonly after: Block;
}

/** What Terraform would do: nothing although the arguments differ, a change in place, or a replacement. */
export type Outcome = "nothing" | "in place" | "replaced";

interface PlannedChange {
  readonly after: Record<string, unknown>;
  readonly after_unknown: Record<string, unknown>;
  readonly replace_paths?: readonly (readonly (string | number)[])[];
}

interface Plan {
  readonly resource_changes: readonly { readonly address: string; readonly change: PlannedChange }[];
}

/**
 * Asks the real provider what it would do of many changes, in one plan: each resource stands alone, with texts in place of its
 * references, and its state is what the provider plans for it in an empty account. A plan of each whole environment would say the
 * same and take an hour.
 *
 * @returns the outcomes, in the order of the changes
 */
export async function planInBulk(changes: readonly ResourceChange[]): Promise<Outcome[]> {
  // Of what AWS would have chosen, the state knows nothing: what that alone plans is what a resource plans that stays as it is.
  const keys = changes.map(keyOf);
  const unchanged = new Map(
    changes.map((change, index) => [keys[index], { ...change, after: change.before }]),
  );
  const plans = await plansOf([...changes, ...unchanged.values()]);
  const staying = new Map([...unchanged.keys()].map((key, index) => [key, plans[changes.length + index]]));
  return changes.map((_, index): Outcome => {
    const planned = plans[index] as PlannedChange;
    const asItIs = staying.get(keys[index]) as PlannedChange;
    const because = replacedBecause(planned).filter((path) => !replacedBecause(asItIs).includes(path));
    if (because.length > 0) return "replaced";
    const isSame = JSON.stringify(resultOf(planned)) === JSON.stringify(resultOf(asItIs));
    return isSame ? "nothing" : "in place";
  });
}

function keyOf({ type, before }: ResourceChange): string {
  return JSON.stringify([type, before]);
}

function replacedBecause({ replace_paths = [] }: PlannedChange): string[] {
  const paths = replace_paths.map((path) => path.filter((key) => typeof key === "string").join("."));
  return [...new Set(paths)].sort();
}

function resultOf({ after, after_unknown }: PlannedChange): unknown {
  return [after, after_unknown];
}

/** What Terraform would do of each change, in their order. */
async function plansOf(changes: readonly ResourceChange[]): Promise<PlannedChange[]> {
  const work = mkdtempSync(join(tmpdir(), "changes-"));
  try {
    const environment = await terraformEnvironment();
    const root = (name: string) => {
      const directory = join(work, name);
      mkdirSync(directory);
      return { directory, terraform: terraformIn(directory, environment) };
    };
    const [deployed, next] = [root("deployed"), root("next")];
    // Many changes begin with the same resource: it is planned once.
    const befores = [...new Map(changes.map((change) => [keyOf(change), change])).values()];
    writeRoot(deployed.directory, befores, ({ before }) => before);
    const made = await planOf(deployed.terraform, befores);
    const madeOf = new Map(befores.map((change, index) => [keyOf(change), made[index] as PlannedChange]));
    const states = changes.map((change) => madeOf.get(keyOf(change)) as PlannedChange);
    writeRoot(next.directory, changes, ({ after }) => after);
    writeState(next.directory, changes, states, await schemasOf(deployed.terraform));
    return await planOf(next.terraform, changes, "-refresh=false");
  } finally {
    rmSync(work, { recursive: true });
  }
}

function writeRoot(
  directory: string,
  changes: readonly ResourceChange[],
  side: (change: ResourceChange) => Block,
): void {
  const resource: Record<string, Record<string, Block>> = {};
  changes.forEach((change, index) => {
    resource[change.type] ??= {};
    (resource[change.type] as Record<string, Block>)[nameOf(index)] = standingAlone(side(change));
  });
  const aws = {
    region: "us-east-1",
    access_key: "test",
    secret_key: "test",
    skip_credentials_validation: true,
    skip_metadata_api_check: true,
    skip_region_validation: true,
    skip_requesting_account_id: true,
  };
  const terraform = {
    required_providers: {
      aws: { source: "hashicorp/aws" },
      random: { source: "hashicorp/random" },
      null: { source: "hashicorp/null" },
    },
  };
  writeFileSync(
    join(directory, "main.tf.json"),
    JSON.stringify({ terraform, provider: { aws }, resource }, undefined, 1),
  );
}

/** What is planned for each change, in their order. */
async function planOf(
  terraform: Terraform,
  changes: readonly ResourceChange[],
  ...options: string[]
): Promise<PlannedChange[]> {
  await terraform.succeed("init");
  await terraform.succeed("plan", "-out=plan", ...options);
  const plan: Plan = JSON.parse(await terraform.succeed("show", "-json", "plan"));
  const byAddress = new Map(plan.resource_changes.map(({ address, change }) => [address, change]));
  return changes.map(({ type }, index) => {
    const change = byAddress.get(`${type}.${nameOf(index)}`);
    if (!change) throw new Error(`the plan does not name ${type}.${nameOf(index)}`);
    return change;
  });
}

function nameOf(index: number): string {
  return `r${index}`;
}

/** Of the provider's schema of a type: the version of its states, and its attributes. */
interface Schema {
  readonly version: number;
  readonly block: { readonly attributes: Readonly<Record<string, { readonly type?: unknown }>> };
}

async function schemasOf(terraform: Terraform): Promise<ReadonlyMap<string, Schema>> {
  const { provider_schemas: providers } = JSON.parse(await terraform.succeed("providers", "schema", "-json"));
  const all = Object.values(providers as Record<string, { resource_schemas?: Record<string, Schema> }>);
  return new Map(all.flatMap(({ resource_schemas = {} }) => Object.entries(resource_schemas)));
}

/** As if the plans had been applied, and AWS had chosen some text for whatever text it chooses. */
function writeState(
  directory: string,
  changes: readonly ResourceChange[],
  plans: readonly PlannedChange[],
  schemas: ReadonlyMap<string, Schema>,
): void {
  const resources = plans.map((plan, index) => {
    const { type } = changes[index] as ResourceChange;
    const schema = schemas.get(type);
    return {
      mode: "managed",
      type,
      name: nameOf(index),
      provider: `provider["registry.terraform.io/hashicorp/${type.split("_")[0]}"]`,
      instances: [
        {
          schema_version: schema?.version ?? 0,
          attributes: { id: type, ...plan.after, ...chosenByAws(plan, schema) },
        },
      ],
    };
  });
  const state = {
    version: 4,
    terraform_version: "1.10.0",
    serial: 1,
    lineage: "changes",
    outputs: {},
    resources,
  };
  writeFileSync(join(directory, "terraform.tfstate"), JSON.stringify(state));
}

/** Where nothing is in its place, some attributes count as not known yet, and their resource as one to be replaced. */
function chosenByAws({ after_unknown }: PlannedChange, schema?: Schema): Record<string, string> {
  const unknown = Object.keys(after_unknown).filter((name) => after_unknown[name] === true && name !== "id");
  const texts = unknown.filter((name) => schema?.block.attributes[name]?.type === "string");
  return Object.fromEntries(texts.map((name) => [name, ""]));
}
