import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EnvironmentSettings } from "../../environments/schema/environment";
import { loadEnvironments, validateEnvironments } from "../../environments/schema/load";
import { loadingProblem } from "../../environments/schema/loading-problem";
import type { SettingsError } from "../../environments/schema/problem";
import { anotherEnvironment, servicesWith, settings } from "../support/synth";

let directory: string;

beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), "load-")), "environments");
  mkdirSync(directory);
});

afterEach(() => rmSync(join(directory, ".."), { recursive: true }));

function write(file: string, text: string): void {
  writeFileSync(join(directory, file), text);
}

function writeSettings(file: string, changes: object): void {
  write(file, `export default ${JSON.stringify({ ...settings(), ...changes })};`);
}

/** What an environment says for itself alone, in place of what the guide does. */
const bucket = (name: string) => {
  const { data, platform } = settings();
  const postgres = { ...data.postgres, parameterGroup: {} };
  const services = withHosts(`mcp.${name}`, `api.${name}`);
  return {
    data: { ...data, postgres, contexts: { ...data.contexts, bucket: name } },
    services: { ...services, repositoryPrefix: undefined, namePrefix: undefined },
    platform: { ...platform, certificateNames: [], loadBalancer: {} },
  };
};

const withHosts = (mcp: string, api: string) =>
  servicesWith({
    "mcp-server": { hosts: { mcp: `${mcp}.yourdomain.com` } },
    "rest-api": { hosts: { api: `${api}.yourdomain.com` } },
  });

test("a new environment is one file", () => {
  writeSettings("one.ts", { name: "one", ...bucket("acme-one") });
  writeSettings("two.ts", { name: "two", ...bucket("acme-two") });
  expect(loadEnvironments(directory).map(({ name }) => name)).toEqual(["one", "two"]);
});

test("environments can be chosen, with blanks between them", () => {
  writeSettings("one.ts", { name: "one", ...bucket("acme-one") });
  writeSettings("two.ts", { name: "two", ...bucket("acme-two") });
  expect(loadEnvironments(directory, " two ").map(({ name }) => name)).toEqual(["two"]);
  expect(loadEnvironments(directory, "two, one")).toHaveLength(2);
  expect(() => loadEnvironments(directory, "tow")).toThrow(
    /"tow"\n.*there is no such environment\n.*one, two/,
  );
});

test("what a preset refuses is reported as a setting of the file, with its path and what would do", () => {
  const presets = join(__dirname, "../../environments/presets/published-images");
  const wrong = { ...settings(), services: { ...settings().services, cpuArchitecture: "ARM64" } };
  write(
    "one.ts",
    `import { withPublishedImages } from ${JSON.stringify(presets)};
     export default withPublishedImages(${JSON.stringify(wrong)});`,
  );
  expect(() => loadEnvironments(directory)).toThrow(
    /environments\/one\.ts\n {2}services\.cpuArchitecture\n {4}value {3}"ARM64"\n.*x86.*\n {4}use {5}"X86_64"/,
  );
});

test("a wrong environment is reported even if it is not chosen", () => {
  writeSettings("one.ts", { name: "one" });
  writeSettings("two.ts", { name: "two", region: "moon", ...bucket("acme-two") });
  expect(() => loadEnvironments(directory, "one")).toThrow("is not an AWS region");
});

test("the message has every problem of every file: path, value, reason, and what to use", () => {
  writeSettings("one.ts", { name: "One" });
  writeSettings("two.ts", { name: "two", region: "moon", account: "12" });
  expect(() => loadEnvironments(directory)).toThrow(
    `3 settings are wrong. Nothing was written.

environments/one.ts
  name
    value   "One"
    reason  must be lower-case letters, digits and single hyphens, beginning with a letter
    use     "production"

environments/two.ts
  region
    value   "moon"
    reason  is not an AWS region
    use     "us-east-1"
  account
    value   "12"
    reason  must be 12 digits, in quotes
    use     "123456789012"`,
  );
});

