import type { App, TerraformResource } from "cdktf";
import type { Environment } from "../environments/schema/environment";
import { mistyped, nearest } from "../environments/schema/likeness";
import { type Problem, SettingsError } from "../environments/schema/problem";
import { isBlock, type Override, overridden } from "../modules/override";
import type { BaseStack } from "./base-stack";
import { createApp } from "./create-app";
import { placeState, STATE } from "./place-environment";
import { resourcesIn, stacksByEnvironment } from "./stacks-by-environment";

type Arguments = Record<string, unknown>;

/** Of what every resource takes, the one that needs no constructs and changes no address. */
const META_ARGUMENT = "lifecycle";

/**
 * Gives resources the arguments that their environments' `overrides` say, once all layers are placed.
 *
 * @throws SettingsError that names each address that no resource has, and each argument that its resource does not take
 */
export function overrideResources(app: App): void {
  const reports = stacksByEnvironment(app).flatMap(([environment, stacks]) => {
    const problems = overrideIn(app, environment, stacks);
    return problems.length > 0 ? [{ file: `(environment ${environment.name})`, problems }] : [];
  });
  if (reports.length > 0) throw new SettingsError(reports);
}

function overrideIn(app: App, environment: Environment, stacks: readonly BaseStack[]): Problem[] {
  const overrides = Object.entries(environment.overrides) as [address: string, Override<Arguments>][];
  if (overrides.length === 0) return [];
  const resources = resourcesIn(stacks);
  const missing = overrides.filter(([address]) => !resources.has(address));
  return [
    ...missingProblems(app, environment, stacks, missing, [...resources.keys()]),
    ...overrides.flatMap(([address, override]) => {
      const resource = resources.get(address);
      return resource ? overrideOne(resource, `overrides.${address}`, override) : [];
    }),
  ];
}

/** The state layer has an app of its own: addresses that it does not have are reported by the main app. */
function missingProblems(
  app: App,
  environment: Environment,
  stacks: readonly BaseStack[],
  missing: readonly [address: string, value: unknown][],
  addresses: readonly string[],
): Problem[] {
  if (missing.length === 0 || stacks.some(({ props }) => props.stateName === STATE)) return [];
  const other = createApp(app.outdir);
  placeState(other, environment);
  const all = [...addresses, ...resourcesIn(other.node.children as BaseStack[]).keys()];
  return missing
    .filter(([address]) => !all.includes(address))
    .map(([address, value]) => ({
      path: `overrides.${address}`,
      value,
      reason: "there is no such resource in this environment",
      // Of other types, a resource that resembles it is another one.
      use:
        nearest(address, ofType(address, all)) ??
        mistyped(address, all) ??
        `an address of environments/addresses/${environment.name}.txt`,
    }));
}

function ofType(address: string, all: readonly string[]): string[] {
  const [type] = address.split(".");
  return all.filter((each) => each.startsWith(`${type}.`));
}

function overrideOne(resource: TerraformResource, path: string, override: Override<Arguments>): Problem[] {
  const names = argumentsOf(resource);
  const before = Object.fromEntries(
    names.map((name) => [name, inputOf(resource, name)] as const).filter(([, value]) => value !== undefined),
  );
  const after = overridden(before, override);
  const unknown = Object.keys(after).filter((name) => !names.includes(name));
  for (const name of names) if (after[name] !== before[name]) setArgument(resource, name, after[name]);
  return [
    ...unknown.map((name) => ({
      path: `${path}.${name}`,
      value: after[name],
      reason: `${resource.terraformResourceType} has no such argument that could be set here`,
      use:
        mistyped(name, names) ??
        `an argument of ${registryPage(resource.terraformResourceType)}, in camelCase`,
    })),
    ...names.flatMap((name) => [
      ...lostKeys(after[name], inputOf(resource, name), `${path}.${name}`, Reflect.get(resource, name)),
      ...(Array.isArray(after[name]) && after[name] !== before[name]
        ? droppedKeys(after[name], writtenOf(resource)[snakeCase(name)], `${path}.${name}`)
        : []),
    ]),
  ];
}

/** A resource's arguments as they are written: with Terraform's names, those of blocks also where nothing is set. */
function writtenOf(resource: TerraformResource): Arguments {
  const synthesizeAttributes: unknown = Reflect.get(resource, "synthesizeAttributes");
  return typeof synthesizeAttributes === "function" ? synthesizeAttributes.call(resource) : {};
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** A list of blocks keeps whatever it is given, and leaves out what is no argument of its blocks when it is written. */
function droppedKeys(given: unknown, written: unknown, path: string): Problem[] {
  if (Array.isArray(given) && Array.isArray(written))
    return given.flatMap((entry, index) => droppedKeys(entry, written[index], `${path}[${index}]`));
  if (!isBlock(given) || !isBlock(written)) return [];
  return Object.entries(given).flatMap(([key, value]) => {
    if (value === undefined) return [];
    const name = [snakeCase(key), key].find((each) => each in written);
    if (name !== undefined) return droppedKeys(value, written[name], `${path}.${key}`);
    const known = Object.keys(written).map((each) =>
      each.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    );
    const use = mistyped(key, known) ?? "leave it out";
    return [{ path: `${path}.${key}`, value, reason: "the block has no such argument", use }];
  });
}

/** The bindings have, beside each argument that Terraform takes, what has been given to it as `<argument>Input`. */
function argumentsOf(resource: TerraformResource): string[] {
  return [...inputsOf(resource), META_ARGUMENT];
}

/** Of a resource, or of one of its blocks. */
function inputsOf(bound: object): string[] {
  const getters = Object.getOwnPropertyNames(Object.getPrototypeOf(bound));
  return getters.filter((name) => name.endsWith("Input")).map((name) => name.replace(/Input$/, ""));
}

/** The provider's page of a type of resource. */
function registryPage(type: string): string {
  const [, provider, name] = /^([^_]+)_(.+)$/.exec(type) ?? [];
  return `https://registry.terraform.io/providers/hashicorp/${provider}/latest/docs/resources/${name}`;
}

function inputOf(resource: TerraformResource, name: string): unknown {
  return Reflect.get(resource, name === META_ARGUMENT ? name : `${name}Input`);
}

/** Blocks have a method, `put<Argument>`; everything else is a property. */
function setArgument(resource: TerraformResource, name: string, value: unknown): void {
  const put: unknown = Reflect.get(resource, `put${name.charAt(0).toUpperCase()}${name.slice(1)}`);
  if (typeof put === "function") put.call(resource, value);
  else Reflect.set(resource, name, value);
}

/**
 * A block keeps what it knows: what is not there when it is read back was no argument of it.
 *
 * @param bound the block as the bindings have it, which know its arguments
 */
function lostKeys(given: unknown, kept: unknown, path: string, bound: unknown): Problem[] {
  if (!isBlock(given)) return [];
  const known = isBlock(kept) ? kept : {};
  const reference = typeof bound === "object" && bound !== null ? bound : {};
  return Object.entries(given).flatMap(([key, value]) => {
    if (value === undefined || key in known)
      return lostKeys(value, known[key], `${path}.${key}`, Reflect.get(reference, key));
    const use = mistyped(key, inputsOf(reference)) ?? "leave it out";
    return [{ path: `${path}.${key}`, value, reason: "the block has no such argument", use }];
  });
}
