import type { Environment } from "../environments/schema/environment";

export type Services = Environment["services"];
/** A service that the load balancer sends requests to. */
export type ServedSettings = Services["mcpServer"] | Services["restApi"];
export type ServiceSettings = ServedSettings | Services["worker"];

/** A secret by the name that settings know it by. */
export type SecretName = Extract<ServiceSettings["secrets"][string], string>;

/** The secrets that services have in their environment, each once. */
export function namedSecrets({ services }: Environment): Set<SecretName> {
  const { mcpServer, restApi, worker } = services;
  return new Set([mcpServer, restApi, worker].flatMap(secretsOf));
}

/** The secrets that a service has in its environment. */
export function secretsOf({ secrets }: ServiceSettings): SecretName[] {
  return Object.values(secrets).map((variable) =>
    typeof variable === "string" ? variable : variable.secret,
  );
}
