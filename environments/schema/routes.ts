import { createHash } from "node:crypto";
import { z } from "zod";
import { REFUSED_PATHS, REFUSED_PRIORITY, REFUSED_RULE } from "../../modules/load-balancer/refused-paths";
import { atMost } from "./at-most";
import type { Problem } from "./problem";
import { wholeNumber } from "./whole-number";

const HOST = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;

/** Of what stands between two dots. https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4 */
const MAX_LABEL_CHARACTERS = 63;

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html */
const MAX_CONDITION_CHARACTERS = 128;

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html */
const MAX_CONDITION_VALUES = 5;
const MAX_WILDCARDS = 6;
const MAX_RULES = 100;

/** https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html: what AWS allows without being asked. */
export const MAX_CERTIFICATE_NAMES = 10;

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html */
const MAX_PRIORITY = 50_000;

/** Terraform's name of a rule and of a DNS record. */
const ID = /^[a-z][a-z0-9_]*$/;
const ID_RULE = "must be lower-case letters, digits and _, beginning with a letter";

const id = (example: string) => z.string().regex(ID, ID_RULE).meta({ example });

/** Why a text is no host name; `undefined` if it is one. */
function hostFault(text: string): string | undefined {
  if (HOST.test(text)) return undefined;
  const long = text.split(".").find((label) => label.length > MAX_LABEL_CHARACTERS);
  return long === undefined
    ? "is not a host name in lower case"
    : `has ${long.length} characters between two dots, DNS allows ${MAX_LABEL_CHARACTERS}`;
}

/** Refuses what is no host name, for one reason. */
export function checkHost(text: string, context: z.RefinementCtx): void {
  const message = hostFault(text);
  if (message !== undefined) context.addIssue({ code: "custom", message, continue: false });
}

/** A host name that DNS, or what else takes it, has room for. */
export const host = (example: string, most: number, whose: string) =>
  z.string().superRefine(checkHost).max(most, `${whose} allows ${most} characters`).meta({ example });

/** A service's own host names, each by Terraform's name of its DNS record. */
export const hostsSchema = z
  .record(
    id("api").refine(
      (name) => !name.startsWith("validate_"),
      "begins as the records that validate the certificate do",
    ),
    host("api.yourdomain.com", MAX_CONDITION_CHARACTERS, "a listener's rule"),
  )
  .refine(...atMost(MAX_CERTIFICATE_NAMES, "a certificate has that many names"));

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
   * alone, before a host alone. A rule with a priority of its own, as the guide's have, comes before all of these
   */
  priority: wholeNumber(REFUSED_PRIORITY + 1, MAX_PRIORITY, "as priority", "must be")
    .optional()
    .meta({ example: 100 }),
});

/** What the load balancer sends to a service: rules of its listener, each by Terraform's name. */
export const routesSchema = z
  .record(id("api"), routeSchema.meta({ example: { host: "api" } }))
  .refine(...atMost(MAX_RULES - 1, `a load balancer has ${MAX_RULES} rules, one of which is ours`));

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

/**
 * Whether the load balancer sends requests to a service: ECS refuses one whose target group no rule of a load balancer leads to.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
 */