test("of many problems the first are shown, and how many more there are", () => {
  const tags = Object.fromEntries(Array.from({ length: 31 }, (_, index) => [`aws:${index}`, "x"]));
  writeSettings("one.ts", { name: "one", tags, ...bucket("acme-one") });
  writeSettings("two.ts", { name: "Two" });
  const message = () => {
    try {
      return String(loadEnvironments(directory));
    } catch (error) {
      return (error as SettingsError).message;
    }
  };
  expect(message()).toMatch(/^32 settings are wrong\. Nothing was written\.\n\nenvironments\/one\.ts\n/);
  expect(message()).toMatch(/\n\n\.\.\. and 12 more$/);
  expect(message().match(/^ {4}reason/gm)).toHaveLength(20);
});

test.each([
  [
    "one name",
    { name: "one" },
    /two\.ts\n {2}name\n.*"one"\n.*is taken by environments\/one\.ts\n {4}use {5}"two"\n?$/,
  ],
  ["one prefix", { name: "b-one", namePrefix: "a" }, /two\.ts\n {2}namePrefix\n.*"a-b-one"\n.*is taken by/],
  ["one bucket of contexts", { name: "two" }, /two\.ts[\s\S]* {2}data\.contexts\.bucket\n.*\n.*is taken by/],
  [
    "one parameter group",
    { name: "two" },
    /two\.ts\n {2}data\.postgres\.parameterGroup\.name\n.*"mcp-postgres15"\n.*is taken by/,
  ],
  [
    "one prefix of repositories",
    { name: "two" },
    /two\.ts[\s\S]* {2}services\.repositoryPrefix\n.*"mcp"\n.*is taken by environments\/one\.ts\n.*leave it out/,
  ],
  [
    "one prefix of families",
    { name: "two" },
    /two\.ts[\s\S]* {2}services\.namePrefix\n.*""\n.*is taken by environments\/one\.ts\n.*leave it out/,
  ],
  [
    "one load balancer",
    { name: "two" },
    /two\.ts[\s\S]* {2}platform\.loadBalancer\.name\n.*"mcp-alb"\n.*is taken by environments\/one\.ts/,
  ],
  [
    "one host",
    { name: "two" },
    /two\.ts[\s\S]* {2}services\.all\.mcp-server\.hosts\.mcp\n.*"mcp\.yourdomain\.com"\n.*is taken by.*\n.*"mcp\.two\.yourdomain\.com"/,
  ],
  [
    "one bucket of access logs",
    {
      name: "two",
      platform: { ...settings().platform, loadBalancer: { logsBucket: "acme-logs" } },
    },
    /two\.ts[\s\S]* {2}platform\.loadBalancer\.logsBucket\n.*"acme-logs"\n.*is taken by/,
  ],
  [
    "one capacity provider",
    {
      name: "two",
      platform: { ...settings().platform, spotInstances: { name: "spot", instanceTypes: ["m6i.large"] } },
    },
    /two\.ts[\s\S]* {2}platform\.spotInstances\.name\n.*"spot"\n.*is taken by/,
  ],
  [
    "one bucket of state",
    { name: "two", state: { bucket: "acme-state" } },
    /two\.ts[\s\S]* {2}state\.bucket\n.*\n.*is taken by/,
  ],
])("two environments cannot have %s", (_what, second, message) => {
  writeSettings("one.ts", {
    ...second,
    name: "one",
    ...("namePrefix" in second ? { namePrefix: "a-b" } : {}),
  });
  writeSettings("two.ts", second);
  expect(() => loadEnvironments(directory)).toThrow(message);
});

