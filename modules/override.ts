/**
 * What a user of a module changes in one of its resources: some arguments in place of ours, or a function from our arguments to
 * those that are wanted.
 */
export type Override<Config> = Partial<Config> | ((config: Config) => Config);

/**
 * A resource's arguments with a user's override. Nested blocks are merged, argument by argument, so that `lifecycle` with one
 * more entry keeps what is in it; a list is one value and is replaced as a whole, and a function can do anything else.
 *
 * @param config the module's own arguments
 */
export function overridden<Config extends object>(config: Config, override?: Override<Config>): Config {
  if (override === undefined) return config;
  return typeof override === "function" ? override(config) : (merged(config, override) as Config);
}

function merged(ours: unknown, theirs: unknown): unknown {
  if (!isBlock(ours) || !isBlock(theirs)) return theirs;
  const result: Record<string, unknown> = { ...ours };
  for (const [key, value] of Object.entries(theirs)) {
    // What is not said changes nothing; a function can take an argument away.
    if (value !== undefined) result[key] = merged(ours[key], value);
  }
  return result;
}

/** A block, and not an object with a behaviour of its own: a token, a construct, a list. */
export function isBlock(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
