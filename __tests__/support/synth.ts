import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { App, TerraformStack } from "cdktf";
import {
  type Environment,
  type EnvironmentSettings,
  validateSettings,
} from "../../environments/schema/environment";
import type { ServiceInput } from "../../environments/schema/service";
import { BaseStack } from "../../stacks/base-stack";
import { createApp } from "../../stacks/create-app";
import { placeEnvironment } from "../../stacks/place-environment";
import { synthesize } from "../../stacks/synthesize";
import guide from "../guide/settings";

/** The body of a resource, data source or provider in Terraform's JSON. */
export type Block = Record<string, unknown>;

/** A provisioner that runs something where Terraform does. */
export interface LocalExec {
  readonly interpreter: readonly string[];
  readonly command: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** One stack as Terraform reads it. */
export class Synthesized {
  private readonly json: Record<string, unknown>;

  constructor(readonly text: string) {
    // Under "//" cdktf notes where a block comes from; Terraform does not read it.
    this.json = JSON.parse(text, (key, value) => (key === "//" ? undefined : value));
  }

  /** All resources of a type, by name. */
  resources(type: string): Record<string, Block> {
    return this.blocks("resource")[type] ?? {};
  }

  /** The resource or data source at an address; fails if there is none. */
  at(address: string): Block {
    const [name = "", type = "", data] = address.split(".").reverse();
    const block = this.blocks(data === "data" ? "data" : "resource")[type]?.[name];
    if (!block) throw new Error(`there is no ${address}; there are ${this.addresses().join(", ")}`);
    return block;
  }

  /** The one container of the task definition at an address. */
  container(address: string): Block {
    const [container]: Block[] = JSON.parse(this.at(address).container_definitions as string);
    return container as Block;
  }

  /** The statements of a policy document, `data.aws_iam_policy_document.<name>`. */
  statements(name: string): Block[] {
    return this.at(`data.aws_iam_policy_document.${name}`).statement as Block[];
  }

  /** The one provisioner of a resource; fails if it has none. */
  localExec(address: string): LocalExec {
    const [provisioner] = (this.at(address).provisioner ?? []) as Record<string, LocalExec>[];
    const run = provisioner?.["local-exec"];
    if (!run) throw new Error(`${address} runs nothing`);
    return run;
  }

  /** The ephemeral block at `<type>.<name>`; `undefined` if there is none. */
  ephemeral(address: string): Block | undefined {
    const [type = "", name = ""] = address.split(".");
    return this.blocks("ephemeral")[type]?.[name];
  }

  /** The addresses of all resources, sorted. */
  addresses(): string[] {
    const types = Object.entries(this.blocks("resource"));
    return types.flatMap(([type, blocks]) => Object.keys(blocks).map((name) => `${type}.${name}`)).sort();
  }

  /** All resources, data sources and ephemeral resources, by address: `aws_vpc.vpc`, `data.aws_region.current`. */
  everything(): [address: string, block: Block][] {
    return (["resource", "data", "ephemeral"] as const).flatMap((kind) =>
      Object.entries(this.blocks(kind)).flatMap(([type, blocks]) =>
        Object.entries(blocks).map(([name, block]): [string, Block] => {
          const address = `${type}.${name}`;
          return [kind === "resource" ? address : `${kind}.${address}`, block];
        }),
      ),
    );
  }

  /** The `terraform` block. */
  get terraform(): Block {
    return this.json.terraform as Block;
  }

  /** A variable of Terraform's; fails if there is none. */
  variable(name: string): Block {
    const block = ((this.json.variable ?? {}) as Record<string, Block>)[name];
    if (!block) throw new Error(`there is no var.${name}`);
    return block;
  }

  get outputs(): Record<string, Block> {
    return (this.json.output ?? {}) as Record<string, Block>;
  }

  /** The `import` blocks. */
  get imports(): Block[] {
    return (this.json.import ?? []) as Block[];
  }

  /** The AWS provider's arguments. */
  get provider(): Block {
    const { aws } = this.json.provider as { aws: Block[] };
    return aws[0] ?? {};
  }