export function isTarget({ port, hosts, routes }: { port?: number; hosts: Hosts; routes?: Routes }): boolean {
  return port !== undefined && Object.keys(routes ?? hosts).length > 0;
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

/** The rules of all services, each with the service that it leads to. */
function rulesOf(routing: Routing): (ListenerRule & { readonly service: string })[] {
  const all = hostsOf(routing);
  return Object.entries(routing).flatMap(([service, settings]) =>
    listenerRules(settings?.hosts ?? {}, settings?.routes, all).map((rule) => ({ ...rule, service })),
  );
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
    ...unusedHostProblems(routing),
    ...priorityProblems(routing),
    ...hiddenProblems(routing),
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
  // Of a host that is wrong itself, that is told already.
  const ids = Object.values(routing).flatMap((service) => Object.keys(service?.hosts ?? {}));
  const owners = new Map<string, string>([[REFUSED_RULE, "the load balancer"]]);
  return Object.entries(routing).flatMap(([service, settings]) =>
    Object.entries(settings?.routes ?? ownRoutes(settings?.hosts ?? {})).flatMap(([ruleId, route]) => {
      if (route === undefined) return [];
      const isSaid = settings?.routes !== undefined;
      const path = `${service}.${isSaid ? "routes" : "hosts"}.${ruleId}`;
      const owner = owners.get(ruleId);
      owners.set(ruleId, owner ?? `services.all.${service}`);
      // Of two hosts of one name, it is told that they are one record.
      const isHostOfAnother = Object.keys(routing).some(
        (other) => other !== service && Object.hasOwn(routing[other]?.hosts ?? {}, ruleId),
      );
      const { host: name, paths = [] } = route;
      const values = [...(name === undefined ? [] : [all[name] ?? ""]), ...paths];
      const wildcards = values.join("").replaceAll(/[^*?]/g, "").length;
      const known = Object.keys(all).join(", ") || "a name in the hosts of a service";
      const rules: [broken: boolean, Problem][] = [
        [
          owner !== undefined && (isSaid || !isHostOfAnother),
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
          name !== undefined && !ids.includes(name),
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

/** A host that is in DNS and in the certificate, and that no rule names. */
function unusedHostProblems(routing: Routing): Problem[] {
  const routes = Object.values(routing).flatMap((settings) =>
    Object.values(settings?.routes ?? ownRoutes(settings?.hosts ?? {})),
  );
  const used = new Set(routes.map((route) => route?.host));
  return Object.entries(routing).flatMap(([service, settings]) =>
    Object.entries(settings?.hosts ?? {}).flatMap(([id, value]) => {
      if (value === undefined || used.has(id)) return [];
      const reason = "no route takes requests for it, and they would get a 404";
      return [{ path: `${service}.hosts.${id}`, value, reason, use: "a route with this host" }];
    }),
  );
}

/** AWS refuses a second rule of one priority, after it has changed others. */
function priorityProblems(routing: Routing): Problem[] {
  const rules = rulesOf(routing);
  const taken = new Set(rules.map(({ priority }) => priority));
  const owners = new Map<number, string>();
  return rules.flatMap(({ service, id: ruleId, priority }) => {
    const owner = owners.get(priority);
    owners.set(priority, owner ?? `services.all.${service}.routes.${ruleId}`);
    if (owner === undefined) return [];
    const reason = `is the priority of ${owner} too, and AWS refuses a second rule of it`;
    const path = `${service}.routes.${ruleId}.priority`;
    const free = freePriority(priority, taken);
    taken.add(free);
    return [{ path, value: priority, reason, use: `${free}` }];
  });
}

/** A rule whose requests an earlier one takes already leads nowhere, and AWS does not say so. */
function hiddenProblems(routing: Routing): Problem[] {
  const rules = rulesOf(routing);
  const refused = { id: REFUSED_RULE, priority: REFUSED_PRIORITY, paths: REFUSED_PATHS };
  return rules.flatMap(({ service, ...rule }): Problem[] => {
    const path = `${service}.routes.${rule.id}`;
    if (takesAllOf(refused, rule)) {
      const reason = `gets no request: the load balancer refuses ${REFUSED_PATHS.join(", ")}, which are for operators`;
      return [{ path: `${path}.paths`, value: rule.paths, reason, use: "other paths" }];
    }
    const first = rules.find((other) => other.priority < rule.priority && takesAllOf(other, rule));
    if (!first) return [];
    const { service: owner, id: ruleId, priority } = first;
    const reason = `gets no request: services.all.${owner}.routes.${ruleId} takes all of them before it, with the priority ${priority}`;
    return [{ path: `${path}.priority`, value: rule.priority, reason, use: `one below ${priority}` }];
  });
}

type Conditions = Pick<ListenerRule, "hosts" | "paths">;

/** Whether every request that the other rule means is one that this rule means, too. */
function takesAllOf(one: Conditions, other: Conditions): boolean {
  // A rule of everything is told already.
  if (!one.hosts && !one.paths) return false;
  const takesHosts = one.hosts === undefined || isEvery(other.hosts, (host) => one.hosts?.includes(host));
  const takesPaths =
    one.paths === undefined ||
    isEvery(other.paths, (path) => one.paths?.some((pattern) => covers(pattern, path)));
  return takesHosts && takesPaths;
}

/** Without values, a rule means any. */
function isEvery(
  values: readonly string[] | undefined,
  test: (value: string) => boolean | undefined,
): boolean {
  return values !== undefined && values.length > 0 && values.every(test);
}

/** Whether a pattern certainly matches all that another one does: what both have of * is * in the first. */
function covers(pattern: string, path: string): boolean {
  const [first = "", ...others] = pattern.split("*");
  const last = others.pop();
  if (last === undefined) return pattern === path;
  let end = first.length;
  for (const middle of others) {
    const start = path.indexOf(middle, end);
    if (start < 0) return false;
    end = start + middle.length;
  }
  return path.startsWith(first) && path.endsWith(last) && end <= path.length - last.length;
}

/** The next one, or the one before where there is none. */
function freePriority(priority: number, taken: ReadonlySet<number>): number {
  const isFree = (each: number) => each > REFUSED_PRIORITY && each <= MAX_PRIORITY && !taken.has(each);
  const distances = Array.from({ length: taken.size }, (_, index) => index + 1);
  const after = distances.map((distance) => priority + distance);
  const before = distances.map((distance) => priority - distance);
  return [...after, ...before].find(isFree) ?? priority;
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