test.each([
  ["the longer one last", "a.ts", "b.ts"],
  ["the longer one first", "b.ts", "a.ts"],
])("no prefix begins with another one, which would choose its stacks too: %s", (_what, short, long) => {
  writeSettings(short, { name: "one", ...bucket("acme-one") });
  writeSettings(long, { name: "one-eu", ...bucket("acme-two") });
  expect(() => loadEnvironments(directory)).toThrow(
    `1 setting is wrong. Nothing was written.

environments/${long}
  name
    value   "one-eu"
    reason  makes the prefix "mcp-one-eu", which 'mcp-one-*' of environments/${short} covers
    use     "oneeu"`,
  );
  rmSync(join(directory, long));
  writeSettings("c.ts", { name: "oneeu", ...bucket("acme-two") });
  expect(loadEnvironments(directory)).toHaveLength(2);
});

test("a prefix that begins with another one by its namePrefix gets another of that", () => {
  writeSettings("one.ts", { name: "one", ...bucket("acme-one") });
  writeSettings("two.ts", {
    name: "network",
    namePrefix: "mcp-one",
    layout: "single",
    ...bucket("acme-two"),
  });
  expect(() => loadEnvironments(directory)).toThrow(
    /^environments\/two\.ts\n {2}namePrefix\n.*"mcp-one"\n.*\n.* "mcpone"$/m,
  );
});

test("a prefix that is offered is not taken either", () => {
  writeSettings("one.ts", { name: "one", ...bucket("acme-one") });
  writeSettings("oneeu.ts", { name: "oneeu", ...bucket("acme-oneeu") });
  writeSettings("two.ts", { name: "one-eu", ...bucket("acme-two") });
  expect(() => loadEnvironments(directory)).toThrow(/use {5}a word of its own, without hyphens$/);
});

const shared = { bucket: "acme-shared", create: false };

test.each([
  [
    "state and contexts of one environment",
    shared,
    "acme-shared",
    {},
    "acme-two",
    "one",
    "data.contexts.bucket",
    "state.bucket",
  ],
  [
    "contexts and an earlier state",
    shared,
    "acme-one",
    {},
    "acme-shared",
    "two",
    "data.contexts.bucket",
    "environments/one.ts",
  ],
  [
    "state and earlier contexts",
    {},
    "acme-shared",
    shared,
    "acme-two",
    "two",
    "state.bucket",
    "environments/one.ts",
  ],
])(
  "a bucket has one use: not %s",
  (_what, stateOfOne, contextsOfOne, stateOfTwo, contextsOfTwo, file, path, owner) => {
    writeSettings("one.ts", { name: "one", state: stateOfOne, ...bucket(contextsOfOne) });
    writeSettings("two.ts", { name: "two", state: stateOfTwo, ...bucket(contextsOfTwo) });
    expect(() => loadEnvironments(directory)).toThrow(
      `1 setting is wrong. Nothing was written.

environments/${file}.ts
  ${path}
    value   "acme-shared"
    reason  is taken by ${owner}
    use     a bucket of its own`,
    );
  },
);

test.each([
  ["neither makes", { create: false }],
  ["one of them makes", {}],
])("environments may share a bucket of state that %s", (_what, ofOne) => {
  const state = { bucket: "acme-state", create: false };
  writeSettings("one.ts", { name: "one", state: { bucket: "acme-state", ...ofOne }, ...bucket("acme-one") });
  writeSettings("two.ts", { name: "two", state, ...bucket("acme-two") });
  expect(loadEnvironments(directory)).toHaveLength(2);
});

test.each([
  ["accounts", { account: "111111111111" }, { account: "222222222222" }],
  [
    "regions",
    {},
    { region: "eu-west-1", network: { cidr: "10.1.0.0/16", zones: ["eu-west-1a", "eu-west-1b"] } },
  ],
])("environments in other %s may have names that only one in a place can have", (_what, one, two) => {
  const { data, platform } = settings();
  writeSettings("one.ts", { name: "one", ...one });
  writeSettings("two.ts", {
    name: "two",
    platform: { ...platform, certificateNames: [] },
    data: {
      ...data,
      postgres: { ...data.postgres, readReplicas: {} },
      contexts: { ...data.contexts, bucket: "acme-two" },
    },
    services: withHosts("mcp.two", "api.two"),
    ...two,
  });
  expect(loadEnvironments(directory)).toHaveLength(2);
});

