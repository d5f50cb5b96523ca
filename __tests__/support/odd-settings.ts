import { types } from "node:util";
import fc from "fast-check";
import { type Environment, environmentSchema } from "../../environments/schema/environment";
import { validateEnvironments } from "../../environments/schema/load";
import { type Problem, SettingsError } from "../../environments/schema/problem";
import { everySetting } from "./every-setting";
import { settings } from "./synth";
import { variations } from "./variations";
import { replaced } from "./wrong-settings";

/** Settings that were right before one to five of their places were changed. */
export interface OddSettings {
  readonly settings: unknown;
  /** What was changed, such as `network.zones[0]: a hole`. */
  readonly changes: readonly string[];
}

type Path = readonly string[];

/** What is put in place of a value. `any` is a value from somewhere else in the settings. */
type Replacement = (value: unknown, any: unknown) => unknown;

/** What is said to settings. */
export interface Verdict {
  /** Of settings that are accepted. */
  readonly environment?: Environment;
  /** Of settings that are refused. */
  readonly problems: readonly Problem[];
  readonly message: string;
}

export function verdictOn({ settings }: OddSettings): Verdict {
  try {
    const [environment] = validateEnvironments(new Map([["environments/one.ts", settings]]));
    return { environment, problems: [], message: "" };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return { problems: error.reports.flatMap((report) => report.problems), message: error.message };
  }
}

/** What settings that cannot be read say of themselves. */
export const UNREADABLE = /planted|revoked/;

const throws = (): never => {
  throw new Error("planted");
};

class Section {
  constructor(value: unknown) {
    Object.assign(this, value);
  }

  get inherited(): string {
    return "x";
  }
}

const many = <T>(make: (index: number) => T): T[] => Array.from({ length: 300 }, (_, index) => make(index));
const nested = (value: unknown, wrap: (inner: unknown) => unknown) =>
  many(() => 0).reduce<unknown>((inner) => wrap(inner), value);
const cycle = (): unknown => {
  const circle: Record<string, unknown> = { list: [] };
  circle.inside = circle;
  (circle.list as unknown[]).push(circle);
  return circle;
};
const asList = (value: unknown): unknown[] => (isList(value) ? value : [value]);
const asObject = (value: unknown): object => (isPlain(value) ? value : { value });
const numbered = (value: unknown, index: number): unknown => {
  if (isPlain(value)) return { ...value, name: `name-${index}` };
  if (typeof value !== "string") return index;
  const isCidr = value.includes("/") && /^\d/.test(value);
  return isCidr ? value.replace(/\d+(?=\.\d+\/)/, String(index % 256)) : `${value}${index}`;
};

/** Other values, whatever stands there. */
const VALUES: Readonly<Record<string, Replacement>> = {
  null: () => null,
  undefined: () => undefined,
  "a bigint": () => 90n,
  "a symbol": () => Symbol("s"),
  "a function": () => () => 1,
  "a class": () => Section,
  "a Date": () => new Date(0),
  "no Date": () => new Date(Number.NaN),
  "a Map": () => new Map([["name", 1]]),
  "a Set": () => new Set(["x"]),
  "a RegExp": () => /x/g,
  "an Error": () => new Error("x"),
  "a Promise": () => Promise.resolve(1),
  "a typed array": () => new Uint8Array(3),
  "a boxed text": (value) => new String(value),
  "a cycle": cycle,
  NaN: () => Number.NaN,
  Infinity: () => Number.NEGATIVE_INFINITY,
  "-0": () => -0,
  "a huge number": () => 1e308,
  "a tiny number": () => 5e-324,
  "0": () => 0,
  "-1": () => -1,
  true: () => true,
  "{}": () => ({}),
  "[]": () => [],
  "an object without prototype": () => Object.create(null),
  "an object with __proto__": () =>
    JSON.parse('{"__proto__": {"name": "x"}, "constructor": 1, "toString": 2}'),
  "what throws when it is shown": () => ({ toString: throws, toJSON: throws, [Symbol.toPrimitive]: throws }),
  "a Proxy that throws": () => new Proxy({}, { get: throws, ownKeys: throws, has: throws }),
  "a Proxy that has everything": () => new Proxy({}, { get: () => "x", has: () => true }),
  "a revoked Proxy": () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  "deep lists": (value) => nested(value, (inner) => [inner]),
  "deep objects": (value) => nested(value, (inner) => ({ inner })),
  "300 texts": () => many((index) => `name-${index}`),
  "300 CIDRs": () => many((index) => `10.0.${index % 256}.0/${20 + (index % 9)}`),
  "300 objects": () => many((index) => ({ name: `name-${index}` })),
  "300 keys": () => Object.fromEntries(many((index) => [`key${index}`, index])),
  "300 holes": () => new Array(300),
  '"NaN"': () => "NaN",
  '""': () => "",
  "a long text": () => "x".repeat(200_000),
  "long digits": () => "9".repeat(400),
};

