import type { Environment } from "../environments/schema/environment";

/** A service with its names. */
export type ServiceSettings = Environment["services"]["all"][number];

/** Those that are not retired, in the order of the settings. */
export function runningServices({ services }: Environment): ServiceSettings[] {
  return services.all.filter(({ retired }) => !retired);
}

/** The secrets that services have in their environment, each once. */
export function namedSecrets({ services }: Environment): Set<string> {
  return new Set(services.all.flatMap(secretsOf));
}

/** The secrets that a service has in its environment, by the names that settings know them by. */
export function secretsOf({ secrets }: ServiceSettings): string[] {
  return Object.values(secrets).map((variable) => secretVariable(variable).name);
}

/**
 * The secrets that are there because a service names them, or the settings keep them: what the platform does not know, which people
 * fill in, and Redis' token.
 */
export function optionalSecrets({ services, data }: Environment): Set<string> {
  const variables = services.all.flatMap(({ secrets }) => Object.values(secrets));
  const named = variables.flatMap((variable) => {
    if (variable === "redis-auth-token") return [variable];
    return typeof variable === "object" && "own" in variable ? [variable.own] : [];
  });
  return new Set([...named, ...data.secrets.kept]);
}

/** What a variable has of a secret: all of it, or what is under one key of its JSON. */
export function secretVariable(variable: ServiceSettings["secrets"][string]): { name: string; key?: string } {
  if (typeof variable === "string") return { name: variable };
  return "own" in variable
    ? { name: variable.own, key: variable.key }
    : { name: variable.secret, key: variable.key };
}
