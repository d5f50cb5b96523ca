import type { Environment } from "../environments/schema/environment";

type Service = Environment["services"]["mcpServer" | "restApi" | "worker"];

/** A secret by the name that settings know it by. */
export type SecretName = Extract<Service["secrets"][string], string>;

/** The secrets that services have in their environment, each once. */
export function namedSecrets({ services }: Environment): Set<SecretName> {
  const { mcpServer, restApi, worker } = services;
  const variables = [mcpServer, restApi, worker].flatMap((service) => Object.values(service.secrets));
  return new Set(variables.map((variable) => (typeof variable === "string" ? variable : variable.secret)));
}
