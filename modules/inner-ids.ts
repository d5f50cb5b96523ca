/** For modules whose resources have ids of their own beside the module's. */
export interface InnerIds {
  /**
   * Beginning of the ids, and so of the Terraform names, of what the module makes under another id than its own. An empty one
   * gives `dlq` in place of `task_queue_dlq`; with it, the module can be made once in an environment. @default `<id>_`
   */
  readonly idPrefix?: string;
}

/** The ids inside of a module: `inner("dlq")`. */
export function innerIds(id: string, { idPrefix = `${id}_` }: InnerIds): (name: string) => string {
  return (name) => `${idPrefix}${name}`;
}
