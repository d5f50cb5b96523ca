import { createHash } from "node:crypto";
import { z } from "zod";
import type { Problem } from "./problem";
import { wholeNumber } from "./whole-number";

const HOST = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
export const HOST_RULE = "is not a host name in lower case";

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html */
const MAX_CONDITION_CHARACTERS = 128;

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html */
const MAX_CONDITION_VALUES = 5;
const MAX_WILDCARDS = 6;
const MAX_RULES = 100;

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html */
const MAX_PRIORITY = 50_000;

/** The rule that refuses paths for operators comes first: modules/load-balancer/load-balancer.ts. */
const REFUSED_PRIORITY = 10;
const REFUSED_RULE = "refused_paths";

/** Terraform's name of a rule and of a DNS record. */
const ID = /^[a-z][a-z0-9_]*$/;
const ID_RULE = "must be lower-case letters, digits and _, beginning with a letter";

const id = (example: string) => z.string().regex(ID, ID_RULE).meta({ example });

export function isHost(name: string): boolean {
  return HOST.test(name);
}

/** A host name that DNS, or what else takes it, has room for. */
export const host = (example: string, most: number, whose: string) =>
  z.string().regex(HOST, HOST_RULE).max(most, `${whose} allows ${most} characters`).meta({ example });

/** A service's own host names, each by Terraform's name of its DNS record. */
export const hostsSchema = z.record(
  id("api"),
  host("api.yourdomain.com", MAX_CONDITION_CHARACTERS, "a listener's rule"),
);