test.each([
  ["exports nothing", "export const settings = 1;", "the file exports no settings"],
  ["is no TypeScript", "export default {{{", "the file cannot be read: "],
  [
    "imports what is not there",
    'import x from "./nowhere"; export default x;',
    "the file cannot be read: Cannot find module",
  ],
])("a file that %s is a problem like any other", (_what, text, reason) => {
  write("one.ts", text);
  expect(() => loadEnvironments(directory)).toThrow(reason);
});

test.each([
  [
    "throws",
    "one.ts",
    "const missing: { size?: { cpu: number } } = {};\n\nexport default {\n  cpu: missing.size!.cpu,\n};",
    /^environments\/one\.ts\n {2}environments\/one\.ts:4\n {4}reason {2}the file cannot be read: Cannot read .*'cpu'\)\n {4}use {5}fix this line/m,
  ],
  [
    "is no TypeScript",
    "one.ts",
    'export default {\n  name: "one"\n  region: "x",\n};',
    /^ {2}environments\/one\.ts:3\n {4}reason {2}the file cannot be read: Unexpected token, expected ","\n/m,
  ],
  [
    "imports what throws",
    "shared/sizes.ts",
    '\nthrow new Error("no sizes");',
    /^environments\/one\.ts\n {2}environments\/shared\/sizes\.ts:2\n {4}reason {2}the file cannot be read: no sizes\n/m,
  ],
  [
    "throws what is no error",
    "one.ts",
    'throw "a text";',
    /^ {2}\(the file\)\n {4}reason {2}the file cannot be read: a text\n {4}use {5}see environments/m,
  ],
])("a file that %s is told the line", (_what, file, text, message) => {
  mkdirSync(join(directory, "shared"));
  write("one.ts", 'import "./shared/sizes";\nexport default {};');
  write(file, text);
  expect(() => loadEnvironments(directory)).toThrow(message);
});

test("a setting that throws when it is read is told the line", () => {
  write("one.ts", 'export default {\n  get name(): string {\n    throw new Error("no name");\n  },\n};');
  expect(() => loadEnvironments(directory)).toThrow(
    /^ {2}environments\/one\.ts:3\n {4}reason {2}the file cannot be read: no name\n {4}use {5}fix this line/m,
  );
  const settingsThatThrow = {
    get name(): string {
      throw new Error("no name");
    },
  };
  expect(() => validateEnvironments(new Map([["environments/one.ts", settingsThatThrow]]))).toThrow(
    /^environments\/one\.ts\n.*\n {4}reason {2}the file cannot be read: no name$/m,
  );
});

test("a message has one line for each part, whatever stands in keys, and shows where they end", () => {
  const odd = { ...settings(), " ": 1, "two\nlines": 2, "\u009b2J\ud83d": 3 };
  const message = () => validateEnvironments(new Map([["environments/one.ts", odd]]));
  expect(message).toThrow(/^ {2}\[" "\]\n {4}value {3}1\n.*\n.*\n {2}\["two\\nlines"\]\n/m);
  expect(message).toThrow(/^ {2} 2J \n {4}value {3}3$/m);
});

test("a name that is far too long leaves room for what is wrong with it", () => {
  const odd = { ...settings(), state: { bucket: "x".repeat(1000) } };
  expect(() => validateEnvironments(new Map([["environments/one.ts", odd]]))).toThrow(
    /reason .*"xxx.*\.\.\. has 1000 characters, AWS allows 63$/m,
  );
});