  private blocks(kind: "resource" | "data" | "ephemeral"): Record<string, Record<string, Block>> {
    return (this.json[kind] ?? {}) as Record<string, Record<string, Block>>;
  }
}

/** The guide's settings, with some top-level sections replaced. */
export function settings(changes: Partial<EnvironmentSettings> = {}): EnvironmentSettings {
  return { ...guide, ...changes };
}

/** The guide's settings without what the published images say by themselves. */
export function imageSettings(changes: Partial<EnvironmentSettings> = {}): EnvironmentSettings {
  const { requestTimeoutSeconds: _guides, ...configuration } = guide.configuration;
  return settings({ configuration, ...changes });
}

/** Settings by which AWS protects the database and the load balancer, or does not. */
export function protection(isDatabase: boolean, isLoadBalancer: boolean): Partial<EnvironmentSettings> {
  const { data, platform } = guide;
  return {
    data: { ...data, postgres: { ...data.postgres, deletionProtection: isDatabase } },
    platform: {
      ...platform,
      loadBalancer: { ...platform.loadBalancer, deletionProtection: isLoadBalancer },
    },
  };
}

/** The guide's services with some settings of some replaced, and with further ones. */
export function servicesWith(changes: Record<string, ServiceInput>): EnvironmentSettings["services"] {
  const all: Record<string, ServiceInput> = { ...guide.services.all };
  for (const [name, change] of Object.entries(changes)) all[name] = { ...all[name], ...change };
  return { ...guide.services, all };
}

/** Settings of an environment beside the guide's: with names of its own for what only one can have. */
export function anotherEnvironment(
  name: string,
  changes: Partial<EnvironmentSettings> = {},
): EnvironmentSettings {
  const { data, platform, ...others } = settings();
  const services = servicesWith({
    "mcp-server": { hosts: { mcp: `mcp.${name}.yourdomain.com` } },
    "rest-api": { hosts: { api: `api.${name}.yourdomain.com` } },
  });
  return {
    ...others,
    name,
    data: {
      ...data,
      postgres: { ...data.postgres, parameterGroup: {} },
      contexts: { ...data.contexts, bucket: undefined },
    },
    services: { ...services, repositoryPrefix: undefined, namePrefix: undefined },
    platform: {
      ...platform,
      certificateNames: [],
      loadBalancer: {},
    },
    ...changes,
  };
}

/** A valid environment of the guide's settings, with some top-level sections replaced. */
export function environment(changes: Partial<EnvironmentSettings> = {}): Environment {
  const { environment: valid, problems } = validateSettings(settings(changes));
  if (!valid) throw new Error(`not valid: ${JSON.stringify(problems)}`);
  return valid;
}

/** One layer of the guide's production as a stack of its own. */
export function productionLayer(
  layer: "network" | "data" | "platform" | "services" | "edge" | "monitoring",
  changes: Partial<EnvironmentSettings> = {},
): Synthesized {
  const layered = environment({ ...changes, layout: "layered" });
  return synthEnvironments(layered)[`${layered.prefix}-${layer}`] as Synthesized;
}

/** The guide's production in one stack, where an expression says which resource it is of. */
export function productionInOne(changes: Partial<EnvironmentSettings> = {}): Synthesized {
  const single = environment({ ...changes, layout: "single" });
  return synthEnvironments(single)[single.prefix] as Synthesized;
}

/** The stacks of environments, by name, as `cdktf synth` would write them. */
export function synthEnvironments(...environments: Environment[]): Record<string, Synthesized> {
  return synthApp((app) => {
    for (const each of environments) placeEnvironment(app, each);
  });
}

/** One stack of the guide's environment, unprotected, with what `build` puts in it. */
export function synthIn(build: (stack: TerraformStack) => void): Synthesized {
  const stacks = synthApp((app) => {
    build(
      new BaseStack(app, "test", { environment: environment(protection(false, false)), stateName: "test" }),
    );
  });
  return stacks.test ?? new Synthesized("{}");
}

/** Synthesizes an app in a folder that is gone afterwards. */
export function synthApp(build: (app: App) => void): Record<string, Synthesized> {
  const outdir = mkdtempSync(join(tmpdir(), "synth-"));
  try {
    const app = createApp(outdir);
    build(app);
    const directories = synthesize(app);
    return Object.fromEntries(directories.map((path) => [basename(path), read(path)]));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

function read(directory: string): Synthesized {
  return new Synthesized(readFileSync(join(directory, "cdk.tf.json"), "utf8"));
}
