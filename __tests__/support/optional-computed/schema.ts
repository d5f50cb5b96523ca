/**
 * The paths of arguments that are optional and computed, by resource type: `service_connect_configuration.namespace`. Left out,
 * they are what they were.
 */
export type OptionalComputed = Readonly<Record<string, readonly string[]>>;

/** What `terraform providers schema -json` says of one provider. */
export interface ProviderSchema {
  readonly resource_schemas: Readonly<Record<string, { readonly block: SchemaBlock }>>;
}

interface SchemaBlock {
  readonly attributes?: Readonly<Record<string, SchemaAttribute>>;
  readonly block_types?: Readonly<Record<string, { readonly block: SchemaBlock }>>;
}

interface SchemaAttribute {
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly nested_type?: SchemaBlock;
}

/** The firewall's statements contain statements, which have the same arguments again: hundreds of paths. */
const STATEMENT_IN_STATEMENT = /_statement\.(scope_down_)?statement\./;

/** @param types the resource types that are wanted */
export function optionalComputed(schema: ProviderSchema, types: readonly string[]): OptionalComputed {
  const paths = types.map((type): [string, string[]] => {
    const block = schema.resource_schemas[type]?.block;
    if (!block) throw new Error(`the provider has no resource type ${type}`);
    return [type, pathsIn(block).filter((path) => !STATEMENT_IN_STATEMENT.test(path))];
  });
  return Object.fromEntries(paths);
}

function pathsIn(block: SchemaBlock): string[] {
  const own = Object.entries(block.attributes ?? {}).flatMap(([name, attribute]) => [
    ...(attribute.optional && attribute.computed ? [name] : []),
    ...below(name, attribute.nested_type),
  ]);
  const blocks = Object.entries(block.block_types ?? {}).flatMap(([name, each]) => below(name, each.block));
  return [...own, ...blocks].sort();
}

function below(name: string, block: SchemaBlock = {}): string[] {
  return pathsIn(block).map((path) => `${name}.${path}`);
}