test("what Node says of an import is reported with its line, and without where the checkout is", () => {
  const file = join(directory, "one.ts");
  const error = new Error(`Cannot find module './nowhere'\nRequire stack:\n- ${file}`);
  error.stack = [
    `Error: ${error.message}`,
    "    at Module._resolveFilename (node:internal/modules/cjs/loader:1207:15)",
    `    at checked (${join(directory, "schema/load.ts")}:7:1)`,
    `    at Object.<anonymous> (${file}:2:89)`,
  ].join("\n");
  expect(loadingProblem(error, directory)).toEqual({
    path: "environments/one.ts:2",
    reason: "the file cannot be read: Cannot find module './nowhere'",
    use: "fix this line; npm run typecheck says more",
  });
});

describe("of a file and its copy, the copy is reported", () => {
  /** The files that are told of something. */
  const told = (files: Record<string, object>): string[] => {
    const entries = Object.entries(files).map(([file, changes]): [string, unknown] => [
      `environments/${file}.ts`,
      { ...settings(), ...changes },
    ]);
    try {
      validateEnvironments(new Map(entries));
      return [];
    } catch (error) {
      return (error as SettingsError).reports.map(({ file }) => file);
    }
  };

  test("which has another file's name in it", () => {
    expect(told({ beta: {}, production: {} })).toEqual(["environments/beta.ts"]);
    expect(told({ production: {}, zeta: {} })).toEqual(["environments/zeta.ts"]);
  });

  test("which has a name of its own, and the rest of another", () => {
    expect(told({ beta: { name: "beta" }, production: {} })).toEqual(["environments/beta.ts"]);
    expect(told({ production: {}, zeta: { name: "zeta" } })).toEqual(["environments/zeta.ts"]);
  });

  test("which is the later one, if nothing else tells them apart", () => {
    const { data } = settings();
    const own = { data: { ...data, contexts: { ...data.contexts, bucket: "acme" } } };
    expect(told({ beta: { ...own, name: "beta" }, zeta: { ...own, name: "zeta" } })).toEqual([
      "environments/zeta.ts",
    ]);
  });

  test("one by one, of three", () => {
    expect(told({ alpha: { name: "alpha" }, beta: {}, production: {} })).toEqual([
      "environments/alpha.ts",
      "environments/beta.ts",
    ]);
  });
});

test("no environment at all is a problem", () => {
  expect(() => loadEnvironments(directory)).toThrow("there is no environment");
  expect(() => loadEnvironments(join(directory, "nowhere"))).toThrow("there is no environment");
});

describe("a host that two environments have", () => {
  type Hosts = [mcp: string, api: string];

  /** What is told, as `file path: reason, offer`. Of a file, its name is the environment's. */
  const told = (hosts: Record<string, Hosts>) => {
    const files = Object.entries(hosts).map(([name, [mcp, api]]): [string, unknown] => {
      const own = bucket(`acme-${name}`);
      const services = { ...own.services, all: withHosts(mcp, api).all };
      return [`${name}.ts`, { ...settings(), name, ...own, services }];
    });
    try {
      validateEnvironments(new Map(files));
      return [];
    } catch (error) {
      return (error as SettingsError).reports.flatMap(({ file, problems }) =>
        problems.map(
          ({ path, reason, use }) =>
            `${file} ${path.replace(/^services\.all\.[a-z-]+\./, "")}: ${reason}, ${use}`,
        ),
      );
    }
  };

  test("is the one's that is named after it, also if its file is the later one", () => {
    const staging: Hosts = ["mcp.staging", "api.staging"];
    const expected = [
      'qa.ts hosts.mcp: is taken by staging.ts, "mcp.qa.yourdomain.com"',
      'qa.ts hosts.api: is taken by staging.ts, "api.qa.yourdomain.com"',
    ];
    expect(told({ qa: staging, staging })).toEqual(expected);
    expect(told({ staging, qa: staging })).toEqual(expected);
    expect(told({ qa: ["mcp.qa", "api.qa"], staging })).toEqual([]);
  });

  test("is the earlier file's if it is named after neither, or after both", () => {
    expect(told({ qa: ["mcp.qa.staging", "api"], staging: ["mcp.qa.staging", "api"] })).toEqual([
      'staging.ts hosts.mcp: is taken by qa.ts, "mcp.staging.yourdomain.com"',
      'staging.ts hosts.api: is taken by qa.ts, "api.staging.yourdomain.com"',
    ]);
  });

  test("is not named after a part of a word", () => {
    expect(told({ qa: ["mcp.qatar", "api"], two: ["mcp.qatar", "api.two"] })).toEqual([
      'two.ts hosts.mcp: is taken by qa.ts, "mcp.two.yourdomain.com"',
    ]);
  });

  test("is not offered again, nor another one that is taken", () => {
    expect(told({ one: ["x", "mcp.qa"], qa: ["x", "z"] })).toEqual([
      'qa.ts hosts.mcp: is taken by one.ts, "mcp-qa.yourdomain.com"',
    ]);
    expect(told({ one: ["x", "mcp.qa"], two: ["y", "mcp-qa"], qa: ["x", "z"] })).toEqual([
      "qa.ts hosts.mcp: is taken by one.ts, a host of its own",
    ]);
  });
});

