import type { Environment } from "../environments/schema/environment";

/** A service with its names. */
export type ServiceSettings = Environment["services"]["all"][number];

/** The secrets that services have in their environment, each once. */
export function namedSecrets({ services }: Environment): Set<string> {
  return new Set(services.all.flatMap(secretsOf));
}

/** The secrets that a service has in its environment, by the names that settings know them by. */
export function secretsOf({ secrets }: ServiceSettings): string[] {
  return Object.values(secrets).map((variable) => secretVariable(variable).name);
}

/** Those that the platform does not know, which people fill in. */
export function ownSecrets({ services }: Environment): Set<string> {
  const variables = services.all.flatMap(({ secrets }) => Object.values(secrets));
  return new Set(
    variables.flatMap((variable) =>
      typeof variable === "object" && "own" in variable ? [variable.own] : [],
    ),
  );
}

/** What a variable has of a secret: all of it, or what is under one key of its JSON. */
export function secretVariable(variable: ServiceSettings["secrets"][string]): { name: string; key?: string } {
  if (typeof variable === "string") return { name: variable };
  return "own" in variable
    ? { name: variable.own, key: variable.key }
    : { name: variable.secret, key: variable.key };
}