const asText = (value: unknown): string => (typeof value === "string" ? value : "x");

/** Values that come from the one that stands there. */
const VARIANTS: Readonly<Record<string, Replacement>> = {
  "in a list": (value) => [value],
  "in an object": (value) => ({ value }),
  "as text": (value) => (typeof value === "object" ? JSON.stringify(value) : String(value)),
  "as number": (value) => Number(value),
  "as bigint": (value) => (Number.isInteger(value) ? BigInt(value as number) : 1n),
  "a bit more": (value) => Number(value) + 0.125,
  negative: (value) => -Number(value),
  "with ${": (value) => `${asText(value)}\${x}`,
  "with %{": (value) => `%{if x}${asText(value)}`,
  "with a new line": (value) => `${asText(value)}\n    use     "x"`,
  "with control characters": (value) => `\u0000${asText(value)}\u001b[2J\u009b31m\u007f\u2028`,
  "with half of a surrogate": (value) => `${asText(value)}\ud83d`,
  "with letters that look alike": (value) =>
    asText(value).replaceAll("a", "а").replaceAll("-", "‑").replaceAll("o", "ο"),
  "with blanks": (value) => ` ${asText(value)}\u00a0`,
  "in capitals": (value) => asText(value).toUpperCase(),
  "each twice": (value) => asList(value).flatMap((entry) => [entry, entry]),
  "with a hole": (value) => {
    const list = [...asList(value)];
    delete list[0];
    return list;
  },
  "with holes behind": (value) => Object.assign([...asList(value)], { length: asList(value).length + 2 }),
  "with undefined": (value) => [...asList(value), undefined],
  "with keys beside the entries": (value) => Object.assign([...asList(value)], { name: "x", "-1": "y" }),
  "300 of it": (value) => many((index) => numbered(asList(value)[0], index)),
  "300 entries of it": (value) => {
    const entries = asObject(value);
    const [first] = Object.values(entries);
    return { ...entries, ...Object.fromEntries(many((index) => [`entry-${index}`, first])) };
  },
  "inside itself": (value) => {
    const inner: Record<string, unknown> = { ...asObject(value) };
    inner.self = inner;
    return inner;
  },
};

/** Values that may be as right as the one that stands there. */
const PLAIN: Readonly<Record<string, Replacement>> = {
  "one more": (value) => (typeof value === "number" ? value + 1 : `${asText(value)}1`),
  "a half": (value) => Number(value) / 2,
  "the first half": (value) => asText(value).slice(0, asText(value).length / 2),
  "turned around": (value) => [...asList(value)].reverse(),
  frozen: (value) => (isHolder(value) ? Object.freeze(value) : value),
  "of a class": (value) => new Section(value),
  "of no prototype": (value) => Object.assign(Object.create(null), value),
  "with symbols": (value) => ({ ...asObject(value), [Symbol("name")]: 1 }),
  "behind a Proxy": (value) => (isHolder(value) ? new Proxy(value, {}) : value),
  not: (value) => !value,
  "twice over": (value) => asText(value).repeat(2),
  "a value from elsewhere": (_value, any) => any,
};

/** Names of one more setting beside those that are there. */
const KEYS = [
  ...["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "length", "then", "", " ", "0"],
  ...["-1", "a.b", "a[0]", "new\nline", "\u001b[2J", "\ud83d", "nаme", "NAME", "names", "${x}"],
  ...["NaN", "x".repeat(100_000), "🦊".repeat(200)],
];

/** What is done at a place: the object, the key in it, and a value from somewhere else. */
type Change = (holder: object, key: string, any: unknown) => void;

const put = (holder: object, key: string, value: unknown) =>
  Reflect.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });

const replaces = (replacements: Readonly<Record<string, Replacement>>): Record<string, Change> =>
  Object.fromEntries(
    Object.entries(replacements).map(([name, replacement]) => [
      name,
      (holder, key, any) => put(holder, key, replacement(own(holder, key), any)),
    ]),
  );

const PROPERTIES: Readonly<Record<string, Change>> = {
  "left out": (holder, key) => Reflect.deleteProperty(holder, key),
  "a getter that throws": (holder, key) =>
    Reflect.defineProperty(holder, key, { get: throws, enumerable: true, configurable: true }),
  "a getter": (holder, key) => {
    const value = own(holder, key);
    Reflect.defineProperty(holder, key, { get: () => value, enumerable: true, configurable: true });
  },
  "not enumerable": (holder, key) => Reflect.defineProperty(holder, key, { enumerable: false }),
};

const MORE: Readonly<Record<string, Change>> = Object.fromEntries(
  KEYS.map((name) => [
    `one more: ${JSON.stringify(name.slice(0, 20))}`,
    (holder, key, any) => {
      const into = [own(holder, key), holder].find(isPlain);
      if (into) put(into, name, any);
    },
  ]),
);

/** Of several kinds, of which each is as likely. */
const KINDS = [replaces(VALUES), replaces(VARIANTS), { ...PROPERTIES, ...replaces(PLAIN) }, MORE];

const change = fc.oneof(...KINDS.map((kind) => fc.constantFrom(...Object.entries(kind))));

/** Settings that are right: the guide's, one with everything, and a change of each setting. */
const bases: readonly unknown[] = [
  settings(),
  everySetting,
  ...variations(environmentSchema, everySetting).flatMap(({ after }) => after.slice(0, 1)),
];

/** Where the whole settings stand, so that they have a key as everything in them has. */
interface Root {
  settings: unknown;
}

export const oddSettings: fc.Arbitrary<OddSettings> = fc
  .record({
    // A half of them from the first two, of which everybody's are copies.
    base: fc.oneof(fc.nat(1), fc.nat(bases.length - 1)),
    edits: fc.array(fc.record({ place: fc.nat(), from: fc.nat(), change }), { minLength: 1, maxLength: 5 }),
  })
  .map(({ base, edits }) => {
    const root: Root = { settings: copy(bases[base]) };
    const places = paths(root).slice(1);
    const changes = edits.flatMap(({ place, from, change: [name, make] }) => {
      const path = places[place % places.length] as Path;
      const holder = at(root, path.slice(0, -1));
      if (!isHolder(holder)) return [];
      const any = copy(at({ settings: bases[base] }, places[from % places.length] as Path));
      try {
        make(holder, path.at(-1) as string, any);
        return [`${path.slice(1).join(".")}: ${name}`];
      } catch {
        // What an earlier change has made unreadable has no variant.
        return [];
      }
    });
    return {
      settings: own(root, "settings"),
      changes,
      [fc.toStringMethod]: () => `${base}, ${changes.join("; ")}`,
    };
  });

/** Hundreds of entries in each list and object of the settings with everything, and in all of the lists. */
export const hundreds: readonly OddSettings[] = (() => {
  const holders = paths(everySetting).filter((path) => path.length > 0 && isHolder(at(everySetting, path)));
  const lists = holders.filter((path) => isList(at(everySetting, path)));
  return [...holders.map((path) => [path]), lists].map(withHundreds);
})();

function withHundreds(places: readonly Path[]): OddSettings {
  const changed = places.reduce((current, path) => {
    const value = at(everySetting, path);
    const more = VARIANTS[isList(value) ? "300 of it" : "300 entries of it"];
    return replaced(current, path, more?.(value, undefined));
  }, everySetting);
  return { settings: changed, changes: places.map((path) => `${path.join(".")}: 300 entries`) };
}

function paths(value: unknown, path: Path = []): Path[] {
  if (!isHolder(value)) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => paths(inner, [...path, key]))];
}

/** What is at a path, without running anything that an earlier change has put there. */
function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(own, value);
}

function own(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || types.isProxy(value)) return undefined;
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || types.isProxy(value)) return false;
  return Object.getPrototypeOf(value) === Object.prototype;
}

function isList(value: unknown): value is unknown[] {
  return !types.isProxy(value) && Array.isArray(value);
}

function isHolder(value: unknown): value is object {
  return isPlain(value) || isList(value);
}

function copy(value: unknown): unknown {
  if (isList(value)) return value.map(copy);
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copy(inner)]));
}