describe("a name of the certificate that two environments have", () => {
  /** What is told of two environments with other hosts. */
  const told = (one: Partial<EnvironmentSettings>, two: Partial<EnvironmentSettings>) => {
    const files = Object.entries({ one, two }).map(([name, changes]): [string, unknown] => {
      const { platform } = settings();
      return [
        `${name}.ts`,
        { ...anotherEnvironment(name), platform: { ...platform, loadBalancer: {} }, ...changes },
      ];
    });
    try {
      validateEnvironments(new Map(files));
      return [];
    } catch (error) {
      return (error as SettingsError).reports.flatMap(({ file, problems }) =>
        problems.map(({ path, value, reason, use }) => `${file} ${path}: ${value} ${reason}, ${use}`),
      );
    }
  };
  const names = (...certificateNames: string[]): Partial<EnvironmentSettings> => {
    const { domain, waf } = settings().platform;
    return { platform: { domain, waf, certificateNames } };
  };
  const REASON =
    "would have one validation record, whose destroy stops the other's renewal, with a name of one.ts";

  test("is refused, with its wildcard, which has the same record", () => {
    expect(told(names("*.mcp.yourdomain.com"), names("mcp.yourdomain.com"))).toEqual([
      `two.ts platform.certificateNames[0]: mcp.yourdomain.com ${REASON}, "mcp.two.yourdomain.com"`,
    ]);
    expect(told(names("*.yourdomain.com"), names("*.yourdomain.com"))).toEqual([
      `two.ts platform.certificateNames[0]: *.yourdomain.com ${REASON}, "*.two.yourdomain.com"`,
    ]);
  });

  test("is refused if it is the other's host, which has a record too", () => {
    expect(told({}, names("*.mcp.one.yourdomain.com"))).toEqual([
      `two.ts platform.certificateNames[0]: *.mcp.one.yourdomain.com ${REASON}, "*.mcp.one.two.yourdomain.com"`,
    ]);
  });

  test("is to be left out where another name is taken too", () => {
    expect(told(names("*.x.yourdomain.com", "x.two.yourdomain.com"), names("*.x.yourdomain.com"))).toEqual([
      `two.ts platform.certificateNames[0]: *.x.yourdomain.com ${REASON}, leave it out`,
    ]);
  });

  test("is right below the other's, and in another account, whose record is another one", () => {
    expect(told(names("*.yourdomain.com"), names("*.mcp.yourdomain.com"))).toEqual([]);
    const [here, there] = [{ account: "111111111111" }, { account: "222222222222" }];
    expect(
      told({ ...names("*.yourdomain.com"), ...here }, { ...names("*.yourdomain.com"), ...there }),
    ).toEqual([]);
  });
});