const routeSchema = z.strictObject({
  /** The host that is asked for: a name in the `hosts` of any service. @default any host */
  host: z.string().optional().meta({ example: "api" }),
  /** Paths, with * for any characters. @default any path */
  paths: z
    .array(
      z
        .string()
        .regex(/^\/[\w.$/~"'@:+*?&-]*$/, "must be a path, beginning with /; * stands for any characters")
        .max(MAX_CONDITION_CHARACTERS, `AWS allows ${MAX_CONDITION_CHARACTERS} characters`)
        .meta({ example: "/v1/*" }),
    )
    .min(1, "name at least one path, or leave it out")
    .optional()
    .meta({ example: ["/v1/*"] }),
  /**
   * Rules are tried from the lowest priority up, 11–50000. @default made of the rule's name: a host with paths before paths
   * alone, before a host alone
   */
  priority: wholeNumber(REFUSED_PRIORITY + 1, MAX_PRIORITY, "as priority", "must be")
    .optional()
    .meta({ example: 100 }),
});

/** What the load balancer sends to a service: rules of its listener, each by Terraform's name. */
export const routesSchema = z.record(id("api"), routeSchema.meta({ example: { host: "api" } }));

type Hosts = Readonly<Record<string, string | undefined>>;
/** A route as the settings say it, without what is wrong. */
interface Route {
  readonly host?: string;
  readonly paths?: readonly (string | undefined)[];
  readonly priority?: number;
}
type Routes = Readonly<Record<string, Route | undefined>>;

/** A rule of the listener. */
export interface ListenerRule {
  readonly id: string;
  readonly priority: number;
  readonly hosts?: readonly string[];
  readonly paths?: readonly string[];
}

/** Every service's hosts and routes by the service's name. */
export type Routing = Readonly<
  Record<string, { readonly hosts: Hosts; readonly routes?: Routes } | undefined>
>;

/** All hosts of all services by their names. */
export function hostsOf(routing: Routing): Record<string, string> {
  const hosts = Object.values(routing).flatMap((service) => Object.entries(service?.hosts ?? {}));
  return Object.fromEntries(hosts.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** The rules that lead to a service: those that it says, or one for each of its hosts. */
export function listenerRules(hosts: Hosts, routes: Routes | undefined, all: Hosts): ListenerRule[] {
  return Object.entries(routes ?? ownRoutes(hosts)).map(([ruleId, route = {}]) => {
    const name = route.host === undefined ? undefined : all[route.host];
    return {
      id: ruleId,
      priority: route.priority ?? defaultPriority(ruleId, route),
      ...(name === undefined ? {} : { hosts: [name] }),
      ...(route.paths === undefined ? {} : { paths: route.paths.filter((path) => path !== undefined) }),
    };
  });
}

function ownRoutes(hosts: Hosts): Routes {
  return Object.fromEntries(Object.keys(hosts).map((name) => [name, { host: name }]));
}

/** Where the bands of priorities begin that are not said: what says more of a request comes first. */
const BANDS = { hostAndPaths: 10_000, paths: 20_000, host: 30_000 } as const;
const BAND_SIZE = 10_000;

/**
 * A priority that depends on the rule's name alone: another rule beside it moves none. Two names of one band share a priority
 * once in ten thousand; then one of them has to say its own.
 */
function defaultPriority(ruleId: string, { host: name, paths }: Route): number {
  const band = paths === undefined ? "host" : name === undefined ? "paths" : "hostAndPaths";
  return BANDS[band] + (createHash("sha256").update(ruleId).digest().readUInt32BE(0) % BAND_SIZE);
}

/** What is wrong with how requests are told apart, with paths below the services' record. */
export function routingProblems(routing: Routing, domain: string | undefined): Problem[] {
  return [
    ...hostProblems(routing, domain),
    ...routeProblems(routing),
    ...unreachedProblems(routing),
    ...priorityProblems(routing),
    ...ruleCountProblems(routing),
  ];
}

interface Named {
  readonly service: string;
  readonly id: string;
}

/** Names are Terraform's, and a host leads to one place. */
function hostProblems(routing: Routing, domain: string | undefined): Problem[] {
  const seen: (Named & { readonly name: string })[] = [];
  return Object.entries(routing).flatMap(([service, settings]) =>
    Object.entries(settings?.hosts ?? {}).flatMap(([hostId, name]) => {
      if (name === undefined) return [];
      const problem = { path: `${service}.hosts.${hostId}`, value: name };
      const sameId = seen.find((other) => other.id === hostId);
      const sameName = seen.find((other) => other.name === name);
      seen.push({ service, id: hostId, name });
      const free = `"${service}.${domain ?? "yourdomain.com"}"`;
      if (sameId) {
        const reason = `services.all.${sameId.service} has a host of this name: in Terraform, it is one DNS record`;
        return [{ ...problem, reason, use: `another name, such as ${service.replaceAll("-", "_")}` }];
      }
      if (sameName) {
        const reason = `is the host of services.all.${sameName.service} too: the load balancer tells services apart by their hosts`;
        return [{ ...problem, reason, use: free }];
      }
      if (domain === undefined || name === domain || name.endsWith(`.${domain}`)) return [];
      return [{ ...problem, reason: `lies outside the hosted zone ${domain}`, use: `"${hostId}.${domain}"` }];
    }),
  );
}

function routeProblems(routing: Routing): Problem[] {
  const all = hostsOf(routing);
  const owners = new Map<string, string>([[REFUSED_RULE, "the load balancer"]]);
  return Object.entries(routing).flatMap(([service, settings]) =>
    Object.entries(settings?.routes ?? ownRoutes(settings?.hosts ?? {})).flatMap(([ruleId, route]) => {
      if (route === undefined) return [];
      const path = `${service}.routes.${ruleId}`;
      const owner = owners.get(ruleId);
      owners.set(ruleId, owner ?? `services.all.${service}`);
      const { host: name, paths = [] } = route;
      const values = [...(name === undefined ? [] : [all[name] ?? ""]), ...paths];
      const wildcards = values.join("").replaceAll(/[^*?]/g, "").length;
      const known = Object.keys(all).join(", ") || "a name in the hosts of a service";
      const rules: [broken: boolean, Problem][] = [
        [
          owner !== undefined && settings?.routes !== undefined,
          { path, value: route, reason: `${owner} has a rule of this name`, use: "another name" },
        ],
        [
          name === undefined && route.paths === undefined,
          {
            path,
            value: route,
            reason: "says nothing of the requests that are meant",
            use: "a host, or paths",
          },
        ],
        [
          name !== undefined && all[name] === undefined,
          { path: `${path}.host`, value: name, reason: "no service has a host of this name", use: known },
        ],
        [
          values.length > MAX_CONDITION_VALUES,
          {
            path: `${path}.paths`,
            value: paths,
            reason: `AWS allows ${MAX_CONDITION_VALUES} values in a rule's conditions, host and paths together, and this has ${values.length}`,
            use: "a second route with the rest of the paths",
          },
        ],
        [
          wildcards > MAX_WILDCARDS,
          {
            path: `${path}.paths`,
            value: paths,
            reason: `AWS allows ${MAX_WILDCARDS} wildcards in a rule's conditions, and this has ${wildcards}`,
            use: "a second route with the rest of the paths",
          },
        ],
      ];
      return rules.flatMap(([isBroken, problem]) => (isBroken ? [problem] : []));
    }),
  );
}

/** ECS makes no service whose target group is used by no rule: "does not have an associated load balancer". */
function unreachedProblems(routing: Routing): Problem[] {
  const all = hostsOf(routing);
  return Object.entries(routing).flatMap(([service, settings]) => {
    if (settings === undefined) return [];
    const { hosts, routes } = settings;
    if (listenerRules(hosts, routes, all).length > 0) return [];
    const reason = "the service has a port, and the load balancer sends nothing to it: ECS would refuse it";
    const hasHosts = Object.keys(hosts).length > 0;
    const use = hasHosts ? "at least one route, or leave it out" : "hosts or routes, or no port";
    return [{ path: `${service}.routes`, value: routes, reason, use }];
  });
}

/** AWS refuses a second rule of one priority, after it has changed others. */
function priorityProblems(routing: Routing): Problem[] {
  const all = hostsOf(routing);
  const owners = new Map<number, string>();
  return Object.entries(routing).flatMap(([service, settings]) =>
    listenerRules(settings?.hosts ?? {}, settings?.routes, all).flatMap(({ id: ruleId, priority }) => {
      const owner = owners.get(priority);
      owners.set(priority, owner ?? `services.all.${service}.routes.${ruleId}`);
      if (owner === undefined) return [];
      const reason = `is the priority of ${owner} too, and AWS refuses a second rule of it`;
      const path = `${service}.routes.${ruleId}.priority`;
      return [{ path, value: priority, reason, use: `${freePriority(priority, owners)}` }];
    }),
  );
}

function freePriority(taken: number, owners: ReadonlyMap<number, string>): number {
  const candidates = Array.from({ length: owners.size + 1 }, (_, index) => taken + index + 1);
  return candidates.find((each) => !owners.has(each)) ?? taken + 1;
}

function ruleCountProblems(routing: Routing): Problem[] {
  const all = hostsOf(routing);
  const counts = Object.entries(routing).map(
    ([service, settings]) =>
      [service, listenerRules(settings?.hosts ?? {}, settings?.routes, all).length] as const,
  );
  const total = counts.reduce((sum, [, count]) => sum + count, 1);
  if (total <= MAX_RULES) return [];
  const [service] = counts.reduce((most, each) => (each[1] > most[1] ? each : most));
  const reason = `AWS allows ${MAX_RULES} rules a load balancer, one of which is ours, and all services together have ${total}`;
  return [
    { path: `${service}.routes`, value: undefined, reason, use: "fewer routes: * in a path stands for many" },
  ];
}
