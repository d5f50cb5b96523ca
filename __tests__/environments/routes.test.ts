/** How the load balancer tells requests apart: hosts and routes of services. */
import { listenerRules } from "../../environments/schema/routes";
import type { ServiceInput } from "../../environments/schema/service";
import { environment, servicesWith, settings } from "../support/synth";
import { problemsIn } from "../support/wrong-settings";

const admin = (changes: ServiceInput = {}): ServiceInput => ({
  port: 9000,
  hosts: { admin: "admin.yourdomain.com" },
  ...changes,
});

/** What is wrong with the guide's services and further ones: `path: reason, what would do`. */
const told = (changes: Record<string, ServiceInput>) =>
  problemsIn("services", servicesWith(changes)).map(({ path, reason, use }) => `${path}: ${reason}, ${use}`);

test.each(["admin.yourdomain.com", "yourdomain.com"])(
  "a service with a host of its own is right: %s",
  (host) => {
    expect(told({ admin: admin({ hosts: { admin: host } }) })).toEqual([]);
  },
);

test.each<[string, Record<string, ServiceInput>, string]>([
  [
    "no routes, where hosts would have been some",
    { admin: admin({ routes: {} }) },
    "services.all.admin.hosts.admin: no route takes requests for it, and they would get a 404, a route with this host",
  ],
  [
    "a host outside",
    { admin: admin({ hosts: { admin: "admin.acme.org" } }) },
    'services.all.admin.hosts.admin: lies outside the hosted zone yourdomain.com, "admin.yourdomain.com"',
  ],
  [
    "a host of a zone that only ends as ours does",
    { admin: admin({ hosts: { admin: "admin.notyourdomain.com" } }) },
    'services.all.admin.hosts.admin: lies outside the hosted zone yourdomain.com, "admin.yourdomain.com"',
  ],
  [
    "another service's host",
    { admin: admin({ hosts: { admin: "api.yourdomain.com" } }) },
    'services.all.admin.hosts.admin: is the host of services.all.rest-api too: the load balancer tells services apart by their hosts, "admin.yourdomain.com"',
  ],
  [
    "another service's name of a host",
    { admin: admin({ hosts: { api: "admin.yourdomain.com" } }) },
    "services.all.admin.hosts.api: services.all.rest-api has a host of this name: in Terraform, it is one DNS record, another name, such as admin",
  ],
  [
    "a route of another service's name",
    { admin: admin({ routes: { api: { host: "admin" } } }) },
    "services.all.admin.routes.api: services.all.rest-api has a rule of this name, another name",
  ],
  [
    "a host whose rule has the name of another service's",
    { admin: admin({ hosts: { websocket: "admin.yourdomain.com" } }) },
    "services.all.admin.hosts.websocket: services.all.mcp-server has a rule of this name, another name",
  ],
  [
    "a host whose rule has the name of the load balancer's own",
    { admin: admin({ hosts: { refused_paths: "admin.yourdomain.com" } }) },
    "services.all.admin.hosts.refused_paths: the load balancer has a rule of this name, another name",
  ],
  [
    "a host with the name of a record that validates the certificate",
    { admin: admin({ hosts: { validate_api_yourdomain_com: "admin.yourdomain.com" } }) },
    'services.all.admin.hosts.validate_api_yourdomain_com: begins as the records that validate the certificate do, "api"',
  ],
  [
    "the load balancer's own rule",
    { admin: admin({ routes: { refused_paths: { host: "admin" } } }) },
    "services.all.admin.routes.refused_paths: the load balancer has a rule of this name, another name",
  ],
  [
    "a route to a host that is none",
    { admin: admin({ routes: { admin: { host: "amdin" } } }) },
    "services.all.admin.routes.admin.host: no service has a host of this name, mcp, api, admin",
  ],
  [
    "a route of everything",
    { admin: admin({ routes: { all: {} } }) },
    "services.all.admin.routes.all: says nothing of the requests that are meant, a host, or paths",
  ],
  [
    "six values in a rule",
    { admin: admin({ routes: { admin: { host: "admin", paths: ["/a", "/b", "/c", "/d", "/e"] } } }) },
    "services.all.admin.routes.admin.paths: AWS allows 5 values in a rule's conditions, host and paths together, and this has 6, a second route with the rest of the paths",
  ],
  [
    "seven wildcards in a rule",
    { admin: admin({ routes: { admin: { paths: ["/*/*/*/*", "/a/?/*/*"] } } }) },
    "services.all.admin.routes.admin.paths: AWS allows 6 wildcards in a rule's conditions, and this has 7, a second route with the rest of the paths",
  ],
  [
    "another rule's priority",
    { admin: admin({ routes: { admin: { host: "admin", priority: 40 } } }) },
    "services.all.admin.routes.admin.priority: is the priority of services.all.rest-api.routes.api too, and AWS refuses a second rule of it, 41",
  ],
  [
    "another rule's priority, where the next one is taken by a later rule",
    {
      admin: admin({
        routes: { admin: { host: "admin", priority: 40 }, b: { paths: ["/b"], priority: 41 } },
      }),
    },
    "services.all.admin.routes.admin.priority: is the priority of services.all.rest-api.routes.api too, and AWS refuses a second rule of it, 42",
  ],
  [
    "one priority three times",
    {
      admin: admin({
        routes: { admin: { host: "admin", priority: 40 }, b: { paths: ["/b"], priority: 40 } },
      }),
    },
    "services.all.admin.routes.b.priority: is the priority of services.all.rest-api.routes.api too, and AWS refuses a second rule of it, 42",
  ],
  [
    "the last priority twice",
    {
      admin: admin({
        routes: { admin: { host: "admin", priority: 50_000 }, b: { paths: ["/b"], priority: 50_000 } },
      }),
    },
    "services.all.admin.routes.b.priority: is the priority of services.all.admin.routes.admin too, and AWS refuses a second rule of it, 49999",
  ],
  [
    "a priority before the rule that refuses operators' paths",
    { admin: admin({ routes: { admin: { host: "admin", priority: 10 } } }) },
    "services.all.admin.routes.admin.priority: must be 11 to 50000 as priority, 100",
  ],
  [
    "some paths of a host that has a rule before them",
    { admin: admin({ hosts: {}, routes: { admin: { host: "api", paths: ["/admin/*"], priority: 100 } } }) },
    "services.all.admin.routes.admin.priority: gets no request: services.all.rest-api.routes.api takes all of them before it, with the priority 40, one below 40",
  ],
  [
    "paths inside of those that another rule takes",
    { admin: admin({ routes: { admin: { paths: ["/ws/admin/*", "/ws"], priority: 100 } } }) },
    "services.all.admin.routes.admin.priority: gets no request: services.all.mcp-server.routes.websocket takes all of them before it, with the priority 20, one below 20",
  ],
  [
    "paths that are refused",
    { admin: admin({ routes: { admin: { host: "admin", paths: ["/metrics/*"] } } }) },
    "services.all.admin.routes.admin.paths: gets no request: the load balancer refuses /metrics, /metrics/*, /debug, /debug/*, which are for operators, other paths",
  ],
  [
    "more rules than AWS has",
    {
      admin: admin({
        routes: Object.fromEntries(
          Array.from({ length: 97 }, (_, index) => [
            `r${index}`,
            { paths: [`/${index}`], priority: 100 + index },
          ]),
        ),
      }),
    },
    "services.all.admin.routes: AWS allows 100 rules a load balancer, one of which is ours, and all services together have 101, fewer routes: * in a path stands for many",
  ],
  [
    "a host without a port",
    { admin: { hosts: { admin: "admin.yourdomain.com" } } },
    "services.all.admin.hosts: the service has no port that takes requests, leave it out, or set port",
  ],
  [
    "two hosts with one name in Terraform",
    {
      admin: admin({ hosts: { admin: "a-b.yourdomain.com" } }),
      other: admin({ port: 9001, hosts: { other: "a.b.yourdomain.com" } }),
    },
    "services.all.other.hosts.other: has one name in Terraform with a-b.yourdomain.com, a name that differs by more than . and -",
  ],
  [
    "a target group with too long a name",
    { "administration-of-accounts": admin() },
    'services.all.administration-of-accounts.names.targetGroup: the target group name "mcp-production-administration-of-accounts" has 41 characters, AWS allows 32, "administration-of"',
  ],
])("%s is told", (_what, changes, problem) => {
  expect(told(changes)).toContain(problem);
});

