export interface PartOfPlatform {
  /** The product that it is part of, for descriptions: `the Acme platform`. @default they do not say */
  readonly platformName?: string;
}

/** `PostgreSQL of the Acme platform`, or `PostgreSQL` where no platform has been named. */
export function ofPlatform(what: string, { platformName }: PartOfPlatform): string {
  return platformName === undefined ? what : `${what} of ${platformName}`;
}
