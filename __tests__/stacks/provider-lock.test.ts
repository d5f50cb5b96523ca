import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NullProvider } from "@cdktf/provider-null/lib/provider";
import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { BaseStack } from "../../stacks/base-stack";
import { createApp } from "../../stacks/create-app";
import { type AwsMajor, awsProviderVersion, LOCK_FILE } from "../../stacks/provider-lock";
import { synthesize } from "../../stacks/synthesize";
import { environment } from "../support/synth";

let outdir: string;

beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), "provider-lock-"));
});

afterEach(() => rmSync(outdir, { recursive: true }));

/** The providers that a stack of ours is locked to: address and version, in the file's order. */
function lockedIn(
  build: (stack: BaseStack) => void = () => undefined,
  awsProvider: AwsMajor = 5,
): readonly string[] {
  const app = createApp(outdir);
  build(new BaseStack(app, "some", { environment: environment({ awsProvider }), stateName: "some" }));
  synthesize(app);
  const parts = lockFile().matchAll(/^provider "(.+)" \{\n {2}version {5}= "(.+)"/gm);
  return [...parts].map(([, address, version]) => `${address} ${version}`);
}

const path = () => join(outdir, "stacks/some", LOCK_FILE);
const lockFile = () => readFileSync(path(), "utf8");

const withAll = (stack: BaseStack) => {
  new RandomProvider(stack, "random");
  new NullProvider(stack, "null");
};

const AWS = "registry.terraform.io/hashicorp/aws";
const OURS = [
  `${AWS} 5.100.0`,
  "registry.terraform.io/hashicorp/null 3.2.4",
  "registry.terraform.io/hashicorp/random 3.7.2",
];

test("a stack is locked to the providers that it asks for, and no others", () => {
  expect(lockedIn()).toEqual([`${AWS} 5.100.0`]);
  expect(lockedIn(withAll)).toEqual(OURS);
});

test("a provider that a stack no longer asks for leaves its lock: Terraform refuses one too many", () => {
  lockedIn(withAll);
  expect(lockedIn()).toEqual([`${AWS} 5.100.0`]);
});

test("each lock has checksums of the archives and of what is in them, for the platforms that people use", () => {
  lockedIn(withAll);
  // Linux and macOS on two architectures, and Windows; which one a checksum is of cannot be seen.
  const platforms = 5;
  for (const [part] of lockFile().matchAll(/^provider .+? \{.+?^\}/gms)) {
    for (const scheme of ["h1", "zh"])
      expect(part.split(`"${scheme}:`).length - 1).toBeGreaterThanOrEqual(platforms);
  }
});

test("what terraform init has locked beside ours stays", () => {
  const tls = `provider "registry.terraform.io/hashicorp/tls" {\n  version     = "4.1.0"\n  hashes = [\n    "h1:x",\n  ]\n}\n`;
  lockedIn();
  writeFileSync(path(), `${lockFile()}\n${tls}`);
  expect(lockedIn()).toEqual([`${AWS} 5.100.0`, "registry.terraform.io/hashicorp/tls 4.1.0"]);
  expect(lockFile()).toContain(tls);
});

test("a version of which nothing is known here stays as terraform init has locked it", () => {
  const newer = (stack: BaseStack) => {
    withAll(stack);
    stack.addOverride("terraform.required_providers.aws.version", "5.101.0");
  };
  lockedIn(withAll);
  writeFileSync(path(), lockFile().replace('"5.100.0"', '"5.101.0"'));
  expect(lockedIn(newer)).toEqual([`${AWS} 5.101.0`, ...OURS.slice(1)]);
});

test("a stack on major 6 is locked to another version of the AWS provider, and to the same ones of the others", () => {
  lockedIn(withAll);
  expect(lockedIn(withAll, 6)).toEqual([`${AWS} ${awsProviderVersion(6)}`, ...OURS.slice(1)]);
});

test("major 6 is none of the versions that would change every bucket for ever", () => {
  const [major = 0, minor = 0] = awsProviderVersion(6).split(".").map(Number);
  expect(major).toBe(6);
  expect(minor < 22 || minor > 39).toBe(true);
});

test.each([5, 6] as const)("the versions and the lock of major %i say the same", (major) => {
  const folder = join(__dirname, `../../providers/aws-${major}`);
  const versions = readFileSync(join(folder, "versions.tf"), "utf8");
  const asked = [...versions.matchAll(/source {2}= "(.+)"\s+version = "(.+)"/g)];
  const locked = [
    ...readFileSync(join(folder, LOCK_FILE), "utf8").matchAll(
      /^provider "registry.terraform.io\/(.+)" \{\n {2}version {5}= "(.+)"\n {2}constraints = "(.+)"/gm,
    ),
  ];
  expect(asked).toHaveLength(3);
  expect(locked.map(([, name, version, constraints]) => [name, version, constraints])).toEqual(
    asked.map(([, name, version]) => [name, version, version]),
  );
});