test.each<[string, ServiceInput]>([
  ["that has priority", { routes: { admin: { host: "api", paths: ["/admin/*"], priority: 35 } } }],
  [
    "and more paths than another rule has",
    { routes: { admin: { paths: ["/ws/*", "/admin"], priority: 100 } } },
  ],
  ["and a pattern that goes further", { routes: { admin: { paths: ["/w*"], priority: 100 } } }],
  ["and paths that begin as others' do", { routes: { admin: { paths: ["/wss", "/ws"], priority: 100 } } }],
])("a rule %s gets requests", (_what, changes) => {
  expect(told({ admin: { port: 9000, ...changes } })).toEqual([]);
});

test("a first host that a certificate has no room for", () => {
  const long = `${"a".repeat(60)}.yourdomain.com`;
  expect(told({ "mcp-server": { hosts: { mcp: long } } })).toEqual([
    expect.stringContaining(
      "services.all.mcp-server.hosts.mcp: a certificate's first name has 64 characters at most",
    ),
  ]);
});

test("a priority depends on the rule's own name, and what says more of a request comes first", () => {
  const hosts = { admin: "admin.yourdomain.com" };
  const priority = (id: string, route: object) => listenerRules({}, { [id]: route }, hosts)[0]?.priority ?? 0;
  const narrow = priority("admin", { host: "admin", paths: ["/admin"] });
  const paths = priority("admin", { paths: ["/admin"] });
  const host = priority("admin", { host: "admin" });
  expect([narrow, paths, host]).toEqual([narrow, paths, host].sort((a, b) => a - b));
  const { services } = environment({
    services: servicesWith({
      admin: admin(),
      other: admin({ port: 9001, hosts: { other: "other.yourdomain.com" } }),
    }),
  });
  const rules = services.all.flatMap((service) => service.rules);
  expect(rules.find(({ id }) => id === "admin")?.priority).toBe(host);
});

test("the guide's rules lead to its services", () => {
  const { services } = environment(settings());
  expect(services.all.flatMap((service) => service.rules)).toEqual([
    { id: "websocket", priority: 20, paths: ["/ws", "/ws/*"] },
    { id: "mcp", priority: 30, hosts: ["mcp.yourdomain.com"] },
    { id: "api", priority: 40, hosts: ["api.yourdomain.com"] },
  ]);
});

test.each([
  [
    "a label that is too long",
    `${"a".repeat(64)}.yourdomain.com`,
    "has 64 characters between two dots, DNS allows 63",
  ],
  ["a host in capitals", "API.yourdomain.com", "is not a host name in lower case"],
])("%s is told once, and not again of the routes that name it", (_what, host, reason) => {
  expect(told({ "rest-api": { hosts: { api: host } } })).toEqual([
    `services.all.rest-api.hosts.api: ${reason}, "api.yourdomain.com"`,
  ]);
});
